import type { Metrics, TellEvent } from '../../agent-ports.ts';
import type { NotifiedEvent } from '../../core/agent.ts';
import type { JudgedDevice } from '../../core/judgement.ts';
import type { Clock } from '../../ports.ts';

export type ResultSource = { readonly audit: string; readonly verification: string | null };

/** Counts a device's result, and tells which findings opened and closed by it. */
export function toldResults(
  metrics: Metrics,
  tell: TellEvent,
  clock: Clock,
): (judged: JudgedDevice, source: ResultSource) => void {
  return (judged, { audit, verification }) => {
    const { device, verdict, facts, reason } = judged;
    metrics.count('pawl_verdicts_total', { verdict });
    metrics.count('pawl_ssh_sessions_total', { result: facts === null ? (reason?.code ?? 'internal') : 'ok' });
    if (verification !== null) metrics.count('pawl_verifications_total', { verdict });
    for (const { kind, finding } of judged.changes) {
      const event: NotifiedEvent | null =
        kind === 'opened' || kind === 'reopened' ? 'finding-opened' : kind === 'closed' ? 'finding-closed' : null;
      if (event === null) continue;
      tell({
        kind: event,
        id: `${finding.id}:${event}:${audit}`,
        at: clock.now(),
        device,
        platform: judged.platform,
        verdict,
        reason,
        alert: null,
        finding,
        verification,
        audit,
        versionBefore: finding.step?.from ?? null,
        versionAfter: finding.step?.to ?? null,
        user: null,
        ticket: finding.authorizedBy?.ticket ?? null,
      });
    }
  };
}
