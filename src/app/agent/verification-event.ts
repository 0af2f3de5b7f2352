import type { VerificationJob } from '../../agent-ports.ts';
import type { AgentEvent } from '../../core/agent-event.ts';
import type { EpochMs } from '../../core/brands.ts';
import type { JudgedDevice } from '../../core/judgement.ts';

/** What came out of one verification: the answer to whoever asked for it, also where there is no alert of ours. */
export function verificationEvent(
  { id, alerts }: VerificationJob,
  { device, platform, verdict, reason, findings, members }: JudgedDevice,
  audit: string,
  at: EpochMs,
): AgentEvent {
  const step = findings.find(({ type, step: one }) => type === 'os-downgraded' && one !== null)?.step ?? null;
  return {
    kind: 'verification-finished',
    id: `${id}:verification-finished:${audit}`,
    at,
    device,
    platform,
    verdict,
    reason,
    alert: null,
    alerts,
    finding: null,
    verification: id,
    audit,
    versionBefore: step?.from ?? null,
    versionAfter: step?.to ?? members[0]?.facts?.version ?? null,
    user: null,
    ticket: findings.find(({ authorizedBy }) => authorizedBy !== null)?.authorizedBy?.ticket ?? null,
  };
}
