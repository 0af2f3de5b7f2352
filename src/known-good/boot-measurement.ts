import { createHash } from 'node:crypto';
import type { EpochMs } from '../core/brands.ts';
import { checkChain, nameOf, type Roots, readCertificates, signatureHolds } from './certificates.ts';
import type { Measurement } from './list.ts';

/** What the device said to both commands, and the nonce that pawl drew for them (decimal, below 2^64). */
export type BootRecord = { readonly nonce: string; readonly record: string; readonly certificates: string };

export type BootCheck =
  /** `published`: every file that it measured has a measurement that the vendor published. */
  | { readonly kind: 'holds'; readonly published: boolean; readonly why: string }
  /** Proof that the record is not what this device measured at this boot, over this nonce. */
  | { readonly kind: 'failed'; readonly expected: string; readonly observed: string }
  /** Not enough was shown to say either. */
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Checks a signed boot record off the box: the certificate of the device leads to a root that the operator pinned; the
 * signature (RSA, SHA-256) over nonce, version and both registers holds, so that it was made for this nonce and not
 * replayed; the registers follow from the hashes that are listed; and a file that the vendor published measurements of
 * has one of them. Sources: platforms.md 5.5; the vendor's public BootIntegrityValidator.
 */
export function checkBootRecord(
  boot: BootRecord,
  roots: Roots,
  known: readonly Measurement[],
  now: EpochMs,
): BootCheck {
  const nonce = /^\d{1,20}$/.test(boot.nonce) ? BigInt(boot.nonce) : null;
  if (nonce === null || nonce >= 2n ** 64n) return unknown('the nonce is no number of 64 bits');
  const read = readRecord(boot.record);
  if (read === null) return unknown('the record shows no registers and signature that can be read');
  const certificates = readCertificates(Buffer.from(boot.certificates, 'utf8'));
  if (!certificates.ok) return unknown('the device showed no certificate that can be read');
  const leaf = certificates.value.find(({ ca }) => !ca);
  if (leaf === undefined) return unknown('the device showed certificates of authorities only');
  const chain = checkChain(leaf, certificates.value, roots, now, 'any');
  if (!chain.ok) return { kind: 'failed', expected: 'an identity under the pinned root', observed: chain.error.why };
  const signed = Buffer.concat([header(nonce, read.version), read.pcr0, read.pcr8]);
  if (!signatureHolds(signed, read.signature, leaf, 'sha256'))
    return {
      kind: 'failed',
      expected: `a signature of ${nameOf(leaf)} over our nonce ${boot.nonce}`,
      observed: 'a signature that does not hold: changed, of another device, or replayed',
    };
  const pcr0 = [read.boot0, read.loader].reduce(extend, Buffer.alloc(32));
  if (!pcr0.equals(read.pcr0))
    return {
      kind: 'failed',
      expected: `register 0 ${hex(read.pcr0)}, as signed`,
      observed: `${hex(pcr0)} from the hashes that are listed`,
    };
  // Only the one hash of a monolithic image is known to make register 8; how several files make it is not published.
  const only = read.files.length === 1 ? read.files[0] : undefined;
  if (only !== undefined && !extend(Buffer.alloc(32), only.hash).equals(read.pcr8))
    return {
      kind: 'failed',
      expected: `register 8 ${hex(read.pcr8)}, as signed`,
      observed: `another from the hash of ${only.name}`,
    };
  for (const { name, hash } of read.files) {
    const values = known.filter(({ subject }) => subject === name).map(({ value }) => value);
    const own = hex(hash);
    // Some devices cut a measurement to 64 digits.
    if (values.length > 0 && !values.some((value) => value === own || value.startsWith(own)))
      return {
        kind: 'failed',
        expected: `${values[0]?.slice(0, 32) ?? ''}… for ${name}, as published`,
        observed: `${own.slice(0, 32)}…`,
      };
  }
  const published =
    read.files.length > 0 && read.files.every(({ name }) => known.some(({ subject }) => subject === name));
  return { kind: 'holds', published, why: `signed by ${nameOf(leaf)} over nonce ${boot.nonce}` };
}

const unknown = (why: string): BootCheck => ({ kind: 'unknown', why });
const hex = (bytes: Buffer): string => bytes.toString('hex').toUpperCase();
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const extend = (register: Buffer, measured: Buffer): Buffer => sha256(Buffer.concat([register, sha256(measured)]));

/** Nonce (64 bits) and version of the signature (32 bits), most significant byte first. */
function header(nonce: bigint, version: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeBigUInt64BE(nonce, 0);
  bytes.writeUInt32BE(version, 8);
  return bytes;
}

type ReadRecord = {
  readonly boot0: Buffer;
  readonly loader: Buffer;
  readonly files: readonly { readonly name: string; readonly hash: Buffer }[];
  readonly pcr0: Buffer;
  readonly pcr8: Buffer;
  readonly version: number;
  readonly signature: Buffer;
};

function readRecord(text: string): ReadRecord | null {
  const lines = text
    .slice(0, 262_144)
    .split(/\r?\n/)
    .map((line) => line.trim());
  const field = (name: string): Buffer | null => {
    const line = lines.find((one) => one.startsWith(`${name}:`));
    return line === undefined ? null : hexOf(line.slice(name.length + 1));
  };
  const boot0 = field('Boot 0 Hash');
  const loader = field('Boot Loader Hash');
  const pcr0 = field('PCR0');
  const pcr8 = field('PCR8');
  const version = lines
    .map((line) => /^Signature version: *(\d{1,9})$/i.exec(line)?.[1])
    .find((found) => found !== undefined);
  const at = lines.findIndex((line) => /^Signature:/i.test(line));
  const signature =
    at === -1
      ? null
      : hexOf(
          lines
            .slice(at)
            .join('')
            .replace(/^Signature:/i, '')
            .replace(/[^0-9A-F].*$/i, ''),
        );
  if (boot0 === null || loader === null || pcr0?.length !== 32 || pcr8?.length !== 32) return null;
  if (version === undefined || signature === null) return null;
  const single = field('OS Hash');
  const listed = lines.flatMap((line) => {
    const [, name, digits] = /^([\w.+-]{1,200}\.(?:bin|pkg|conf|SPA|SSA)): *([0-9A-F]{64,128})$/i.exec(line) ?? [];
    const hash = digits === undefined ? null : hexOf(digits);
    return name === undefined || hash === null ? [] : [{ name, hash }];
  });
  const files = single === null ? listed : [{ name: 'OS Hash', hash: single }];
  return { boot0, loader, files, pcr0, pcr8, version: Number(version), signature };
}

/** Upper or lower case, blanks between; null for anything else, or nothing. */
function hexOf(text: string): Buffer | null {
  const digits = text.replaceAll(/\s/g, '');
  return digits !== '' && digits.length % 2 === 0 && /^[0-9a-f]+$/i.test(digits) ? Buffer.from(digits, 'hex') : null;
}
