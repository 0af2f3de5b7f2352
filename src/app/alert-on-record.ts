import type { Alert, Disposition } from '../core/alert.ts';

/** What evidence, or work on it, said; lines do not take it back. */
const byEvidence: ReadonlySet<Disposition> = new Set(['verifying', 'confirmed', 'pending', 'refuted', 'inconclusive']);
const outlastsLines: ReadonlySet<Disposition> = new Set(['verifying', 'confirmed', 'pending']);

/**
 * The alert of a replay with what the record says of it. Reading the same lines again changes nothing that evidence
 * decided; further lines open again what was refuted, authorized by evidence or inconclusive, and lower nothing.
 */
export function alertOnRecord(before: Alert | null, now: Alert): Alert {
  if (before === null || (before.outcome === undefined && !byEvidence.has(before.disposition))) return now;
  const isSame = now.steps.length <= before.steps.length && (now.updatedAt ?? 0) <= (before.updatedAt ?? 0);
  if (isSame) return before;
  return {
    ...now,
    score: Math.max(before.score, now.score),
    disposition: outlastsLines.has(before.disposition) ? before.disposition : 'open',
    ...(before.outcome === undefined ? {} : { outcome: before.outcome }),
  };
}
