import type { TrustedFiles } from '../compare/trusted-files.ts';
import type { EpochMs, HashAlgorithm } from '../core/brands.ts';
import type { Platform, Want } from '../platforms/platform.ts';

/** Strongest first. */
const byStrength: readonly HashAlgorithm[] = ['sha512', 'sha256', 'sha1', 'md5'];

/**
 * Which files are worth hashing: those with a trusted value in an algorithm that the platform can compute. A digest
 * with nothing to compare it with would load the device for nothing.
 */
export function wantDigests(
  trusted: TrustedFiles,
  hashing: boolean,
  now: EpochMs | null,
): (platform: Platform) => Want {
  return (platform) => ({
    now,
    hash: ({ name }) => {
      if (!hashing) return [];
      const known = new Set(
        trusted.of(platform.id, name).flatMap(({ digests }) => digests.map(({ algorithm }) => algorithm)),
      );
      return byStrength.filter((algorithm) => known.has(algorithm) && platform.hashes.includes(algorithm));
    },
  });
}
