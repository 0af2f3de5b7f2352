import { digestLength, type HashAlgorithm } from '../../core/brands.ts';
import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, parsed, readLines } from './read-kit.ts';

const oneLine = /^\s*(?:.{0,400}?\s)?verify \/(md5|sha1|sha256|sha512) \((\S{1,300}?)\)\s*=\s*([0-9a-f]{0,128})\s*$/i;
const pair = /^\s*(Embedded|Computed|CCO) Hash\s+(MD5|SHA1|SHA2|SHA256|SHA512)\s*:\s*([0-9A-F]{8,128})\s*$/i;
const moreDigits = /^\s*([0-9A-F]{1,128})\s*$/i;

type Digest = { file: string | undefined; algo: HashAlgorithm | undefined; digest: string; source?: string };

/**
 * Reads `verify FILE` and `verify /md5|/sha512 FILE` of IOS, IOS-XE and EOS. A digest on several lines is joined; one
 * with a wrong number of digits is a problem, not a digest. `verdict` only where the device says it or both hashes are
 * there to be compared. Sources: platforms.md 4.2, 11.2; capture corpus.
 */
export function readVerify(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const asked = /^verify\s+(?:\/\S+\s+)?(\S+)$/i.exec(command.trim())?.[1];
  const named = namedFile(lines);
  const found: Digest[] = [];
  let open: Digest | undefined;
  for (const line of lines) {
    const single = oneLine.exec(line);
    const hash = single === null ? pair.exec(line) : null;
    const digits = single === null && hash === null ? moreDigits.exec(line)?.[1] : undefined;
    if (single !== null) {
      open = { file: single[2], algo: algorithm(single[1], single[3]), digest: single[3] ?? '', source: 'computed' };
      found.push(open);
    } else if (hash !== null) {
      open = {
        file: named ?? asked,
        algo: algorithm(hash[2], hash[3]),
        digest: hash[3] ?? '',
        source: (hash[1] ?? '').toLowerCase(),
      };
      found.push(open);
    } else if (digits !== undefined && open !== undefined && open.digest.length < digestLength.sha512) {
      open.digest += digits;
      if (open.algo === undefined || open.digest.length > digestLength[open.algo])
        open.algo = algorithm('SHA2', open.digest);
    } else if (line.trim() !== '') open = undefined;
  }
  const whole = found
    .map((digest) => ({ ...digest, algo: digest.algo ?? algorithm('SHA2', digest.digest) }))
    .filter(({ algo, digest }) => algo !== undefined && digestLength[algo] === digest.length);
  const problems = [...output.problems];
  if (whole.length < found.length)
    problems.push({ field: 'digests', message: 'a digest has the wrong number of digits' });
  const fields = {
    digests: whole.length > 0 ? whole.map(compact) : undefined,
    verdict: verdict(lines, whole),
    error: failureOf(lines),
  };
  return parsed(fields, { problems }, fields.verdict === undefined ? ['digests'] : []);
}

function algorithm(word: string | undefined, digits: string | undefined): HashAlgorithm | undefined {
  switch ((word ?? '').toLowerCase()) {
    case 'md5':
      return 'md5';
    case 'sha1':
      return 'sha1';
    case 'sha256':
      return 'sha256';
    case 'sha512':
      return 'sha512';
    default:
      if (digits?.length === digestLength.sha512) return 'sha512';
      return digits?.length === digestLength.sha256 ? 'sha256' : undefined;
  }
}

function namedFile(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const found =
      /^\s*Verifying file integrity of (\S{1,300}?)\.*(?:\s+\.*)?$/.exec(line) ??
      /(?:verified in file|verification failed for file|integrity of file) (\S{1,300}?)\.?$/i.exec(line);
    if (found?.[1] !== undefined && found[1] !== '') return found[1];
  }
  return undefined;
}

function failureOf(lines: readonly string[]): string | undefined {
  return lines.find((line) => /^\s*%\s?Error/i.test(line))?.trim();
}

/** Failure first: one bad word outweighs any good one. */
function verdict(lines: readonly string[], digests: readonly Digest[]): string | undefined {
  if (
    lines.some((line) =>
      /signature.{0,40}(?:failed|invalid|not valid|could not)|failed.{0,40}signature|verification failed|not verified/i.test(
        line,
      ),
    )
  )
    return 'failed';
  const value = (source: string, algo: HashAlgorithm | undefined): string | undefined =>
    digests.find((digest) => digest.source === source && digest.algo === algo)?.digest.toLowerCase();
  const embedded = digests.filter(({ source }) => source === 'embedded');
  const compared = embedded.map(({ algo, digest }) => ({
    embedded: digest.toLowerCase(),
    computed: value('computed', algo),
  }));
  if (compared.some(({ embedded, computed }) => computed !== undefined && embedded !== computed)) return 'mismatch';
  if (lines.some((line) => /Digital signature successfully verified/i.test(line))) return 'verified';
  return compared.length > 0 && compared.every(({ computed }) => computed !== undefined) ? 'match' : undefined;
}
