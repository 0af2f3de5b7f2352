import { digestLength, type HashAlgorithm } from '../../core/brands.ts';
import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, firstMatch, parsed, readLines } from './read-kit.ts';

const lengths: readonly (readonly [HashAlgorithm, number])[] = [
  ['md5', digestLength.md5],
  ['sha1', digestLength.sha1],
  ['sha256', digestLength.sha256],
  ['sha512', digestLength.sha512],
];

/**
 * Reads outputs that are a digest and little else: `show file FILE md5sum` (NX-OS), `show md5 file` (IOS XR), the lines
 * of `sha512sum` (`digest  path`, also wrapped). Pieces on several lines are joined. The algorithm is the one that the
 * command names, else the one whose length fits; exactly one digest may stand there, everything else is a problem.
 */
export function readBareDigest(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const wanted = lengths.find(([name]) => new RegExp(`(?:^|[\\s/])${name}(?:sum)?(?:\\s|$)`, 'i').test(command));
  const digests: string[] = [];
  let open = '';
  let file: string | undefined;
  for (const line of output.lines) {
    const found = /^\s*([0-9a-f]{8,128})(?:\s{1,8}\*?(\S{1,300}))?\s*$/i.exec(line);
    if (found === null) {
      if (digests.length > 0 && file === undefined) file = /^\s*(\/\S{1,300})\s*$/.exec(line)?.[1];
      open = '';
      continue;
    }
    file ??= found[2];
    open += found[1] ?? '';
    if (!isWhole(open, wanted)) continue;
    digests.push(open);
    open = '';
  }
  const [digest, second] = digests;
  const algo = wanted?.[0] ?? lengths.find(([, length]) => length === digest?.length)?.[0];
  const fields = {
    digests: digest === undefined || second !== undefined ? undefined : [compact({ file, algo, digest })],
    error: firstMatch(output.lines, /^\s*(%? ?(?:Error|No such file)\b.*|.{1,200}: No such file or directory)$/i),
  };
  if (second === undefined) return parsed(fields, output, fields.error === undefined ? ['digests'] : []);
  const message = `${digests.length} digests where one was expected`;
  return parsed(fields, { problems: [...output.problems, { field: 'digests', message }] });
}

function isWhole(digits: string, wanted: readonly [HashAlgorithm, number] | undefined): boolean {
  if (wanted !== undefined) return digits.length === wanted[1];
  return lengths.some(([, length]) => length === digits.length);
}
