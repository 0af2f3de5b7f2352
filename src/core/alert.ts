import type { IndicatorKind } from './indicator.ts';
import type { Verdict } from './verdict.ts';

export const dispositions = [
  'open',
  'verifying',
  'confirmed',
  'pending',
  'refuted',
  'authorized',
  'inconclusive',
] as const;
export type Disposition = (typeof dispositions)[number];

export type Stage = 'staged' | 'boot-changed' | 'reload-pending' | 'restarted' | 'cancelled';

/** The chains of docs/detection.md: full, short, silent, staged, evasion, cancellation. */
export const chainIds = ['C1', 'C2', 'C3', 'C4', 'C5', 'C6'] as const;
export type ChainId = (typeof chainIds)[number];

/** What a line shows beside its step, and no earlier line explains: counters that begin anew, a clock that went back. */
export type StepSign = 'sequence-fell' | 'uptime-fell' | 'clock-set-back';

/** One indicator as it stands in an alert. Null: the line does not tell. */
export type AlertStep = {
  readonly file: string;
  readonly lineNumber: number;
  /** Milliseconds since 1970 UTC. */
  readonly at: number | null;
  readonly kind: IndicatorKind;
  readonly detail: string | null;
  readonly score: number;
  readonly rule: string;
  readonly user: string | null;
  readonly source: string | null;
  readonly command: string | null;
  readonly image: string | null;
  readonly version: string | null;
  readonly direction: 'older' | 'same' | 'newer' | null;
  readonly outcome: 'succeeded' | 'failed' | null;
  readonly line: string;
  /** Absent: none. */
  readonly signs?: readonly StepSign[];
};

/** What evidence made of an alert. Ids are those of the record; null: there is none. */
export type AlertOutcome = {
  /** Auditor's clock before the device was asked; null where it gave no evidence. */
  readonly evidenceAt: number | null;
  readonly verdict: Verdict;
  /** Why it is not decided: `CODE: sentence`, or a sentence. Null when decided. */
  readonly reason: string | null;
  /** The audit that holds the evidence. */
  readonly audit: string | null;
  /** The verification that asked for it. */
  readonly verification: string | null;
  /** The finding that it was decided by. */
  readonly finding: string | null;
  /** A finding of a step that is older than the alert: it explains nothing of it. */
  readonly otherFinding: string | null;
  /** Who allowed the step, for `authorized`. */
  readonly ticket: string | null;
  readonly versionBefore: string | null;
  readonly versionAfter: string | null;
};

/** The indicators of one device that belong together. */
export type Alert = {
  readonly id: string;
  /** Name in the inventory, else the host that the lines name; null: the lines name none. */
  readonly device: string | null;
  readonly platform: string | null;
  readonly stage: Stage;
  /** 0 to 100. */
  readonly score: number;
  readonly disposition: Disposition;
  readonly labels: readonly string[];
  /** Absent: none was looked for. */
  readonly chains?: readonly ChainId[];
  readonly openedAt: number | null;
  readonly updatedAt: number | null;
  /** What its disposition stands on; absent while no evidence was judged. */
  readonly outcome?: AlertOutcome;
  /** In the order in which they came; at most `maxSteps`, the first ones and the last ones. */
  readonly steps: readonly AlertStep[];
};
