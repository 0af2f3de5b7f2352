import type { TrustedFile } from '../core/baseline.ts';
import { type HashAlgorithm, type HexDigest, hexDigest } from '../core/brands.ts';
import { err, ok, type Result } from '../core/result.ts';

/** One list of published values. A list with any error gives none of its values. */
export type KnownGoodList = {
  readonly files: readonly TrustedFile[];
  /** Values that hardware measured at the boot; never comparable with the digest of a file (platforms.md 1.6). */
  readonly measurements: readonly Measurement[];
  readonly warnings: readonly string[];
};

export type Measurement = { readonly subject: string; readonly value: string };

/** One refused value, with the line that it stands in (from 1; null where the file has no lines). */
export type ListProblem = { readonly line: number | null; readonly message: string };

export type ListRead = Result<KnownGoodList, readonly ListProblem[]>;

/** What every reader is told of the list: words for `source`, and whether people learned it from a device. */
export type ListOrigin = { readonly source: string; readonly learned: boolean };

/** Problems beyond these say nothing new. */
export const mostProblems = 20;

const fileNames = /^[A-Za-z0-9._+@()~-]{1,255}$/;

/** The name of a file as lists may write it; folders, blanks and control characters are refused. */
export function listedName(text: string): Result<string, string> {
  const name = text.trim().replace(/^\.\//, '');
  if (fileNames.test(name) && name !== '..' && name !== '.') return ok(name);
  return err(`"${name.slice(0, 80)}" is no plain file name`);
}

/** Digests by algorithm from the cells of a row; empty ones are left out, a wrong length is refused. */
export function listedDigests(
  cells: Readonly<Partial<Record<HashAlgorithm, string>>>,
): Result<TrustedFile['digests'], string> {
  const digests: { algorithm: HashAlgorithm; value: HexDigest }[] = [];
  for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512'] as const) {
    const text = cells[algorithm]?.trim() ?? '';
    if (text === '' || /^(?:-|n\/?a|none|null)$/i.test(text)) continue;
    const digest = hexDigest(algorithm, text);
    if (!digest.ok) return digest;
    digests.push({ algorithm, value: digest.value });
  }
  return ok(digests);
}

/** A size in bytes, from 1; anything else but an empty cell is refused. */
export function listedSize(text: string | undefined): Result<number | null, string> {
  const written = text?.trim() ?? '';
  if (written === '') return ok(null);
  const size = /^\d{1,13}$/.test(written) ? Number(written) : 0;
  return size > 0 ? ok(size) : err(`"${written.slice(0, 40)}" is no size in bytes`);
}
