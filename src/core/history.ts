import type { DeviceName, EpochMs } from './brands.ts';
import type { Decision } from './decision.ts';
import type { DeviceFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import type { SshOffer } from './observation.ts';

/**
 * What pawl remembers of a device: the fold of its observations and decisions, in the order of evidence time. The
 * judge takes it and gives the next one; the record only stores it (it can be rebuilt from the links).
 */
export type DeviceState = {
  readonly device: DeviceName;
  /** Raised by each recommission. */
  readonly epoch: number;
  readonly firstObservedAt: EpochMs | null;
  /** Time of the newest evidence; an older capture changes nothing current. */
  readonly lastObservedAt: EpochMs | null;
  readonly members: readonly MemberState[];
  /** Last observed facts, and the last that were not in question (VERDICTS 4.5). */
  readonly last: DeviceFacts | null;
  readonly lastGood: DeviceFacts | null;
  readonly lastOffer: SshOffer | null;
  /** The offer that later ones are held against: the last that was not in question. Absent: `lastOffer`. */
  readonly goodOffer?: SshOffer | null;
  /** All findings that are not closed, and closed ones that may be reopened. */
  readonly findings: readonly Finding[];
  /** Digests seen, by path: for `image-changed` and the age of an assurance. */
  readonly digests: readonly SeenDigest[];
  readonly decisions: readonly Decision[];
};

export type MemberState = {
  readonly id: string;
  readonly serial: string | null;
  readonly model: string | null;
  readonly platform: string;
  /** Serial number of the hardware that took its place under this name; null while it is the current one. */
  readonly replacedBy: string | null;
  readonly reference: Reference | null;
  /** What ran at the last observation, with the time since when that was seen. */
  readonly running: {
    readonly version: string;
    readonly patches: readonly string[] | null;
    readonly since: EpochMs;
    readonly seenAt: EpochMs;
  } | null;
  readonly startedAt: EpochMs | null;
  /** Versions in the order they were seen to run, for windows (`what ran at from`) and reports. */
  readonly ran: readonly { readonly version: string; readonly from: EpochMs; readonly to: EpochMs }[];
};

/** The newest version seen to run since the last recorded authorised step back, acceptance or re-commissioning. */
export type Reference = {
  readonly version: string;
  readonly patches: readonly string[];
  readonly observedAt: EpochMs;
};

export type SeenDigest = {
  readonly path: string;
  readonly member: string | null;
  readonly sizeBytes: number | null;
  readonly date: string | null;
  readonly algorithm: string;
  readonly value: string;
  readonly computedBy: 'device' | 'offbox';
  /** Release that ran then. Absent in records from before it was kept. */
  readonly version?: string | null;
  readonly at: EpochMs;
};

/** The state of a device that was never observed. */
export const blankState = (device: DeviceName): DeviceState => ({
  device,
  epoch: 0,
  firstObservedAt: null,
  lastObservedAt: null,
  members: [],
  last: null,
  lastGood: null,
  lastOffer: null,
  findings: [],
  digests: [],
  decisions: [],
});
