import { err, ok, type Result } from './result.ts';

declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** A name of the inventory. */
export type DeviceName = Brand<string, 'DeviceName'>;
/** Milliseconds since 1970-01-01T00:00:00Z by the auditor's clock (or, where a field says so, by the device's). */
export type EpochMs = Brand<number, 'EpochMs'>;
/** A file, folder or file system of a device whose name is safe to send back to it. */
export type ImagePath = Brand<string, 'ImagePath'>;
/** A digest in lower-case hexadecimal of the length that its algorithm has. */
export type HexDigest = Brand<string, 'HexDigest'>;

export const deviceName = (text: string): DeviceName => text as DeviceName;
export const epochMs = (ms: number): EpochMs => ms as EpochMs;

/** ISO 8601 in UTC; the way every time leaves pawl. */
export const isoTime = (at: EpochMs): string => new Date(at).toISOString();

/**
 * A name that came from a device (or a file that imitates one) and may go back into a command. Everything else is
 * refused: blanks, quotes, `;`, `|` and control characters could end the command and begin another.
 */
export function imagePath(text: string): ImagePath | null {
  return /^[A-Za-z0-9._+@:/-]{1,255}$/.test(text) && !text.startsWith('-') ? (text as ImagePath) : null;
}

export type HashAlgorithm = 'md5' | 'sha1' | 'sha256' | 'sha512';

/** Digits of a digest in hexadecimal. */
export const digestLength: Readonly<Record<HashAlgorithm, number>> = { md5: 32, sha1: 40, sha256: 64, sha512: 128 };

/** Reads a digest of any case; refuses one of the wrong length for its algorithm. */
export function hexDigest(algorithm: HashAlgorithm, text: string): Result<HexDigest, string> {
  const lower = text.trim().toLowerCase();
  if (!/^[0-9a-f]*$/.test(lower)) return err(`not hexadecimal: "${text.slice(0, 80)}"`);
  const expected = digestLength[algorithm];
  if (lower.length !== expected) return err(`${algorithm} has ${expected} digits, not ${lower.length}`);
  return ok(lower as HexDigest);
}
