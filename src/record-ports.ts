import type { Alert, Disposition } from './core/alert.ts';
import type { ChangeWindow } from './core/baseline.ts';
import type { DeviceName, EpochMs } from './core/brands.ts';
import type { Decision } from './core/decision.ts';
import type { Finding } from './core/finding.ts';
import type { FindingType } from './core/finding-types.ts';
import type { FleetEntry } from './core/fleet-entry.ts';
import type { DeviceState } from './core/history.ts';
import type { Judgement } from './core/judgement.ts';
import type { Observation } from './core/observation.ts';
import type { Result } from './core/result.ts';
import type { Verdict } from './core/verdict.ts';
import type { ReportReads } from './report-ports.ts';

/** Why the record could not be opened, read or written. Nothing is half-written after any of them. */
export type RecordFailure = {
  readonly kind: /** Another process held the database for longer than the waiting time. */
    | 'busy'
    | 'full'
    | 'newer-schema'
    | 'not-a-database'
    /** A database of another program. */
    | 'foreign'
    | 'corrupt'
    | 'missing'
    | 'read-only'
    | 'io'
    /** The device's state was changed by another process since it was read: judge again from the new state. */
    | 'stale'
    /** A name that is taken, or an id that does not exist. */
    | 'conflict';
  readonly message: string;
  readonly advice: string;
};

/** Thrown by the reading methods, whose failures nobody can go on after. */
export class RecordError extends Error {
  readonly failure: RecordFailure;
  constructor(failure: RecordFailure) {
    super(failure.message);
    this.name = 'RecordError';
    this.failure = failure;
  }
}

export type AuditTrigger = 'manual' | 'schedule' | 'alert' | 'api';

export type AuditStart = {
  readonly id: string;
  readonly trigger: AuditTrigger;
  readonly startedAt: EpochMs;
  readonly selected: readonly DeviceName[];
  /** Alert that asked for it. */
  readonly alert: string | null;
  /** Person or account that started it, where known. */
  readonly by: string | null;
};

export type AuditEnd = {
  readonly id: string;
  readonly finishedAt: EpochMs;
  /** `cancelled` with Ctrl-C: it can be resumed as long as no other audit was started. */
  readonly outcome: 'finished' | 'cancelled';
};

export type RecordedAudit = AuditStart & {
  readonly finishedAt: EpochMs | null;
  readonly outcome: AuditEnd['outcome'] | null;
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
};

/** A judgement as it was recorded; the state after it is kept for the newest one only. */
export type RecordedJudgement = Omit<Judgement, 'state'> & {
  readonly audit: string;
  /** Number of its link in the evidence chain. */
  readonly seq: number;
  readonly observation: {
    readonly seq: number;
    readonly takenAt: EpochMs | null;
    readonly source: Observation['source'];
  };
  readonly recordedAt: EpochMs;
};

export type HistoryEntry =
  | { readonly kind: 'judgement'; readonly at: EpochMs; readonly judgement: RecordedJudgement }
  | { readonly kind: 'decision'; readonly at: EpochMs; readonly decision: Decision };

/** A part of a list: what stands behind `after` in its order, at most `limit`. */
export type Page = { readonly after: { readonly at: number; readonly id: string } | null; readonly limit: number };

export type FindingFilter = {
  readonly devices?: readonly DeviceName[];
  readonly types?: readonly FindingType[];
  readonly statuses?: readonly Finding['status'][];
  /** Seen at or after. */
  readonly since?: EpochMs;
  /** By the time of the first sight, then by id. */
  readonly page?: Page;
};

export type AlertFilter = {
  /** Names of the inventory, or hosts where the inventory knows none. */
  readonly devices?: readonly string[];
  readonly dispositions?: readonly Disposition[];
  /** Updated at or after; alerts without a time are always in. */
  readonly since?: EpochMs;
  /** By the time of the opening, alerts without one first (as 0), then by id. */
  readonly page?: Page;
};

export type AuditFilter = {
  /** Audits that have a result for one of them. */
  readonly devices?: readonly DeviceName[];
  readonly triggers?: readonly AuditTrigger[];
  /** `running`: it has no end on record; also one that was cut off. */
  readonly states?: readonly (AuditEnd['outcome'] | 'running')[];
  /** Started at or after. */
  readonly since?: EpochMs;
  /** By the time of the start, the newest first, then by id downwards. */
  readonly page?: Page;
};

/** The newest judgement of a device in the words of a list. */
export type VerdictHead = {
  readonly device: DeviceName;
  readonly seq: number;
  readonly verdict: Verdict;
  /** Time of the evidence; null where a saved output does not tell it. */
  readonly takenAt: EpochMs | null;
  /** Releases of its members, each once, with blanks between; null where only the judgement itself tells them. */
  readonly runs: string | null;
};

export type ChainCheck =
  | {
      readonly ok: true;
      readonly links: number;
      readonly head: string | null;
      /** Texts that are gone by retention, as links say; absent: none is. */
      readonly removed?: number;
    }
  /** `brokenAt` null: a row or stored output that no link vouches for. */
  | {
      readonly ok: false;
      readonly brokenAt: number | null;
      readonly why: string;
      /** What the broken link said that it held; absent where no link is known. */
      readonly held?: string;
    };

/** The end of the chain, or any earlier link of it: whoever keeps it elsewhere can tell a rewritten record later. */
export type ChainHead = { readonly seq: number; readonly sha256: string; readonly at: EpochMs };

/** One link as it stands in the chain, with the text and the raw outputs that it vouches for. */
export type ExportedLink = {
  readonly seq: number;
  readonly kind: string;
  readonly subject: string;
  readonly at: number;
  readonly body: string;
  readonly previous: string;
  readonly sha256: string;
  /** Null where the link has no text of its own, or it was removed. */
  readonly text: string | null;
  readonly outputs: readonly {
    readonly command: string;
    readonly slug: string;
    readonly sha256: string;
    readonly text: string | null;
  }[];
};

/** The record of everything that was seen, judged and decided. All methods are synchronous; writes are all or nothing. */
export type RecordStore = {
  readonly startAudit: (audit: AuditStart) => Result<void, RecordFailure>;
  /**
   * Observation with every raw output, judgement, findings and the new state, in one transaction. `stale` where the
   * device's state changed since `deviceState` was asked.
   */
  readonly recordResult: (result: {
    readonly auditId: string;
    readonly observation: Observation;
    readonly judgement: Judgement;
  }) => Result<{ readonly seq: number }, RecordFailure>;
  readonly finishAudit: (end: AuditEnd) => Result<void, RecordFailure>;
  readonly deviceState: (device: DeviceName) => DeviceState | null;
  /** What of each device's memory matters for the others, without reading the rest of it. */
  readonly fleetEntries: () => readonly FleetEntry[];
  readonly applyDecision: (decision: Decision, state: DeviceState) => Result<void, RecordFailure>;
  /** Oldest first. */
  readonly findings: (filter: FindingFilter) => readonly Finding[];
  readonly findingById: (id: string) => Finding | null;
  /** Records each alert as it stands now; an alert that has not changed is left alone. Gives how many were written. */
  readonly recordAlerts: (alerts: readonly Alert[]) => Result<number, RecordFailure>;
  /** Oldest first. */
  readonly alerts: (filter: AlertFilter) => readonly Alert[];
  readonly alertById: (id: string) => Alert | null;
  /** In the order of evidence time; entries without one stand where they were recorded. */
  readonly history: (device: DeviceName) => readonly HistoryEntry[];
  /** The one with the newest evidence of each device, by device name; as it was known at `asOf` where that is given. */
  readonly lastJudgements: (asOf?: EpochMs) => readonly RecordedJudgement[];
  /** The one with the newest evidence; null: never judged. */
  readonly lastJudgement: (device: DeviceName) => RecordedJudgement | null;
  /** Of the devices whose names come after `after`, by name, at most `limit`. Opens no text: cheap for a whole fleet. */
  readonly verdictHeads: (page: { readonly after: string | null; readonly limit: number }) => readonly VerdictHead[];
  readonly observation: (seq: number) => Observation | null;
  /** Text by `sha256:…` or the bare digest. */
  readonly rawOutput: (sha256: string) => string | null;
  /** Newest first. */
  readonly audits: (filter?: AuditFilter) => readonly RecordedAudit[];
  readonly auditById: (id: string) => RecordedAudit | null;
  /** The last verdict of each device that an audit has a result for. */
  readonly auditVerdicts: (id: string) => ReadonlyMap<DeviceName, Verdict>;
  /** The newest audit, where it was not finished, with the devices that it has results for. */
  readonly unfinishedAudit: () => (AuditStart & { readonly done: readonly DeviceName[] }) | null;
  /** Devices of the newest audit that came out unverified or were not reached. */
  readonly lastUnverified: () => readonly DeviceName[];
  /** Once for each revision. */
  readonly recordBaseline: (revision: string, text: string) => Result<void, RecordFailure>;
  readonly baselineText: (revision: string) => string | null;
  /** Windows entered as records; an ended one ends when it was ended. */
  readonly windows: () => readonly ChangeWindow[];
  readonly addWindow: (window: ChangeWindow, by: string) => Result<void, RecordFailure>;
  readonly endWindow: (end: {
    readonly name: string;
    readonly at: EpochMs;
    readonly by: string;
    readonly reason: string | null;
  }) => Result<void, RecordFailure>;
  /** Runs several writes in one transaction: one wait for the disk. Each that fails leaves the others alone. */
  readonly together: (writes: () => void) => Result<void, RecordFailure>;
  /** Runs several reads on one snapshot. */
  readonly consistent: <T>(read: () => T) => T;
  /** What a report asks of the record, over periods and as of a time. */
  readonly reportReads: () => ReportReads;
  readonly verifyChain: () => ChainCheck;
  /** The last link, or the one of a number; null where there is none. */
  readonly chainHead: (seq?: number) => ChainHead | null;
  /** Numbers of the links about a device or an audit, in their order; [] where there is neither. */
  readonly linksAbout: (of: { readonly device: DeviceName } | { readonly audit: string }) => readonly number[];
  readonly exportedLink: (seq: number) => ExportedLink | null;
  /**
   * One short step of retention: removes texts and raw outputs of results recorded before `olderThan`, at most about
   * `limit`; links stay, and so does what the present state, a reference, an open finding or an unsettled alert stands on.
   * `done`: the round is over, and the next step begins another.
   */
  readonly prune: (
    olderThan: EpochMs,
    limit: number,
  ) => Result<{ readonly removed: number; readonly done: boolean }, RecordFailure>;
  readonly close: () => void;
};
