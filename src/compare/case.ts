import type { Baseline, ChangeWindow, Waiver } from '../core/baseline.ts';
import type { EpochMs, HashAlgorithm } from '../core/brands.ts';
import type { DeviceFacts, MemberFacts } from '../core/facts.ts';
import type { Finding, Step } from '../core/finding.ts';
import type { FindingType } from '../core/finding-types.ts';
import type { DeviceState, MemberState } from '../core/history.ts';
import type { Device } from '../core/inventory.ts';
import type { Observation } from '../core/observation.ts';
import type { Reason } from '../core/reason.ts';
import type { Severity } from '../core/severity.ts';
import type { TwinFacts } from '../core/twin-facts.ts';
import type { VersionScheme } from '../core/version.ts';
import type { BootCheck } from '../known-good/boot-measurement.ts';
import type { TrustedFiles } from './trusted-files.ts';

/** Everything that one judgement stands on. Judging is a function of it alone: no clock, no file, no chance. */
export type Case = {
  readonly device: Device;
  readonly observation: Observation;
  readonly facts: DeviceFacts;
  readonly state: DeviceState;
  readonly members: readonly BoundMember[];
  readonly scheme: VersionScheme;
  readonly baseline: Baseline | null;
  readonly trusted: TrustedFiles;
  /** Windows and waivers that select this device. */
  readonly windows: readonly ChangeWindow[];
  readonly waivers: readonly Waiver[];
  /** Algorithms that the platform can compute on the device; [] where it cannot. */
  readonly hashes: readonly HashAlgorithm[];
  /** Evaluation time. */
  readonly now: EpochMs;
  /** Time of the evidence where it orders history: known, and not before the last one. */
  readonly orderedAt: EpochMs | null;
  /** Whether the verification follows an alert: cached digests then count for nothing. */
  readonly afterAlert: boolean;
  /** What the HA peer was last seen to run, from its own record. */
  readonly peer: { readonly name: string; readonly version: string; readonly since: EpochMs } | null;
  /** Digests that other devices have for a file of this name. */
  readonly twins: (path: string) => readonly { readonly algorithm: string; readonly value: string }[];
  /** The signed boot record as it was checked off the box. Absent or null: not asked, or nothing to check came back. */
  readonly measurement?: BootCheck | null;
  /** What other devices of the member's model show that run its release with its patches. Absent: nobody was asked. */
  readonly twinsOf?: (member: MemberFacts) => readonly TwinFacts[];
  /** What the log collector received about this device. Absent or null: there is none, or it was not asked. */
  readonly collector?: CollectorLog | null;
  /** Commands that releases of the platform know from some release on. */
  readonly probes?: readonly { readonly command: RegExp; readonly since: string }[];
  /** Commands whose outputs tell facts of a kind; they are named as evidence. */
  readonly commandsOf: (kind: EvidenceKind) => readonly string[];
};

export type EvidenceKind = 'version' | 'boot' | 'dir' | 'hash' | 'install' | 'integrity' | 'reload' | 'inventory';

/** Lines that became steps of alerts: what arrived about the device by another way than its command line. */
export type CollectorLog = {
  readonly restarts: readonly { readonly at: EpochMs; readonly version: string | null; readonly line: string }[];
  /** Times of all its lines. */
  readonly heard: readonly EpochMs[];
  /** Uses of the audit account from an address that is not ours. Null: our addresses are not known. */
  readonly foreignUse:
    | readonly { readonly at: EpochMs; readonly user: string; readonly source: string; readonly line: string }[]
    | null;
};

/** A member as it was seen now, and what is remembered of the same hardware. */
export type BoundMember = {
  readonly facts: MemberFacts;
  readonly before: MemberState | null;
  /** The serial number does not tell this hardware from another: history goes by name and proves less. */
  readonly ambiguous: boolean;
};

/** A finding before it is matched with those that are known. */
export type Draft = {
  readonly type: FindingType;
  readonly member: string | null;
  readonly subject: string;
  readonly severity?: Severity;
  readonly expected: string;
  readonly observed: string;
  readonly evidence: readonly string[];
  readonly step?: Step;
  readonly labels?: readonly string[];
};

/**
 * What one look at the case gave. `seen` lists the types whose fact was seen for a member (null: for the device): a
 * known finding of that type that is not among the drafts is refuted. What is not listed refutes nothing (VERDICTS 4.4).
 */
export type Sight = {
  readonly drafts: readonly Draft[];
  readonly seen: readonly {
    readonly type: FindingType;
    readonly member: string | null;
    /** Only findings of this subject; absent: of any. */
    readonly subject?: string;
  }[];
  readonly missing: readonly { readonly member: string | null; readonly reason: Reason }[];
  /** What the device says about itself contradicts itself: now it refutes nothing. */
  readonly poisoned?: boolean;
};

export const nothingSeen: Sight = { drafts: [], seen: [], missing: [] };

export function joinSights(sights: readonly Sight[]): Sight {
  return {
    drafts: sights.flatMap(({ drafts }) => drafts),
    seen: sights.flatMap(({ seen }) => seen),
    missing: sights.flatMap(({ missing }) => missing),
    poisoned: sights.some(({ poisoned }) => poisoned === true),
  };
}

/** The finding of this type on this member and subject that is still open, where there is one. */
export function openFinding(
  state: DeviceState,
  type: FindingType,
  member: string | null,
  subject?: string,
): Finding | null {
  return (
    state.findings.find(
      (finding) =>
        finding.type === type &&
        finding.member === member &&
        finding.status !== 'closed' &&
        (subject === undefined || finding.subject === subject),
    ) ?? null
  );
}
