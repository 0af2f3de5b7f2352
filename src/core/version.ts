import type { Result } from './result.ts';

/** Of two versions A and B: A is older than, the same as, newer than B; or there is no honest answer. */
export type Order = 'older' | 'same' | 'newer' | 'incomparable';

/** One release as a platform names it. Made by a platform's `VersionScheme` only. */
export type Version = {
  /** As given, trimmed. */
  readonly text: string;
  /** The one spelling that equal spellings share. */
  readonly canonical: string;
  /** Releases of one train are ordered by number alone, e.g. "17.12", "15.2T", "21.4R". */
  readonly train: string;
  /** Trains of one line (lineage) are ordered too; across lines there is no order. */
  readonly line: string;
  /**
   * Within one lineage `key` decides. Mostly the line; narrower where a line is only a family of branches (the X
   * releases of IOS), wider where every train is called a line of its own (IOS-XE 17.9 and 17.12).
   */
  readonly lineage: string;
  /** Word for the kind of release: `release`, `maintenance`, `feature`, `prerelease`, `interim`, `engineering`, … */
  readonly maturity: string;
  /** Parts in descending weight, compared left to right within a line. What they are is the platform's business. */
  readonly key: readonly number[];
  /** Normal form for `semver`, or null where the release has none (it then fits no range). */
  readonly semver: string | null;
};

export type UnreadableVersion = { readonly kind: 'unreadable-version'; readonly text: string; readonly why: string };

/** `why` names the part that decided ("service release 9 < 10") or why there is no order. */
export type Comparison = { readonly order: Order; readonly why: string; readonly trainChange: boolean };

/** A range of a baseline, e.g. `>=17.12.3 <17.13`. */
export type VersionRange = {
  readonly text: string;
  readonly includes: (version: Version) => boolean;
};

/** What the name of a file tells. `version` null: the name alone does not say. Words of the version corpus. */
export type ImageName = {
  readonly file: string;
  readonly version: string | null;
  /** `system` `kickstart` `boot` `package` `subpackage` `smu` `epld` `other-product` `pointer` …, or null for no image. */
  readonly kind: string | null;
  /** `SPA` `SSA` `signed` `secure-signed`: a claim, not a proof. */
  readonly signature: string | null;
  readonly platform: string | null;
  readonly featureSet: string | null;
};

export type VersionScheme = {
  /** Reads one spelling of a release of this family; blanks around it are dropped, other text is refused. */
  readonly parse: (text: string) => Result<Version, UnreadableVersion>;
  readonly compare: (a: Version, b: Version) => Comparison;
  readonly range: (text: string) => Result<VersionRange, string>;
  readonly image: (file: string) => ImageName;
};

const remembered = new WeakMap<VersionScheme, VersionScheme>();
const mostRemembered = 2_000;

/**
 * The scheme, with its readings kept: a fleet shows the same few releases and file names on every device, and each is
 * looked at many times a device.
 */
export function rememberedScheme(scheme: VersionScheme): VersionScheme {
  const known = remembered.get(scheme);
  if (known !== undefined) return known;
  const made = { ...scheme, parse: keeping(scheme.parse), image: keeping(scheme.image) };
  remembered.set(scheme, made);
  return made;
}

function keeping<T>(read: (text: string) => T): (text: string) => T {
  const readings = new Map<string, T>();
  return (text) => {
    const known = readings.get(text);
    if (known !== undefined) return known;
    const reading = read(text);
    // Hostile devices may show ever new texts, and long ones.
    if (readings.size >= mostRemembered) readings.clear();
    if (text.length <= 256) readings.set(text, reading);
    return reading;
  };
}

/** Compares two texts; one that cannot be read makes the pair incomparable, and `why` says which. */
export function compareTexts(scheme: VersionScheme, a: string, b: string): Comparison {
  const left = scheme.parse(a);
  const right = scheme.parse(b);
  if (!left.ok) return { order: 'incomparable', why: left.error.why, trainChange: false };
  if (!right.ok) return { order: 'incomparable', why: right.error.why, trainChange: false };
  return scheme.compare(left.value, right.value);
}
