import type { VerificationJob } from '../../agent-ports.ts';
import { type Classification, classification, dispositionBy } from '../../core/agent-event.ts';
import type { Alert } from '../../core/alert.ts';
import { type EpochMs, isoTime } from '../../core/brands.ts';
import { reasonText } from '../../core/reason.ts';

/**
 * `pawl/verification/v1`. `alertOf` finds our own alerts: of these the disposition is the one that the evidence gave
 * them, while an alert of another system is classified by the verdict alone.
 */
export function verificationJson(job: VerificationJob, alertOf: (id: string) => Alert | null): object {
  const { result } = job;
  const byVerdict: Classification | null = result === null ? null : classification(dispositionBy[result.verdict]);
  return {
    schema: 'pawl/verification/v1',
    id: job.id,
    device: job.device,
    state: job.state,
    by: job.by,
    requestedAt: isoTime(job.requestedAt),
    startedAt: timeOrNull(job.startedAt),
    finishedAt: timeOrNull(job.finishedAt),
    verdict: result?.verdict ?? null,
    reason: result === null || result.reason === null ? null : reasonText(result.reason),
    classification: byVerdict,
    findings: result?.findings ?? [],
    audit: result?.audit ?? null,
    alerts: job.alerts.map((id) => {
      const own = alertOf(id);
      return own === null
        ? { id, disposition: null, classification: byVerdict }
        : { id, disposition: own.disposition, classification: classification(own.disposition) };
    }),
  };
}

const timeOrNull = (at: EpochMs | null): string | null => (at === null ? null : isoTime(at));
