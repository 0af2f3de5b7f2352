import type { Alert } from './core/alert.ts';
import type { DeviceName, EpochMs } from './core/brands.ts';
import type { Decision } from './core/decision.ts';
import type { Finding } from './core/finding.ts';
import type { Judgement } from './core/judgement.ts';
import type { Verdict } from './core/verdict.ts';

/** A link of the evidence chain: the record as it stood when that link was its newest. */
export type RecordPoint = { readonly seq: number; readonly at: EpochMs; readonly sha256: string };

/** One judgement in the words of a list: what ran, and how it came out. */
export type VerdictRow = {
  readonly seq: number;
  readonly at: EpochMs;
  readonly verdict: Verdict;
  /** Releases of the members, each once, joined by blanks; empty where none was read. */
  readonly runs: string;
};

/** A judgement with what vouches for it. Its facts and state stay in the record. */
export type ReportedJudgement = Omit<Judgement, 'state' | 'facts'> & {
  readonly audit: string;
  readonly seq: number;
  readonly recordedAt: EpochMs;
  readonly observation: {
    readonly seq: number;
    /** Digest of its link, which names the digest of every raw output. */
    readonly sha256: string;
    readonly source: 'ssh' | 'capture';
  };
};

export type ReportedAudit = {
  readonly id: string;
  readonly trigger: 'manual' | 'schedule' | 'alert' | 'api';
  readonly startedAt: EpochMs;
  readonly selected: readonly DeviceName[];
  readonly by: string | null;
  /** Null: it was cut off and never resumed. */
  readonly finishedAt: EpochMs | null;
  readonly outcome: 'finished' | 'cancelled' | null;
  /** Devices that it has a result for. */
  readonly answered: number;
};

/** A stretch of evidence time, both ends included, in a record that ends at link `until`. */
export type Span = { readonly from: EpochMs; readonly to: EpochMs; readonly until: number };

/**
 * What a report asks of the record. Everything is limited to the links up to `until`, so that the same record gives the
 * same report also after it grew. Reading methods throw a `RecordError`.
 */
export type ReportReads = {
  /** The newest link at a time, of the whole record where it is null; null: nothing was recorded by then. */
  readonly pointAt: (asOf: EpochMs | null) => RecordPoint | null;
  /** Time of the first link; null: nothing was recorded. */
  readonly beginsAt: () => EpochMs | null;
  /** Every device that was ever judged, by name. */
  readonly devices: () => readonly DeviceName[];
  /** Judgements of a device with evidence of the span, oldest first, led by the last one before it. */
  readonly verdictRows: (device: DeviceName, span: Span) => readonly VerdictRow[];
  readonly judgement: (seq: number) => ReportedJudgement;
  /** In the form that they had at `until`: those that were open at any time of the span. Oldest first. */
  readonly findings: (span: Span) => readonly Finding[];
  /** In the form that they had at `until`: those with a line of the span, or not settled by its beginning. */
  readonly alerts: (span: Span) => readonly Alert[];
  /** Made in the span, oldest first. */
  readonly decisions: (span: Span) => readonly Decision[];
  /** Started in the span, oldest first. */
  readonly audits: (span: Span) => readonly ReportedAudit[];
  /** When each revision was first recorded. */
  readonly baselineRevisions: () => ReadonlyMap<string, EpochMs>;
};

/** A host that log lines came from, as the agent remembers it. */
export type LogSender = {
  readonly name: string;
  /** Device of the inventory that it was taken for. */
  readonly device: string | null;
  /** It forwards what others wrote. */
  readonly relays: boolean;
  readonly firstSeen: EpochMs | null;
  readonly lastSeen: EpochMs | null;
};

/** What the agent remembers of senders, and since when it listens (null: not told). */
export type SenderNotes = { readonly since: EpochMs | null; readonly senders: readonly LogSender[] };
