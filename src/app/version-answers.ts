import { err, ok, type Result } from '../core/result.ts';
import { compareTexts, type Order } from '../core/version.ts';
import { findPlatform, platforms } from '../platforms/index.ts';
import type { Platform } from '../platforms/platform.ts';

export type KnownPlatform = Platform;

/** A platform by id or by another tool's name for it; the error lists what there is. */
export function platformOrHelp(name: string): Result<Platform, string> {
  const platform = findPlatform(name);
  return platform === null
    ? err(`unknown platform "${name.slice(0, 40)}"; one of: ${platforms.map(({ id }) => id).join(', ')}`)
    : ok(platform);
}

export type VersionOrder = {
  readonly schema: 'pawl/version-order/v1';
  readonly a: string;
  readonly b: string;
  readonly order: Order;
  readonly why: string;
  readonly trainChange: boolean;
};

/** `pawl/version-order/v1`. Text that cannot be read makes the order incomparable, and `why` says which. */
export function versionOrder(platform: Platform, a: string, b: string): VersionOrder {
  const { order, why, trainChange } = compareTexts(platform.versions, a, b);
  return { schema: 'pawl/version-order/v1', a, b, order, why, trainChange };
}

/** `pawl/version/v1`. */
export function versionReading(platform: Platform, text: string): object {
  const parsed = platform.versions.parse(text);
  if (!parsed.ok)
    return {
      schema: 'pawl/version/v1',
      text,
      canonical: null,
      train: null,
      line: null,
      maturity: null,
      valid: false,
      why: parsed.error.why,
    };
  const { canonical, train, line, maturity } = parsed.value;
  return { schema: 'pawl/version/v1', text, canonical, train, line, maturity, valid: true };
}

/** `pawl/image-name/v1`. */
export function imageReading(platform: Platform, file: string): object {
  const { version, kind, signature, platform: hardware, featureSet } = platform.versions.image(file);
  return { schema: 'pawl/image-name/v1', file, version, kind, signature, hardware, featureSet };
}
