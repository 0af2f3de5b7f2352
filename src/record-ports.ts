import type { ChangeWindow } from './core/baseline.ts';
import type { DeviceName, EpochMs } from './core/brands.ts';
import type { Decision } from './core/decision.ts';
import type { Finding } from './core/finding.ts';
import type { DeviceState } from './core/history.ts';
import type { Judgement } from './core/judgement.ts';
import type { Observation } from './core/observation.ts';
import type { Result } from './core/result.ts';

/** The record as the use cases need it; `edge/sqlite` implements it. */

/** Why the record could not be opened, read or written. Nothing is half-written. */
export type RecordFailure = {
  readonly kind: 'absent' | 'busy' | 'full' | 'newer-schema' | 'not-a-database' | 'unwritable' | 'corrupt';
  /** What happened, and what to do. */
  readonly message: string;
};

export type AuditStart = {
  readonly id: string;
  readonly trigger: 'manual' | 'schedule' | 'alert' | 'api';
  readonly startedAt: EpochMs;
  readonly selected: readonly DeviceName[];
};

export type AuditRow = AuditStart & {
  /** Null: it is running, or it was cut off. */
  readonly finishedAt: EpochMs | null;
  /** Devices with a result. */
  readonly done: readonly DeviceName[];
};

export type FindingFilter = {
  readonly device?: string;
  readonly type?: string;
  readonly status?: Finding['status'];
  /** Seen at or after this time. */
  readonly since?: EpochMs;
};

/** One judged observation, as it was recorded. */
export type RecordedResult = {
  readonly auditId: string;
  readonly judgement: Judgement;
  /** SHA-256 of each stored output by command. */
  readonly outputs: readonly { readonly command: string; readonly sha256: string }[];
};

export type ChainState =
  | { readonly kind: 'holds'; readonly links: number; readonly head: string | null }
  | { readonly kind: 'broken'; readonly at: number; readonly holds: string; readonly why: string };

export type RecordStore = {
  readonly startAudit: (audit: AuditStart) => Result<void, RecordFailure>;
  /** Observation, judgement, findings and memory of one device; all or nothing, on disk when it returns. */
  readonly recordResult: (auditId: string, observation: Observation, judgement: Judgement) => Result<void, RecordFailure>;
  readonly finishAudit: (auditId: string, at: EpochMs) => Result<void, RecordFailure>;
  /** Newest first. */
  readonly audits: (limit: number) => readonly AuditRow[];
  readonly deviceState: (device: DeviceName) => DeviceState | null;
  /** Serial numbers of every device's current members, for `identity-ambiguous`. */
  readonly serialOwners: () => ReadonlyMap<string, readonly DeviceName[]>;
  /** Stores a decision together with the memory that follows from it. */
  readonly recordDecision: (decision: Decision, state: DeviceState) => Result<void, RecordFailure>;
  readonly findings: (filter: FindingFilter) => readonly Finding[];
  readonly finding: (id: string) => Finding | null;
  /** The newest result of each device; `asOf`: of those recorded until then. */
  readonly lastResults: (asOf?: EpochMs) => readonly RecordedResult[];
  /** Results of one device, newest first. */
  readonly results: (device: DeviceName, limit: number) => readonly RecordedResult[];
  /** The last observation of a device as it was recorded, raw outputs included. */
  readonly lastObservation: (device: DeviceName) => Observation | null;
  readonly output: (sha256: string) => string | null;
  /** A revision is stored once, with its text. */
  readonly recordBaseline: (revision: string, name: string, text: string, at: EpochMs) => Result<void, RecordFailure>;
  readonly windows: () => readonly ChangeWindow[];
  readonly addWindow: (window: ChangeWindow, by: string) => Result<void, RecordFailure>;
  /** Ends a window now; false where there is no such window. */
  readonly endWindow: (name: string, at: EpochMs, by: string) => Result<boolean, RecordFailure>;
  /** Walks the evidence chain and compares what can be rebuilt from it. */
  readonly verifyChain: () => ChainState;
  readonly close: () => void;
};
