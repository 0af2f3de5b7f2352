import type { Device } from '../core/inventory.ts';
import type { AuditOrder, RunContext } from './audit-fleet.ts';
import { fleetMemory } from './fleet-memory.ts';
import { fleetTurns } from './fleet-run.ts';

/** One device is asked without hashing, and nothing is recorded. */
export function trialOrder(device: Device, id: string): { readonly order: AuditOrder; readonly run: RunContext } {
  const bounds = { total: 1, perSite: 1, hashPerSite: 1 };
  const { signal } = new AbortController();
  return {
    order: {
      id,
      trigger: 'manual',
      devices: [device],
      hashing: false,
      alert: null,
      bounds,
      afterAlert: false,
      resumed: false,
      signal,
      stop: signal,
      onResult: () => undefined,
    },
    run: { turns: fleetTurns(bounds), fleet: fleetMemory({ fleetEntries: () => [] }) },
  };
}
