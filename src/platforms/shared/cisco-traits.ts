import type { CommandForm } from '../../core/command.ts';
import type { DeviceFacts, InactiveSoftware, MemberFacts, MissingFact, Telling } from '../../core/facts.ts';
import type { VersionScheme } from '../../core/version.ts';
import type { Want } from '../platform.ts';
import type { Release } from './cisco-boot-walk.ts';
import type { MemberSketch, StandbyPrefix } from './cisco-member-sketch.ts';
import type { Asking } from './collect-kit.ts';
import type { Fields } from './read-kit.ts';

/** What install mode adds; on classic IOS nothing of it exists. */
export type InstallKnowledge = {
  /** What a provisioning file (`packages.conf`) boots on the member. */
  readonly release: (member: MemberSketch, entry: string) => Release;
  readonly member: (member: MemberSketch) => {
    /** Active release, for a member whose own was not shown. */
    readonly version: string | null;
    readonly mode: string | null;
    readonly patches: readonly string[] | null;
    readonly packages: MemberFacts['packages'];
    readonly inactive: readonly InactiveSoftware[];
    readonly commit: MemberFacts['boot']['commit'];
    readonly autoAbort: string | null;
  };
  /** Files that boot with the provisioning file, in its folder. */
  readonly files: (member: MemberSketch, entry: string) => readonly string[];
  /** What the install manager tells of the member beside `show version`. */
  readonly tellings: (member: MemberSketch) => readonly Telling[];
  readonly missing: readonly MissingFact[];
  readonly notes: readonly string[];
};

/** In what IOS and IOS-XE differ during a collection. */
export type CiscoTraits = {
  readonly platform: string;
  readonly versions: VersionScheme;
  readonly standbyPrefix: StandbyPrefix;
  /** Boot commands in the order in which they are tried. */
  readonly bootForms: (version: Fields) => readonly CommandForm[];
  /** The platform that the version output shows; null: it does not tell. */
  readonly shown: (versionText: string) => string | null;
  /** Commands of the signed boot record, where the hardware may have one. */
  readonly measurement?: { readonly integrity: CommandForm; readonly certificates: CommandForm };
  /** Looks at code in memory, where the system shows it. */
  readonly askMemory?: (
    version: Fields,
    want: Want,
  ) => Asking<Pick<DeviceFacts, 'codeRegions' | 'runtimeText' | 'knownImplant'>>;
  readonly askInstall: (
    version: Fields,
    members: readonly MemberSketch[],
    pointers: readonly string[],
  ) => Asking<InstallKnowledge>;
};
