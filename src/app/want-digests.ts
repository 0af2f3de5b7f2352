import type { TrustedFiles } from '../compare/trusted-files.ts';
import type { EpochMs, HashAlgorithm } from '../core/brands.ts';
import type { Platform, Want } from '../platforms/platform.ts';

/** Strongest first. */
const byStrength: readonly HashAlgorithm[] = ['sha512', 'sha256', 'sha1', 'md5'];

export type DigestWish = {
  readonly trusted: TrustedFiles;
  /** Another device runs or boots a file of this name. */
  readonly hasTwin: (platform: string, path: string) => boolean;
  readonly hashing: boolean;
  readonly now: EpochMs | null;
  /** Draws a nonce for a platform whose boot record is wanted; null where it is not. Absent: never wanted. */
  readonly nonce?: (platform: string) => string | null;
};

/**
 * Which files are worth hashing: those with a trusted value in an algorithm that the platform can compute, else those
 * that a twin has too. A digest with nothing to compare it with would load the device for nothing.
 */
export function wantDigests({ trusted, hasTwin, hashing, now, nonce }: DigestWish): (platform: Platform) => Want {
  return (platform) => {
    const possible = byStrength.filter((algorithm) => platform.hashes.includes(algorithm));
    return {
      now,
      nonce: nonce?.(platform.id) ?? null,
      hash: ({ name }) => {
        if (!hashing) return [];
        const known = new Set(
          trusted.of(platform.id, name).flatMap(({ digests }) => digests.map(({ algorithm }) => algorithm)),
        );
        const wanted = possible.filter((algorithm) => known.has(algorithm));
        return wanted.length === 0 && hasTwin(platform.id, name) ? possible : wanted;
      },
    };
  };
}
