import type { EpochMs, HashAlgorithm, HexDigest } from './brands.ts';
import type { Reason } from './reason.ts';

/**
 * What pawl read from one device, in words that no platform owns. `null` always means "not known", never "none":
 * "none" is an empty list or a `kind` of its own. Why a needed fact is not known stands in `missing`.
 */
/**
 * A place in the chassis or stack that showed no version. `provisioned`: the configuration reserves it, and nothing tells
 * of hardware in it; whether a member was ever there only the memory knows.
 */
export type AbsentMember = { readonly id: string; readonly why: string; readonly provisioned?: true };

export type DeviceFacts = {
  /** The platform that the output itself shows; the inventory's may differ (`notes` says so). */
  readonly platform: string;
  readonly hostname: string | null;
  /** A mode in which the platform's own boot rules do not hold; null in its normal mode. */
  readonly unsupportedMode: string | null;
  /** At least one; a device without members is one member with id `self`. The active one stands first. */
  readonly members: readonly MemberFacts[];
  /** Members that the chassis lists and that did not show a version (switched off, removed, booting). */
  readonly absentMembers: readonly AbsentMember[];
  readonly listings: readonly Listing[];
  /** Files whose content was hashed or whose signature was checked in this collection. */
  readonly images: readonly ImageFacts[];
  readonly scheduledReload: ScheduledReload | null;
  /** The release that wrote the saved configuration, where its header was shown. */
  readonly configWrittenBy: { readonly version: string; readonly from: string } | null;
  /** The device's own clock at the moment of the collection, where it printed it with a zone. */
  readonly deviceClock: EpochMs | null;
  /** Ways in which another image may slip in: USB auto-install, POAP, zero-touch. */
  readonly removableBoot: readonly string[];
  /** Approvable additions to the image: SMUs are patches, these are extensions. null: not asked or not told. */
  readonly extensions: readonly string[] | null;
  /** Boot loader versions by member id. */
  readonly bootloader: readonly { readonly member: string; readonly version: string }[];
  /** Signature and secure-boot words that the device printed about itself. */
  readonly trust: readonly TrustFact[];
  /** What came back for the signed boot record, unchecked. Absent or null: not asked, or the platform has none. */
  readonly measurement?: MeasurementAnswer | null;
  /** Facts that an output told beside the one that they are taken from: the same fact twice must agree. */
  readonly tellings?: readonly Telling[];
  /** Regions of memory that hold code of the running system. Absent or null: not told. */
  readonly codeRegions?: readonly CodeRegion[] | null;
  /** Digest that the device computed over its code in memory. Absent or null: not asked, or it cannot. */
  readonly runtimeText?: DigestFact | null;
  /** A known implant for this model: what is odd in memory weighs more there. Absent or null: none is known. */
  readonly knownImplant?: string | null;
  /** What on the device can change what a command prints. Absent or null: not told; []: it says that there is nothing. */
  readonly rewriters?: readonly Rewriter[] | null;
  /** Serial of the HA peer and its version as the device tells it. */
  readonly peer: {
    readonly name: string | null;
    readonly version: string | null;
    readonly serial: string | null;
  } | null;
  /** What cannot be known on this platform whatever the account may do ("images are not hashable here"). */
  readonly notCheckable: readonly string[];
  /** Things a person should read: platform settled from the output, pager could not be turned off, … */
  readonly notes: readonly string[];
  readonly missing: readonly MissingFact[];
};

export type FactName =
  | 'version'
  | 'patches'
  | 'image'
  | 'serial'
  | 'model'
  | 'startedAt'
  | 'boot'
  | 'files'
  | 'digest'
  | 'packages'
  | 'members'
  | 'featureSet'
  | 'scheduledReload'
  | 'configWrittenBy'
  | 'signature'
  | 'inactive'
  | 'peer';

export type MissingFact = { readonly fact: FactName; readonly member: string | null; readonly reason: Reason };

export type MemberFacts = {
  readonly id: string;
  readonly role: 'active' | 'standby' | 'member' | null;
  readonly serial: string | null;
  readonly model: string | null;
  /** Running release, as printed. */
  readonly version: string | null;
  /** The other spellings that the device printed of the same release (IOS XE prints two). */
  readonly versionAlso: readonly string[];
  /** A build that ties equal releases apart (FortiOS build number, NX-OS `[build …]`, EOS internal build). */
  readonly build: string | null;
  /** Names of active patches (SMU, JSU, hot patch). `[]`: the device says there are none; null: not told. */
  readonly patches: readonly string[] | null;
  readonly featureSet: string | null;
  /** File that the running system came from, as printed; null where the platform has no such file. */
  readonly image: string | null;
  /** `install`, `bundle`, … where the platform tells. */
  readonly mode: string | null;
  /** Auditor's clock minus the uptime of the processor; never the printed date. */
  readonly startedAt: EpochMs | null;
  readonly reloadReason: string | null;
  /** What the device itself remembers to have run before. */
  readonly memory: readonly DeviceMemory[];
  /** Software on the device that neither runs nor boots next: other slot or partition, rollback points, packages. */
  readonly inactive: readonly InactiveSoftware[];
  readonly boot: BootFacts;
  /** Installed packages with the digest that the device lists for each. */
  readonly packages: readonly {
    readonly name: string;
    readonly version: string | null;
    readonly digest: DigestFact | null;
  }[];
  /** One digest over the whole installed set (XR7 Software Hash). */
  readonly softwareHash: string | null;
};

/** `ranBefore` ran before the start-up `startedAt` (null: not told when). */
export type DeviceMemory = { readonly ranBefore: string; readonly startedAt: EpochMs | null; readonly from: string };

export type InactiveSoftware = {
  readonly version: string;
  /** `slot`: a partition or root that holds a whole system; `package`: staged or kept package; `repository`: image store. */
  readonly kind: 'slot' | 'rollback-point' | 'package' | 'repository';
  readonly place: string;
  readonly addedAt: EpochMs | null;
  /**
   * Against the running release, where the device's own record settles it although `version` is no complete release
   * (FortiOS partitions name branch and build only). Absent: compare the versions.
   */
  readonly order?: 'older' | 'newer';
};

export type BootFacts = {
  readonly next: NextBoot;
  /** The saved choice, in the order in which it is tried. null: not told. */
  readonly list: readonly string[] | null;
  /** True where the running choice differs from the saved one. */
  readonly unsaved: boolean | null;
  readonly configRegister: string | null;
  /** The value after the next reload where it differs. */
  readonly nextConfigRegister: string | null;
  /** Stops in the loader and waits for a person. */
  readonly manual: boolean | null;
  readonly commit: 'committed' | 'uncommitted' | null;
  /** Time left of the auto-abort timer, as printed; null: none runs or the platform has none. */
  readonly autoAbort: string | null;
  /** Command that told it. */
  readonly source: string | null;
};

/**
 * What the platform's own boot algorithm gives on the saved state. Whether a version that comes from a mere file
 * name may be believed is the judge's business (VERDICTS 3), so `versionFrom` says where it is from.
 */
export type NextBoot =
  | {
      readonly kind: 'image';
      /** As the device writes it; a partition or set where the platform boots no file. */
      readonly image: string;
      readonly version: string | null;
      /**
       * `running`: it is what runs now; `install-state`, `partition`: the device's own record of installed software;
       * `device`: the device read the file (NX-OS `show version image`); `name`: the file name only.
       */
      readonly versionFrom: 'running' | 'install-state' | 'partition' | 'device' | 'name' | null;
      /** Null: the file system was not listed completely. */
      readonly exists: boolean | null;
      /** Entries that are tried when the first one fails. */
      readonly fallbacks: readonly { readonly image: string; readonly version: string | null }[];
      /** No statement names it: flash order decides. */
      readonly implicit: boolean;
      /** As `order` of `InactiveSoftware`: told by the device's record where `version` is no complete release. */
      readonly order?: 'older' | 'newer';
    }
  | { readonly kind: 'network'; readonly url: string }
  | { readonly kind: 'loader'; readonly why: string }
  | { readonly kind: 'unresolved'; readonly reason: Reason };

export type Listing = {
  /** As printed, e.g. `flash:/`. */
  readonly filesystem: string;
  readonly member: string | null;
  /** False where the output was cut or refused: absence of a file then proves nothing. */
  readonly complete: boolean;
  readonly files: readonly FileFacts[];
  /** Size and free space of the file system, and how many folders stand in the listing. Absent: not printed. */
  readonly space?: { readonly totalBytes: number; readonly freeBytes: number; readonly folders: number };
};

export type FileFacts = {
  readonly name: string;
  /** Full path in the device's notation, e.g. `flash:/dir/x.bin`. */
  readonly path: string;
  readonly sizeBytes: number | null;
  /** Printed date, and the same as a time by the device's clock where a zone or UTC is certain enough for days. */
  readonly date: string | null;
  readonly modifiedAt: EpochMs | null;
};

export type DigestFact = { readonly algorithm: HashAlgorithm; readonly value: HexDigest };

export type ImageFacts = {
  readonly path: string;
  readonly member: string | null;
  readonly sizeBytes: number | null;
  /** Size in a second listing after the hash: a file that still grows is being copied. null: listed once. */
  readonly sizeAfterBytes: number | null;
  readonly digests: readonly (DigestFact & { readonly computedBy: 'device' | 'offbox' })[];
  /** The device's own word on the signature of the file. */
  readonly signature: 'verified' | 'match' | 'mismatch' | 'failed' | null;
  /** The platform rewrites files of this kind on the device: the digest says nothing (platforms.md 1.6). */
  readonly adapted: string | null;
  /**
   * The file was read to its end, with as many bytes as listed, and was the same before and after. `rounds` is 2 where
   * the digest of the device was another than ours, so that both were computed once more. Absent: not read off the box.
   */
  readonly offBox?: { readonly bytes: number; readonly rounds: 1 | 2 };
};

export type ScheduledReload =
  | { readonly kind: 'none' }
  | { readonly kind: 'scheduled'; readonly text: string; readonly at: EpochMs | null; readonly by: string | null };

/** Texts to be checked off the box; null where the device gave none, for the reason in `gap`. */
export type MeasurementAnswer = {
  /** Decimal, below 2^64. */
  readonly nonce: string;
  readonly command: string;
  readonly record: string | null;
  readonly certificates: string | null;
  readonly gap: Reason | null;
};

/** E.g. {what: 'image-type', value: 'Development', good: false}: `good` null where the value alone decides nothing. */
export type TrustFact = {
  readonly what:
    | 'certificate-serial'
    | 'image-type'
    | 'firmware-signature'
    | 'security-level'
    | 'secure-boot'
    | 'dev-key-allowed';
  readonly subject: string;
  readonly value: string;
  readonly good: boolean | null;
};

/** One fact as one output tells it. Values of one `fact` are comparable with each other only. */
export type Telling = {
  readonly fact: 'version' | 'config-register' | 'started-at' | 'built';
  readonly member: string;
  /** As printed; of `config-register` in lower case. */
  readonly value: string;
  /** Of `started-at`: by the auditor's clock; null where the zone of the printed time is not certain. */
  readonly at: EpochMs | null;
  readonly command: string;
  /** The line that it was read from. */
  readonly line: string;
};

export type CodeRegion = {
  readonly name: string;
  readonly writable: boolean;
  readonly command: string;
  readonly line: string;
};

/** A policy or an alias that stands between a command and its output. */
export type Rewriter = {
  readonly kind: 'policy' | 'alias';
  readonly name: string;
  /** Pattern of the commands that it acts on, as printed; of an alias the word that it replaces. */
  readonly pattern: string;
  /** It can change or suppress the output: it runs before the command, or in its place. */
  readonly changesOutput: boolean;
  readonly command: string;
  readonly line: string;
};
