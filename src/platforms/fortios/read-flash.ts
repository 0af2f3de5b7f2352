import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, parsed, readLines, wholeNumber } from '../shared/read-kit.ts';

const row =
  /^\s*(\d{1,2})\s{1,80}(?:(\S{1,100})\s{1,80})?(\d{1,15})\s{1,40}(\d{1,15})\s{1,40}\d{1,3}%\s{1,40}(Yes|No)$/;

/** Reads `diagnose sys flash list`: firmware partitions and data partitions, and the closing line of the build. */
export function readFlashList(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const partitions = output.lines
    .map((line) => row.exec(line))
    .filter((found) => found !== null)
    .map(([, id, image, total, used, active]) =>
      compact({ id, image, total_kb: wholeNumber(total), used_kb: wholeNumber(used), active: active === 'Yes' }),
    );
  const closing = output.lines
    .map((line) => /^\s*Image build at (\S.{0,40}) for b(\d{1,6})$/.exec(line))
    .find((found) => found !== null);
  const fields = {
    partitions: partitions.length === 0 ? undefined : partitions,
    active_image: partitions.find(({ active }) => active === true)?.['image'],
    active_build: closing?.[2],
    built: closing?.[1],
  };
  return parsed(fields, output, ['partitions']);
}

/** Reads `diagnose sys filesystem hash`: the digest of each system file; 64 digits are SHA-256 whatever a note calls them. */
export function readFilesystemHash(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const digests: Fields[] = [];
  let count: number | undefined;
  for (const line of output.lines) {
    const found = /^\s*([0-9a-fA-F]{40}|[0-9a-fA-F]{64})\s{1,20}(\/\S{1,254})$/.exec(line);
    const digest = found?.[1]?.toLowerCase() ?? '';
    if (found !== null) digests.push({ file: found[2], algo: digest.length === 64 ? 'sha256' : 'sha1', digest });
    count = wholeNumber(/^\s*Filesystem hash complete\. Hashed (\d{1,9}) files/.exec(line)?.[1]) ?? count;
  }
  return parsed({ digests: digests.length === 0 ? undefined : digests, hashed: count }, output, ['digests', 'hashed']);
}
