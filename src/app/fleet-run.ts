import pLimit from 'p-limit';
import type { Device } from '../core/inventory.ts';

export type FleetBounds = { readonly total: number; readonly perSite: number; readonly hashPerSite: number };

/** Turns for a fleet: at most `total` at once, at most `perSite` at a site, and fewer that hash there. */
export type FleetTurns = {
  readonly run: <T>(device: Device, task: () => Promise<T>) => Promise<T>;
  /** A turn to hash on a device: bounded by its site, and never together with its HA peer. */
  readonly hash: <T>(device: Device, task: () => Promise<T>) => Promise<T>;
};

type Limit = ReturnType<typeof pLimit>;

/** The narrow bound stands outside: a task of a full site must not hold a slot of the fleet. */
export function fleetTurns({ total, perSite, hashPerSite }: FleetBounds): FleetTurns {
  const fleet = pLimit({ concurrency: total, rejectOnClear: true });
  const sites = new Map<string, Limit>();
  const hashes = new Map<string, Limit>();
  const pairs = new Map<string, Limit>();
  const of = (map: Map<string, Limit>, key: string, concurrency: number): Limit => {
    const known = map.get(key);
    if (known !== undefined) return known;
    const made = pLimit({ concurrency, rejectOnClear: true });
    map.set(key, made);
    return made;
  };
  return {
    run: ({ site }, task) => (site === null ? fleet(task) : of(sites, site, perSite)(() => fleet(task))),
    hash(device, task) {
      const site = of(hashes, device.site ?? '', hashPerSite);
      if (device.haPeer === null) return site(task);
      const pair = [device.name, device.haPeer].sort().join('\n');
      return of(pairs, pair, 1)(() => site(task));
    },
  };
}
