import type { TrustedFile } from '../core/baseline.ts';
import type { EpochMs } from '../core/brands.ts';
import { err, ok, type Result } from '../core/result.ts';
import { checkChain, nameOf, type Roots, readCertificates, signatureHolds } from './certificates.ts';
import { findConflicts } from './conflicts.ts';
import {
  type ListOrigin,
  type ListProblem,
  type ListRead,
  listedDigests,
  listedName,
  type Measurement,
  mostProblems,
} from './list.ts';

type Json = Readonly<Record<string, unknown>>;

const record = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const word = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/**
 * Reads the known-good-values JSON of the vendor. Current layout: `bulkHash`, a list of files with their packages, each
 * with digests and a boot measurement. Older one (`KGV_format_2.0`): `products` (or `platforms`) with versions and
 * `entries`, which hold measurements and, where they name files, digests. Sources: findings.md 2.2; the layouts that
 * the vendor's public BootIntegrityValidator reads.
 */
export function readKgv(text: string, origin: ListOrigin): ListRead {
  let json: Json | null = null;
  try {
    json = record(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch {
    return err([{ line: null, message: 'no JSON' }]);
  }
  if (json === null) return err([{ line: null, message: 'no list of known-good values' }]);
  const files: TrustedFile[] = [];
  const measurements: Measurement[] = [];
  const problems: ListProblem[] = [];
  const add = (entry: Json, where: string): void => {
    const written = word(entry['filename']) || word(entry['file_name']);
    const name = written === '' ? null : listedName(written);
    const digests = listedDigests({
      md5: word(entry['md5']),
      sha1: word(entry['sha1']),
      sha256: word(entry['sha256']),
      sha512: word(entry['sha512']),
    });
    const measured = word(entry['biv_hash']).toUpperCase();
    const complaint =
      name?.ok === false
        ? name.error
        : !digests.ok
          ? digests.error
          : measured !== '' && !/^(?:[0-9A-F]{64}|[0-9A-F]{128})$/.test(measured)
            ? 'a measurement has 64 or 128 hexadecimal digits'
            : null;
    if (complaint !== null || !digests.ok) {
      if (problems.length < mostProblems) problems.push({ line: null, message: `${where}: ${complaint}` });
      return;
    }
    if (name?.ok === true && digests.value.length > 0)
      files.push({
        file: name.value,
        sizeBytes: null,
        digests: digests.value,
        source: origin.source,
        learned: origin.learned,
        withdrawn: false,
      });
    if (measured !== '') measurements.push({ subject: name?.ok === true ? name.value : where, value: measured });
  };
  for (const [index, value] of list(json['bulkHash']).entries()) {
    const entry = record(value);
    if (entry === null) {
      problems.push({ line: null, message: `bulkHash[${index}] is no entry` });
      continue;
    }
    add(entry, `bulkHash[${index}]`);
    for (const [at, pack] of list(entry['pkg']).entries()) {
      const own = record(pack);
      if (own !== null) add(own, `bulkHash[${index}].pkg[${at}]`);
    }
  }
  addOlder(json, add);
  if (problems.length > 0) return err(problems.slice(0, mostProblems));
  if (files.length === 0 && measurements.length === 0)
    return err([{ line: null, message: 'no known-good values in it' }]);
  const { errors, warnings } = findConflicts(files);
  return errors.length > 0 ? err(errors) : ok({ files, measurements, warnings });
}

function addOlder(json: Json, add: (entry: Json, where: string) => void): void {
  for (const family of [...list(json['products']), ...list(json['platforms'])]) {
    const product = record(family);
    if (product === null) continue;
    const name = word(product['product']) || word(product['platform']);
    for (const [kind, versions] of Object.entries(product)) {
      for (const value of list(versions)) {
        const version = record(value);
        const entries = version === null ? [] : list(version['entries']);
        for (const entry of entries) {
          const own = record(entry);
          if (own !== null) add(own, `${name} ${kind} ${word(version?.['version'])}`.slice(0, 160));
        }
      }
    }
  }
}

/**
 * Checks the detached signature of a list: RSA, 512 bytes over SHA-512 or 256 bytes over SHA-256; every other length is
 * refused. Gives the name of the signer.
 */
export function checkListSignature(
  data: Uint8Array,
  signature: Uint8Array,
  certificates: Uint8Array,
  roots: Roots,
  now: EpochMs,
): Result<string, string> {
  const digest = signature.length === 512 ? 'sha512' : signature.length === 256 ? 'sha256' : null;
  if (digest === null) return err(`a signature of ${signature.length} bytes; 512 or 256 are known`);
  const read = readCertificates(certificates);
  if (!read.ok) return read;
  const leaf = read.value.find(({ ca }) => !ca);
  if (leaf === undefined) return err('no certificate of a signer, only of authorities');
  const chain = checkChain(leaf, read.value, roots, now, 'code-signing');
  if (!chain.ok) return err(chain.error.why);
  return signatureHolds(data, signature, leaf, digest) ? ok(nameOf(leaf)) : err('the signature does not hold');
}
