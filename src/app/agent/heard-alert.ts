import type { Alert, Disposition } from '../../core/alert.ts';

/** The alert as the lines have it now, with what evidence said before; no line lowers it. */
export function extended(before: Alert | null, alert: Alert): Alert {
  if (before === null) return { ...alert, disposition: 'open' };
  const kept: readonly Disposition[] = ['confirmed', 'pending', 'verifying'];
  return {
    ...alert,
    score: Math.max(before.score, alert.score),
    disposition: kept.includes(before.disposition) ? before.disposition : 'open',
    ...(before.outcome === undefined ? {} : { outcome: before.outcome }),
  };
}

/** Nobody can be asked about a host that the inventory does not know: that is the answer. */
export const undecidable = (alert: Alert): Alert => ({
  ...alert,
  disposition: 'inconclusive',
  outcome: {
    evidenceAt: null,
    verdict: 'unverified',
    reason: 'no device of the inventory has this name or address',
    audit: null,
    verification: null,
    finding: null,
    otherFinding: null,
    ticket: null,
    versionBefore: null,
    versionAfter: null,
  },
});
