import type { EpochMs } from '../../core/brands.ts';
import type { AuditTools, Observe } from '../audit-fleet.ts';
import type { Configuration } from '../configuration.ts';
import { type FleetMemory, fleetMemory } from '../fleet-memory.ts';
import type { AgentParts } from './agent-parts.ts';
import { deviceLocks } from './device-locks.ts';

/** What audits and verifications work with. Of one device only one of them has a session at a time. */
export type AgentSessions = {
  readonly forVerifications: () => Promise<AuditTools>;
  readonly forAudits: () => Promise<AuditTools>;
  /** Begins anew under the files as they are now. */
  readonly renew: () => void;
};

/** An account that was stopped, or a key that was pinned meanwhile, is seen after this long at the latest. */
const longestMs = 600_000;

export function agentSessions({
  configuration,
  observe,
  record,
  clock,
  ownAddresses,
}: Pick<AgentParts, 'observe' | 'record' | 'clock' | 'ownAddresses'> & {
  readonly configuration: () => Configuration;
}): AgentSessions {
  const locks = deviceLocks();
  let fleet: FleetMemory = fleetMemory(record);
  let shared: { readonly since: EpochMs; readonly observe: Promise<Observe> } | null = null;
  const tools = (how: Observe): AuditTools => ({
    configuration: configuration(),
    record,
    clock,
    observe: how,
    fleet,
    ownAddresses,
  });
  return {
    async forVerifications() {
      const now = clock.now();
      if (shared === null || Math.abs(now - shared.since) > longestMs)
        shared = { since: now, observe: observe(configuration()).then(locks.forVerifications) };
      return tools(await shared.observe);
    },
    async forAudits() {
      fleet = fleetMemory(record);
      return tools(locks.forAudits(await observe(configuration())));
    },
    renew() {
      shared = null;
    },
  };
}
