import type { TrustedFiles } from '../compare/trusted-files.ts';
import type { EpochMs, HashAlgorithm } from '../core/brands.ts';
import type { Platform, Want, WantedFile } from '../platforms/platform.ts';

/** Strongest first. */
const byStrength: readonly HashAlgorithm[] = ['sha512', 'sha256', 'sha1', 'md5'];

export type DigestWish = {
  readonly trusted: TrustedFiles;
  /** Another device runs or boots a file of this name. */
  readonly hasTwin: (platform: string, path: string) => boolean;
  readonly hashing: boolean;
  /** Files of this device are read off the box. Absent: not. */
  readonly offBox?: boolean;
  /** A digest in one of these algorithms is remembered and still stands for the file. Absent: each is computed anew. */
  readonly remembered?: (file: WantedFile, algorithms: readonly HashAlgorithm[]) => boolean;
  readonly now: EpochMs | null;
  /** Draws a nonce for a platform whose boot record is wanted; null where it is not. Absent: never wanted. */
  readonly nonce?: (platform: string) => string | null;
};

/**
 * Which files are worth hashing: those with a trusted value in an algorithm that the platform can compute, else those
 * that a twin has too. A digest with nothing to compare it with would load the device for nothing; where the file is read
 * off the box there is ours to compare it with.
 */
export function wantDigests(wish: DigestWish): (platform: Platform) => Want {
  const { trusted, hasTwin, hashing, offBox = false, remembered, now, nonce } = wish;
  return (platform) => {
    const readHere = (name: string): boolean =>
      offBox &&
      (platform.versions.image(name).kind !== null ||
        trusted.of(platform.id, name).length > 0 ||
        hasTwin(platform.id, name));
    const possible = byStrength.filter((algorithm) => platform.hashes.includes(algorithm));
    return {
      now,
      nonce: nonce?.(platform.id) ?? null,
      runtimeText: hashing,
      ...(offBox ? { offBox: ({ name }) => readHere(name) } : {}),
      hash: (file) => {
        const { name } = file;
        if (!hashing) return [];
        const known = new Set(
          trusted.of(platform.id, name).flatMap(({ digests }) => digests.map(({ algorithm }) => algorithm)),
        );
        const wanted = possible.filter((algorithm) => known.has(algorithm));
        if (readHere(name)) return wanted.length === 0 ? possible : wanted;
        const all = wanted.length === 0 && hasTwin(platform.id, name) ? possible : wanted;
        return all.length > 0 && remembered?.(file, all) === true ? [] : all;
      },
    };
  };
}
