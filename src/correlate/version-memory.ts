import type { Hit } from '../core/indicator.ts';
import type { Order } from '../core/version.ts';
import { takesAway } from './covered.ts';

export type VersionMemory = {
  /**
   * The hit, weighed by how its version stands to the one that its device last said it runs or, where that says nothing,
   * to what is approved for the device.
   */
  readonly weigh: (device: string | null, hit: Hit, standards: Standards) => Hit;
  /** What a device was seen to run. */
  readonly runs: (device: string, version: string) => void;
};

export type Standards = {
  readonly order: (a: string, b: string) => Order;
  /** `approved`, or `older` than all that is approved; null: neither, or nothing is known to be approved. */
  readonly approval: (version: string) => 'approved' | 'older' | null;
};

const older: Readonly<Partial<Record<Hit['kind'], (score: number) => number>>> = {
  'image-transfer': (score) => score + 25,
  'boot-change': (score) => score + 30,
  'install-op': (score) => Math.min(100, score + 30),
  'software-change': () => 90,
  restarted: () => 95,
};

const approvedImageDeleted = 15;

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
    weigh(device, hit, { order, approval }) {
      if (device === null || hit.version === null) return hit;
      const before = running.get(device);
      if (hit.kind === 'restarted') runs(device, hit.version);
      if (hit.direction !== null || hit.outcome === 'failed') return hit;
      // What goes is no step back: old images are tidied away. That of the approved release is missed.
      if (takesAway(hit))
        return hit.kind === 'image-transfer' && approval(hit.version) === 'approved'
          ? { ...hit, score: hit.score + approvedImageDeleted }
          : hit;
      const compared = before === undefined ? 'incomparable' : order(hit.version, before);
      if (compared === 'older') return raised(hit, 'downgrade');
      if (compared !== 'incomparable') return { ...settled(hit), direction: compared };
      switch (approval(hit.version)) {
        case 'older':
          return raised(hit, 'below-baseline');
        case 'approved':
          return settled(hit);
        case null:
          return hit;
      }
    },
  };
}

const raised = (hit: Hit, detail: string): Hit => ({
  ...hit,
  direction: 'older',
  detail: hit.detail ?? detail,
  score: older[hit.kind]?.(hit.score) ?? hit.score,
});

/** Software that is newer, the same or approved is what upgrades bring. */
const settled = (hit: Hit): Hit => (hit.kind === 'software-change' ? { ...hit, score: 10 } : hit);
