import type { AgentEvent } from '../../core/agent-event.ts';
import type { EpochMs } from '../../core/brands.ts';

/** What a receiver is told when an audit of the agent is over. */
export const auditEvent = (audit: string, at: EpochMs): AgentEvent => ({
  kind: 'audit-finished',
  id: `${audit}:audit-finished`,
  at,
  device: null,
  platform: null,
  verdict: null,
  reason: null,
  alert: null,
  finding: null,
  verification: null,
  audit,
  versionBefore: null,
  versionAfter: null,
  user: null,
  ticket: null,
});
