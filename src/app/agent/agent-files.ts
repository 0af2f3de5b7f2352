import type { Device } from '../../core/inventory.ts';
import type { Clock } from '../../ports.ts';
import { type Configuration, isExcluded } from '../configuration.ts';

/** The operator's files as they are in force now. */
export type AgentFiles = {
  readonly current: () => Configuration;
  readonly device: (name: string) => Device | null;
  /** A device that may be asked: null also for one that is left out by decision. */
  readonly asked: (name: string) => Device | null;
  readonly use: (configuration: Configuration) => void;
};

export function agentFiles(first: Configuration, clock: Clock): AgentFiles {
  let current = first;
  let named = byName(first);
  const device = (name: string): Device | null => named.get(name) ?? null;
  return {
    current: () => current,
    device,
    asked(name) {
      const known = device(name);
      return known === null || isExcluded(known, clock.now()) ? null : known;
    },
    use(configuration) {
      current = configuration;
      named = byName(configuration);
    },
  };
}

const byName = ({ inventory }: Configuration): ReadonlyMap<string, Device> =>
  new Map(inventory.devices.map((device) => [device.name, device]));
