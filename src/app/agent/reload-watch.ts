import pLimit from 'p-limit';
import type { DeviceName, EpochMs } from '../../core/brands.ts';
import type { After, Clock } from '../../ports.ts';

export type Awaited = {
  /** The close watching ends then; audits and restarts go on judging the device. */
  readonly until: EpochMs;
  /** When the device itself says that it will reload. */
  readonly announcedAt: EpochMs | null;
  /** It did not answer when it was asked last. */
  readonly isGone: boolean;
};

/** Looks whether devices reload, and has each asked when it is back. */
export type ReloadWatch = {
  /** Called with every judgement after which a reload is still to come. */
  readonly watch: (device: DeviceName, awaited: Awaited) => void;
  readonly unwatch: (device: DeviceName) => void;
  readonly size: () => number;
  readonly stop: () => void;
};

export type WatchTools = {
  readonly clock: Clock;
  readonly after: After;
  /** Whether something listens where the device's SSH is; null where that cannot be told from here. */
  readonly probe: (device: DeviceName) => Promise<boolean | null>;
  readonly ask: (device: DeviceName) => void;
};

/** Shorter than any restart: a device that goes and comes back is seen to be gone. */
const probeEveryMs = 15_000;
const probesAtOnce = 32;
/** An announced reload should be over by then, also where nobody saw the device go. */
const reloadTakesMs = 300_000;
/**
 * Without any sign a device is asked again all the same: software changes without a restart too. Each time costs it the
 * hashing of its image, so that one that can be seen to be up is asked once an hour; others sooner, ever more rarely.
 */
const firstAskMs = 300_000;
const longestAskMs = 3_600_000;

type Watched = Awaited & { readonly blindAskAt: number; readonly seenAskAt: number; readonly pauseMs: number };

export function reloadWatch({ clock, after, probe, ask }: WatchTools): ReloadWatch {
  const devices = new Map<DeviceName, Watched>();
  const atOnce = pLimit(probesAtOnce);
  let cancel: (() => void) | null = null;
  let isStopped = false;

  const look = async (device: DeviceName): Promise<void> => {
    const answers = await probe(device).catch(() => null);
    const known = devices.get(device);
    if (known === undefined || isStopped) return;
    const now = clock.now();
    if (now >= known.until) {
      devices.delete(device);
      return;
    }
    if (answers === false) {
      devices.set(device, { ...known, isGone: true });
    } else if ((answers === true && known.isGone) || now >= (answers === null ? known.blindAskAt : known.seenAskAt)) {
      devices.set(device, { ...known, isGone: false, ...nextAsks(now, known.pauseMs, null) });
      ask(device);
    }
  };
  const round = (): void => {
    cancel = null;
    void Promise.all([...devices.keys()].map((device) => atOnce(() => look(device)))).then(wait);
  };
  const wait = (): void => {
    if (!isStopped && devices.size > 0) cancel ??= after(probeEveryMs, round);
  };

  return {
    watch(device, awaited) {
      const now = clock.now();
      if (isStopped || now >= awaited.until) {
        devices.delete(device);
        return;
      }
      const pauseMs = Math.min(longestAskMs, (devices.get(device)?.pauseMs ?? firstAskMs / 2) * 2);
      devices.set(device, { ...awaited, ...nextAsks(now, pauseMs, awaited.announcedAt), pauseMs });
      wait();
    },
    unwatch: (device) => void devices.delete(device),
    size: () => devices.size,
    stop() {
      isStopped = true;
      cancel?.();
    },
  };
}

/** When to ask at the latest: after an announced reload, else by the clock. */
function nextAsks(now: number, pauseMs: number, announcedAt: number | null): Pick<Watched, 'blindAskAt' | 'seenAskAt'> {
  const over = announcedAt === null ? 0 : announcedAt + reloadTakesMs;
  const latest = over > now ? over : Number.POSITIVE_INFINITY;
  return { blindAskAt: Math.min(now + pauseMs, latest), seenAskAt: Math.min(now + longestAskMs, latest) };
}
