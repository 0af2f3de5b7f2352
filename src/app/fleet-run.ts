import pLimit from 'p-limit';
import type { Device } from '../core/inventory.ts';

export type FleetBounds = { readonly total: number; readonly perSite: number; readonly hashPerSite: number };

/**
 * Turns for a fleet (`devices`: those that are audited): at most `total` at once, at most `perSite` at a site, and fewer
 * that hash there. A session in which files are read off the box waits before it begins, so that no login is held
 * meanwhile: one at a time at a site (all devices without a site are one), and never both peers of a pair.
 */
export type FleetTurns = {
  readonly run: <T>(device: Device, task: () => Promise<T>, reads?: { readonly files: boolean }) => Promise<T>;
  /** A turn to hash on a device: bounded by its site, and never together with its HA peer. */
  readonly hash: <T>(device: Device, task: () => Promise<T>) => Promise<T>;
};

type Limit = ReturnType<typeof pLimit>;

/** The narrow bound stands outside: a task of a full site must not hold a slot of the fleet. */
export function fleetTurns({ total, perSite, hashPerSite }: FleetBounds, devices: readonly Device[] = []): FleetTurns {
  const fleet = pLimit({ concurrency: total, rejectOnClear: true });
  const sites = new Map<string, Limit>();
  const hashes = new Map<string, Limit>();
  const pairs = new Map<string, Limit>();
  const streams = new Map<string, Limit>();
  const streamPairs = new Map<string, Limit>();
  const of = (map: Map<string, Limit>, key: string, concurrency: number): Limit => {
    const known = map.get(key);
    if (known !== undefined) return known;
    const made = pLimit({ concurrency, rejectOnClear: true });
    map.set(key, made);
    return made;
  };
  // A pair is one also where only one half names the other.
  const named = new Map(devices.flatMap(({ name, haPeer }) => (haPeer === null ? [] : [[haPeer, name] as const])));
  const pairOf = ({ name, haPeer }: Device): string | null => {
    const peer = haPeer ?? named.get(name) ?? null;
    return peer === null ? null : [name, peer].sort().join('\n');
  };
  return {
    run(device, task, { files } = { files: false }) {
      const { site } = device;
      const session = (): ReturnType<typeof task> =>
        site === null ? fleet(task) : of(sites, site, perSite)(() => fleet(task));
      if (!files) return session();
      const alone = (): ReturnType<typeof task> => of(streams, site ?? '', 1)(session);
      const pair = pairOf(device);
      return pair === null ? alone() : of(streamPairs, pair, 1)(alone);
    },
    hash(device, task) {
      const site = of(hashes, device.site ?? '', hashPerSite);
      const pair = pairOf(device);
      if (pair === null) return site(task);
      return of(pairs, pair, 1)(() => site(task));
    },
  };
}
