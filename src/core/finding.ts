import type { DeviceName, EpochMs } from './brands.ts';
import type { FindingType } from './finding-types.ts';
import type { Severity } from './severity.ts';

/** One thing that is wrong on one device (or member). The same thing seen again is the same finding. */
export type Finding = {
  readonly id: string;
  readonly device: DeviceName;
  readonly type: FindingType;
  /** Tells two findings of one type on one device apart: a path, a version, a serial. Empty where there can be one. */
  readonly subject: string;
  readonly member: string | null;
  readonly severity: Severity;
  readonly expected: string;
  readonly observed: string;
  readonly status: 'open' | 'acknowledged' | 'closed';
  readonly labels: readonly string[];
  readonly authorizedBy: Authorization | null;
  readonly closedBecause: 'fixed' | 'authorized' | 'accepted' | 'baseline-changed' | 'retired' | null;
  /** The revision that closed it, the ticket, the reason given by hand. */
  readonly closedNote: string | null;
  readonly firstSeen: EpochMs;
  readonly lastSeen: EpochMs;
  readonly closedAt: EpochMs | null;
  /** Commands whose outputs show it. */
  readonly evidence: readonly string[];
  /** For a step between versions: from and to as read, and when the step happened as far as that is known. */
  readonly step: Step | null;
  /** Revision of the baseline that it was opened under; null where no baseline was asked. */
  readonly baselineRevision: string | null;
};

export type Step = {
  readonly from: string | null;
  readonly to: string | null;
  readonly at: EpochMs | null;
  /** The observations on both sides, where the step's own time is unknown. */
  readonly between: readonly [EpochMs | null, EpochMs] | null;
};

export type Authorization = {
  readonly kind: 'window' | 'waiver' | 'retrospective';
  readonly name: string;
  readonly ticket: string | null;
  readonly by: string | null;
};
