import type { DeviceName, EpochMs } from '../core/brands.ts';
import type { Effect, FindingType } from '../core/finding-types.ts';
import type { Severity } from '../core/severity.ts';
import type { Assurance, Verdict } from '../core/verdict.ts';
import type { ReportPeriod } from './report-period.ts';

/** The compliance baseline report, before it takes a form. Lists stand in an order that the record decides alone. */
export type ComplianceReport = {
  readonly scope: {
    readonly program: string;
    readonly period: ReportPeriod;
    /** As it was known at this time; null: as the record stands. */
    readonly asOf: EpochMs | null;
    /** Until when anything is told: the end of the period, or of the record where that is earlier. */
    readonly until: EpochMs;
    /** Time of the newest link of the record; null: nothing was recorded. Before the period: nothing is known of it. */
    readonly recordEndsAt: EpochMs | null;
    /** Words of the selection; null: the whole inventory. */
    readonly selection: string | null;
    readonly failOn: Severity;
  };
  readonly population: Population;
  readonly totals: Totals;
  readonly trend: readonly TrendPoint[];
  readonly devices: readonly ReportDevice[];
  /** Of the devices that need a look, worst first, at most twelve. */
  readonly timelines: readonly Timeline[];
  readonly changes: readonly ReportChange[];
  readonly findings: readonly ReportFinding[];
  /** Alerts from log lines that were open or touched in the period, oldest first. */
  readonly alerts: readonly ReportAlert[];
  readonly baselines: readonly ReportBaseline[];
  readonly runs: ReportRuns;
  readonly chain: ChainState;
};

export type Population = {
  readonly inInventory: number;
  /** With evidence of the period. */
  readonly audited: number;
  /** Audited, and decided. */
  readonly verified: number;
  readonly notVerified: readonly { readonly device: DeviceName; readonly reason: string }[];
  readonly excluded: readonly {
    readonly device: DeviceName;
    readonly reason: string;
    readonly approvedBy: string | null;
    readonly until: EpochMs | null;
  }[];
  /** On record, and no longer in the inventory. */
  readonly notInInventory: readonly { readonly device: DeviceName; readonly lastEvidenceAt: EpochMs }[];
  /** What logs showed; null: no agent has kept senders beside this record. */
  readonly logs: {
    /** Before it nobody listened: silence says nothing. */
    readonly listensSince: EpochMs | null;
    /** Sent in the period, and no device of the inventory has this name or address. */
    readonly unknownSenders: readonly {
      readonly name: string;
      /** It forwards what others wrote. */
      readonly relays: boolean;
      readonly firstSeen: EpochMs | null;
      readonly lastSeen: EpochMs | null;
    }[];
    /** In the inventory, not excluded, and no line of theirs came in the period. */
    readonly silent: readonly DeviceName[];
  } | null;
  /** Against a list from elsewhere, where one was given. */
  readonly list: {
    readonly name: string;
    readonly entries: number;
    readonly missingHere: readonly string[];
    readonly missingThere: readonly string[];
  } | null;
};

export type Totals = {
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Verdicts by what they stand on; `none` where nothing was read. */
  readonly assurance: Readonly<Record<Assurance | 'none', Readonly<Record<Verdict, number>>>>;
  /** Findings that were authorised after the fact. */
  readonly retrospective: number;
  /** Approvals in use (baselines, exceptions, exclusions) that name nobody. */
  readonly noApprover: number;
};

export type TrendPoint = { readonly at: EpochMs; readonly verdicts: Readonly<Record<Verdict, number>> };

/** What a device ran and how it came out, audit by audit; the first point may lie before the period. */
export type Timeline = {
  readonly device: DeviceName;
  readonly points: readonly { readonly at: EpochMs; readonly runs: string; readonly verdict: Verdict }[];
};

export type ReportDigest = {
  readonly path: string;
  readonly algorithm: string;
  readonly value: string;
  readonly computedBy: 'device' | 'offbox';
  readonly knownGood: boolean | null;
  readonly source: string | null;
};

export type ReportMember = {
  readonly id: string;
  readonly role: string | null;
  readonly model: string | null;
  readonly serial: string | null;
  readonly version: string | null;
  readonly patches: readonly string[] | null;
  readonly image: string | null;
  readonly nextBoot: string;
  readonly startedAt: EpochMs | null;
  readonly reference: string | null;
  readonly verdict: Verdict;
};

export type ReportException = {
  readonly kind: 'window' | 'waiver' | 'retrospective';
  readonly name: string;
  readonly ticket: string | null;
  readonly by: string | null;
  readonly until: EpochMs | null;
  readonly reason: string | null;
  readonly finding: string;
};

export type ReportDevice = {
  readonly device: DeviceName;
  readonly platform: string;
  readonly site: string | null;
  readonly excluded: boolean;
  readonly verdict: Verdict;
  /** A sentence where it was not decided. */
  readonly reason: string | null;
  readonly assurance: Assurance | null;
  readonly digestAgeMs: number | null;
  readonly historySince: EpochMs | null;
  readonly members: readonly ReportMember[];
  readonly digests: readonly ReportDigest[];
  readonly baseline: { readonly name: string; readonly rule: string; readonly revision: string } | null;
  /** The running release against its baseline: by the findings about it. */
  readonly release: 'approved' | 'not approved' | 'not known';
  readonly exceptions: readonly ReportException[];
  /** Open or acknowledged, and covered by nothing. */
  readonly openFindings: number;
  readonly worstSeverity: Severity | null;
  /** Audits with evidence of the period. */
  readonly audits: number;
  readonly evidence: {
    readonly at: EpochMs;
    readonly audit: string;
    readonly link: number;
    readonly sha256: string;
    readonly source: 'ssh' | 'capture';
  } | null;
};

/** Something that changed in the period: what a device runs, or what a person decided. */
export type ReportChange =
  | {
      readonly kind: 'release';
      readonly device: DeviceName;
      readonly from: string;
      readonly to: string;
      readonly direction: 'newer' | 'older' | 'same' | 'incomparable';
      /** Start-up after the change where the device told one that fits; null: only the audits on both sides are known. */
      readonly at: EpochMs | null;
      readonly between: readonly [EpochMs, EpochMs];
      readonly window: string | null;
      readonly ticket: string | null;
      readonly approvedBy: string | null;
      /** Accounts that log lines between both audits show changing image, boot choice or software; null: none do. */
      readonly typedBy: {
        readonly users: readonly string[];
        readonly sources: readonly string[];
        readonly alerts: readonly string[];
      } | null;
      readonly verdict: Verdict;
    }
  | {
      readonly kind: 'decision';
      readonly device: DeviceName;
      readonly decision: 'authorize' | 'accept' | 'acknowledge' | 'close' | 'recommission';
      readonly finding: string | null;
      readonly at: EpochMs;
      readonly by: string;
      readonly ticket: string | null;
      readonly reason: string;
      /** End of an acknowledgement. */
      readonly until: EpochMs | null;
    };

export type ReportFinding = {
  readonly id: string;
  readonly device: DeviceName;
  readonly member: string | null;
  readonly type: FindingType;
  readonly title: string;
  readonly severity: Severity;
  readonly effect: Effect;
  readonly status: 'open' | 'acknowledged' | 'closed';
  readonly expected: string;
  readonly observed: string;
  readonly firstSeen: EpochMs;
  readonly lastSeen: EpochMs;
  readonly closedAt: EpochMs | null;
  readonly closedBecause: string | null;
  readonly openedInPeriod: boolean;
  readonly ageDays: number;
  readonly authorizedBy: {
    readonly kind: 'window' | 'waiver' | 'retrospective';
    readonly name: string;
    readonly ticket: string | null;
    readonly by: string | null;
  } | null;
  readonly techniques: readonly string[];
};

export type ReportAlert = {
  readonly id: string;
  readonly device: string | null;
  readonly stage: string;
  readonly score: number;
  readonly disposition: string;
  readonly openedAt: EpochMs | null;
  readonly updatedAt: EpochMs | null;
  readonly users: readonly string[];
};

export type ReportBaseline = {
  readonly name: string;
  readonly revision: string;
  /** Null: the text names nobody. */
  readonly approvedBy: string | null;
  readonly recordedAt: EpochMs | null;
  /** The one of the operator's folder today. */
  readonly current: boolean;
  /** Devices whose last verdict of the period it ruled. */
  readonly devices: number;
};

export type ReportRuns = {
  readonly audits: readonly {
    readonly id: string;
    readonly trigger: string;
    readonly startedAt: EpochMs;
    readonly finishedAt: EpochMs | null;
    readonly outcome: 'finished' | 'cancelled' | 'cut off';
    readonly selected: number;
    readonly answered: number;
  }[];
  /** Selected and without a result, over all audits. */
  readonly resultsMissing: number;
  /** Whole weeks of the period up to `until`, and those without any audit. */
  readonly weeks: number;
  readonly weeksWithout: readonly EpochMs[];
  /** Devices with a gap of more than seven days between their evidence, or none at all. */
  readonly devicesNotWeekly: number;
  /** As they are set up today; due from the beginning of the record on. */
  readonly schedules: readonly {
    readonly name: string;
    readonly cron: string;
    readonly timeZone: string;
    /** Due times of the period up to `until`; at most `mostDues` are counted, the newest of them. */
    readonly due: number;
    /** Due times without a scheduled audit until the next one. */
    readonly missed: number;
    readonly missedAt: readonly EpochMs[];
  }[];
};

export type ChainState = {
  readonly links: number;
  readonly head: string | null;
  readonly headAt: EpochMs | null;
  readonly state: 'holds' | 'broken' | 'not walked';
  readonly why: string | null;
};

export const emptyCounts = (): Record<Verdict, number> => ({
  tampered: 0,
  downgraded: 0,
  'downgrade-pending': 0,
  noncompliant: 0,
  unverified: 0,
  authorized: 0,
  compliant: 0,
});

export const noApprover = 'no approver recorded';
