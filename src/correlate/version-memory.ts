import type { Hit } from '../core/indicator.ts';
import type { Order } from '../core/version.ts';

export type VersionMemory = {
  /** The hit, weighed by how its version stands to the newest one that its device was seen to run. */
  readonly weigh: (device: string | null, hit: Hit, order: (a: string, b: string) => Order) => Hit;
  /** What a device was seen to run. */
  readonly runs: (device: string, version: string) => void;
};

const older: Readonly<Partial<Record<Hit['kind'], (score: number) => number>>> = {
  'image-transfer': (score) => score + 25,
  'boot-change': (score) => score + 30,
  'install-op': (score) => Math.min(100, score + 30),
  'software-change': () => 90,
  restarted: () => 95,
};

/**
 * Remembers which version each device last said it runs (`restarted`), for as many devices as allowed, the ones that said
 * it longest ago forgotten first. It never raises a failed attempt.
 */
export function versionMemory(maxDevices: number): VersionMemory {
  const running = new Map<string, string>();
  const runs = (device: string, version: string): void => {
    running.delete(device);
    running.set(device, version);
    if (running.size <= maxDevices) return;
    for (const [first] of running) {
      running.delete(first);
      break;
    }
  };
  return {
    runs,
    weigh(device, hit, order) {
      if (device === null || hit.version === null) return hit;
      const before = running.get(device);
      if (hit.kind === 'restarted') runs(device, hit.version);
      if (before === undefined || hit.direction !== null || hit.outcome === 'failed') return hit;
      const compared = order(hit.version, before);
      if (compared === 'incomparable') return hit;
      const raise = compared === 'older' ? older[hit.kind] : undefined;
      if (compared === 'older')
        return {
          ...hit,
          direction: compared,
          detail: hit.detail ?? 'downgrade',
          score: raise?.(hit.score) ?? hit.score,
        };
      const score = hit.kind === 'software-change' ? 10 : hit.score;
      return { ...hit, direction: compared, score };
    },
  };
}
