import { knownGood, normalPath, type TrustedFiles } from '../compare/trusted-files.ts';
import type { EpochMs, HashAlgorithm } from '../core/brands.ts';
import { poisonousTypes } from '../core/finding-types.ts';
import type { DeviceState } from '../core/history.ts';
import type { WantedFile } from '../platforms/platform.ts';

export type Remembering = {
  readonly state: DeviceState | null;
  readonly trusted: TrustedFiles;
  /** `require.maxAge` of the baseline. */
  readonly maxAgeMs: number;
  readonly now: EpochMs;
};

const aboutContent: ReadonlySet<string> = new Set([
  ...poisonousTypes,
  'image-hash-mismatch',
  'image-changed',
  'image-signature-invalid',
  'package-set-mismatch',
]);

/**
 * Whether a scheduled audit may spare the device a digest: one of the same path, size, date and running release is
 * remembered, not older than the baseline allows and not wrong. While anything about the content of a file is open,
 * every digest is computed anew.
 */
export function rememberedDigests({
  state,
  trusted,
  maxAgeMs,
  now,
}: Remembering): (file: WantedFile, algorithms: readonly HashAlgorithm[]) => boolean {
  const doubted = state?.findings.some(({ type, status }) => status !== 'closed' && aboutContent.has(type)) ?? true;
  return ({ path, sizeBytes, date, member, version }, algorithms) => {
    if (state === null || doubted || path == null || sizeBytes === null || date == null || version == null)
      return false;
    return state.digests.some(
      (seen) =>
        normalPath(seen.path) === normalPath(path) &&
        (seen.member === null || seen.member === member) &&
        seen.sizeBytes === sizeBytes &&
        seen.date === date &&
        seen.version === version &&
        algorithms.some((algorithm) => algorithm === seen.algorithm) &&
        seen.at <= now &&
        now - seen.at <= maxAgeMs &&
        knownGood(trusted.of(state.last?.platform ?? '', path), seen).good !== false,
    );
  };
}
