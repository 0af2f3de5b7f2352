import type { NotifiedEvent } from './agent.ts';
import type { Alert, Disposition } from './alert.ts';
import type { EpochMs } from './brands.ts';
import type { Finding } from './finding.ts';
import type { Reason } from './reason.ts';
import type { Verdict } from './verdict.ts';

/** Something that a person or a SIEM may want to be told. What does not apply is null. */
export type AgentEvent = {
  readonly kind: NotifiedEvent;
  /** Unique; the same event told twice has the same id. */
  readonly id: string;
  readonly at: EpochMs;
  readonly device: string | null;
  readonly platform: string | null;
  readonly verdict: Verdict | null;
  readonly reason: Reason | null;
  readonly alert: Alert | null;
  readonly finding: Finding | null;
  /** Id of the verification that decided. */
  readonly verification: string | null;
  /** Id of the audit that it came out of. */
  readonly audit: string | null;
  readonly versionBefore: string | null;
  readonly versionAfter: string | null;
  readonly user: string | null;
  readonly ticket: string | null;
};

export type Classification = 'TruePositive' | 'BenignPositive' | 'FalsePositive' | 'Undetermined';

/** What a SIEM calls the outcome of an alert (VERDICTS 6); null while there is none. */
export function classification(disposition: Disposition): Classification | null {
  const words: Readonly<Partial<Record<Disposition, Classification>>> = {
    confirmed: 'TruePositive',
    authorized: 'BenignPositive',
    refuted: 'FalsePositive',
    inconclusive: 'Undetermined',
  };
  return words[disposition] ?? null;
}
