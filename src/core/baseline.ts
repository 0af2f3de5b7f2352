import type { EpochMs, HashAlgorithm, HexDigest } from './brands.ts';
import type { FindingType } from './finding-types.ts';
import type { VersionRange } from './version.ts';

/** Where something stands in an operator's file. */
export type Place = { readonly file: string; readonly line: number; readonly column: number };

export const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

/** Globs by key; OR within a key, AND between keys. */
export type Match = Readonly<Partial<Record<MatchKey, readonly string[]>>>;

export type MatchKey = 'platform' | 'model' | 'role' | 'site' | 'tag' | 'group' | 'serial' | 'device';

export type Baseline = {
  readonly name: string;
  readonly place: Place;
  readonly approvedBy: string | null;
  readonly match: Match;
  readonly approved: readonly Approved[];
  readonly forbidden: readonly Forbidden[];
  /** Versions that a window or waiver may return to. They authorise nothing by themselves. */
  readonly rollback: readonly string[];
  readonly patches: { readonly required: readonly string[]; readonly allowed: readonly string[] };
  readonly extensions: readonly string[];
  readonly boot: { readonly configRegister: string | null; readonly network: 'deny' | 'allow' };
  readonly require: { readonly digest: 'where-possible' | 'always' | 'never'; readonly maxAgeMs: number };
  readonly waivers: readonly Waiver[];
  /** Lists of published values that it names; their values count for its platform. Absent: none. */
  readonly knownGood?: readonly KnownGoodRef[];
  /** Check of the boot measurement, where the operator wants it. Absent or null: not asked. */
  readonly measurement?: MeasurementRef | null;
  /** `sha256:…` over the file's text. */
  readonly revision: string;
};

/** A list beside the baseline. Paths are as written, from the folder of the baseline. */
export type KnownGoodRef = {
  readonly place: Place;
  readonly file: string;
  /** Pinned root certificates, detached signature and certificate of the signer. */
  readonly root: string | null;
  readonly signature: string | null;
  readonly certificate: string | null;
  /** Headers of an operator's own CSV by what they hold. */
  readonly columns: Readonly<Record<string, string>> | null;
  readonly learned: { readonly by: string; readonly acceptedBy: string | null } | null;
  readonly published: string | null;
};

/** Pinned root certificates of the devices' identities. */
export type MeasurementRef = { readonly place: Place; readonly root: string };

/** One entry of `approved`: an exact version, or a range within a train. */
export type Approved = {
  readonly place: Place;
  readonly version: string | null;
  readonly train: string | null;
  readonly range: VersionRange | null;
  readonly featureSet: string | null;
  readonly validFrom: EpochMs | null;
  readonly validUntil: EpochMs | null;
  readonly images: readonly TrustedFile[];
  readonly packages: readonly TrustedFile[];
};

export type Forbidden = {
  readonly place: Place;
  readonly range: VersionRange;
  readonly reason: string | null;
  readonly advisory: string | null;
};

/** A file and the digests it is trusted to have. */
export type TrustedFile = {
  readonly file: string;
  readonly sizeBytes: number | null;
  readonly digests: readonly { readonly algorithm: HashAlgorithm; readonly value: HexDigest }[];
  readonly source: string;
  readonly learned: boolean;
  /** The vendor's state column where the list has one; other than `Active` is withdrawn. */
  readonly withdrawn: boolean;
};

/** What a window or waiver lets a device step to. Null fields are not limited. */
export type Target = { readonly version: string | null; readonly patch: string | null; readonly image: string | null };

export type Waiver = {
  readonly name: string;
  readonly place: Place;
  readonly select: Match;
  readonly until: EpochMs;
  readonly ticket: string | null;
  readonly approvedBy: string | null;
  readonly reason: string | null;
  readonly covers: readonly FindingType[];
  readonly target: Target | null;
  /** A digest makes it specific enough for findings with effect `tampered`. */
  readonly digest: HexDigest | null;
};

/** A change window: authorises a step to its target, mutes nothing. */
export type ChangeWindow = {
  readonly name: string;
  readonly select: Match;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly ticket: string | null;
  readonly approvedBy: string | null;
  readonly target: Target;
  /** When it was written down, for a window that is a record; null for one in agent.yaml. */
  readonly enteredAt: EpochMs | null;
};
