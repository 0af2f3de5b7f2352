import type { TrustedFile } from '../core/baseline.ts';
import { digestLength, type HashAlgorithm, hexDigest } from '../core/brands.ts';
import { err, ok } from '../core/result.ts';
import { findConflicts } from './conflicts.ts';
import { type ListOrigin, type ListProblem, type ListRead, listedName, mostProblems } from './list.ts';

const gnu = /^([0-9a-f]{32,128})[ \t]+[ *]?(\S.*)$/i;
const bsd = /^(MD5|SHA-?1|SHA-?256|SHA-?512) ?\((.{1,300})\) ?= ?([0-9a-f]{32,128})$/i;
const bare = /^[0-9a-f]{32,128}$/i;

/**
 * Reads `*.sha512sum`, `*.md5sum`, `*.sha512` and their like: `HEX  name`, `HEX *name`, `SHA512 (name) = HEX`, or the digest
 * alone, which is for the file that the list is called after (`EOS-4.30.1F.swi.sha512` → `EOS-4.30.1F.swi`). The
 * algorithm is told by the number of digits. Lines with `#` are comments; any other line refuses the list.
 * Sources: findings.md 2.5.
 */
export function readDigestFile(text: string, listName: string, origin: ListOrigin): ListRead {
  const files: TrustedFile[] = [];
  const problems: ListProblem[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const read = entryOf(line, listName);
    if (read.ok)
      files.push({ ...read.value, sizeBytes: null, source: origin.source, learned: origin.learned, withdrawn: false });
    else if (problems.length < mostProblems) problems.push({ line: index + 1, message: read.error });
  }
  if (problems.length > 0) return err(problems);
  if (files.length === 0) return err([{ line: 1, message: 'the list is empty' }]);
  const { errors, warnings } = findConflicts(files);
  return errors.length > 0 ? err(errors) : ok({ files, measurements: [], warnings });
}

function entryOf(line: string, listName: string) {
  const tagged = bsd.exec(line);
  const pair = tagged === null ? gnu.exec(line) : null;
  const hex = tagged?.[3] ?? pair?.[1] ?? (bare.test(line) ? line : null);
  if (hex === null) return err(`no digest: "${line.slice(0, 60)}"`);
  const algorithm = algorithmOf(hex);
  if (algorithm === null) return err(`${hex.length} digits are the digest of no algorithm`);
  if (tagged !== null && tagged[1]?.toLowerCase().replace('-', '') !== algorithm)
    return err(`${tagged[1]} does not have ${hex.length} digits`);
  const name = listedName(
    tagged?.[2] ?? pair?.[2] ?? listName.replace(/\.(?:md5|sha1|sha256|sha512)(?:sums?)?(?:\.txt)?$/i, ''),
  );
  if (!name.ok) return name;
  const value = hexDigest(algorithm, hex);
  return value.ok ? ok({ file: name.value, digests: [{ algorithm, value: value.value }] }) : value;
}

function algorithmOf(hex: string): HashAlgorithm | null {
  const all = ['md5', 'sha1', 'sha256', 'sha512'] as const;
  return all.find((algorithm) => digestLength[algorithm] === hex.length) ?? null;
}
