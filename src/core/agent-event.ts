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
  /** Ids of the alerts that a verification was for, ours and those of other systems. Absent: `alert`, if there is one. */
  readonly alerts?: readonly string[];
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

/** What a verdict makes of an alert of which no more is known than its device, as one of another system. */
export const dispositionBy: Readonly<Record<Verdict, Disposition>> = {
  tampered: 'confirmed',
  downgraded: 'confirmed',
  'downgrade-pending': 'pending',
  noncompliant: 'inconclusive',
  unverified: 'inconclusive',
  authorized: 'authorized',
  compliant: 'refuted',
};

/** What a SIEM calls the outcome of an event; null where it decides nothing. */
export function eventClassification({ kind, alert, verdict }: AgentEvent): Classification | null {
  if (alert !== null) return classification(alert.disposition);
  return kind === 'verification-finished' && verdict !== null ? classification(dispositionBy[verdict]) : null;
}
