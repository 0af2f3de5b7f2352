import type { AgentLog, VerificationJob, VerificationResult } from '../../agent-ports.ts';
import type { Device } from '../../core/inventory.ts';
import type { JudgedDevice } from '../../core/judgement.ts';
import { reason } from '../../core/reason.ts';
import { type AuditTools, auditFleet } from '../audit-fleet.ts';

export type VerifyTools = {
  readonly device: (name: string) => Device | null;
  readonly tools: () => Promise<AuditTools>;
  readonly newId: () => string;
  readonly onBegin: (job: VerificationJob) => void;
  /** Called as the result is on disk. */
  readonly onResult: (judged: JudgedDevice, audit: string, job: VerificationJob) => void;
  readonly log: AgentLog;
};

/** Asks one device now, with every digest computed anew. Null: the record took nothing, and it has to be done again. */
export async function verifyJob(
  { device: find, tools, newId, onBegin, onResult, log }: VerifyTools,
  job: VerificationJob,
  signal: AbortSignal,
): Promise<VerificationResult | null> {
  const device = find(job.device);
  if (device === null) {
    const why = reason('cancelled', `${job.device} is no longer in the inventory, or excluded`);
    return { audit: null, verdict: 'unverified', reason: why, findings: [] };
  }
  onBegin(job);
  const id = newId();
  let judged: JudgedDevice | null = null;
  const result = await auditFleet(
    {
      id,
      trigger: job.priority === 'request' ? 'api' : 'alert',
      devices: [device],
      hashing: true,
      alert: job.alerts[0] ?? null,
      by: job.by,
      afterAlert: true,
      resumed: false,
      bounds: { total: 1, perSite: 1, hashPerSite: 1 },
      signal,
      stop: signal,
      onResult(result) {
        judged = result;
        if (!signal.aborted) onResult(result, id, job);
      },
    },
    await tools(),
  );
  const seen = judged as JudgedDevice | null;
  if (!result.ok) log('error', `verification ${job.id} of ${job.device} is not recorded: ${result.error.message}`);
  if (seen === null)
    return signal.aborted
      ? { audit: id, verdict: 'unverified', reason: reason('cancelled', 'the agent ended'), findings: [] }
      : null;
  const { verdict, reason: why, findings } = seen;
  return { audit: id, verdict, reason: why, findings: findings.map(({ id: finding }) => finding) };
}
