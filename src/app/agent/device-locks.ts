import type { DeviceName } from '../../core/brands.ts';
import type { Observe } from '../audit-fleet.ts';

/** One session a device, whoever asks: verifications and audits of the agent share these. */
export type DeviceLocks = {
  /** Waits for the device like everybody; gives way to a verification and asks again afterwards. */
  readonly forAudits: (observe: Observe) => Observe;
  /** Comes before audits, and cuts the session of one: an alert must not wait for the hashing of an audit. */
  readonly forVerifications: (observe: Observe) => Observe;
};

type Hold = { readonly giveWay: AbortController; readonly isUrgent: boolean };
type Line = { hold: Hold; readonly urgent: (() => void)[]; readonly others: (() => void)[] };

export function deviceLocks(): DeviceLocks {
  const lines = new Map<DeviceName, Line>();

  const acquire = async (device: DeviceName, isUrgent: boolean): Promise<Hold> => {
    const hold: Hold = { giveWay: new AbortController(), isUrgent };
    const line = lines.get(device);
    if (line === undefined) {
      lines.set(device, { hold, urgent: [], others: [] });
      return hold;
    }
    if (isUrgent && !line.hold.isUrgent) line.hold.giveWay.abort();
    await new Promise<void>((resolve) => (isUrgent ? line.urgent : line.others).push(resolve));
    line.hold = hold;
    // Whoever came while this one was woken up has seen the hold before it.
    if (!isUrgent && line.urgent.length > 0) hold.giveWay.abort();
    return hold;
  };
  const release = (device: DeviceName): void => {
    const line = lines.get(device);
    const next = line?.urgent.shift() ?? line?.others.shift();
    if (next === undefined) lines.delete(device);
    else next();
  };
  const alone =
    (observe: Observe, isUrgent: boolean): Observe =>
    async (device, order, run) => {
      for (;;) {
        const { giveWay } = await acquire(device.name, isUrgent);
        const cut = (): void => giveWay.abort();
        if (order.signal.aborted) cut();
        else order.signal.addEventListener('abort', cut, { once: true });
        try {
          const seen = await observe(device, { ...order, signal: giveWay.signal }, run);
          const wasCut = giveWay.signal.aborted && seen.observation.failure !== null;
          if (!wasCut || order.signal.aborted) return seen;
        } finally {
          order.signal.removeEventListener('abort', cut);
          release(device.name);
        }
      }
    };
  return {
    forAudits: (observe) => alone(observe, false),
    forVerifications: (observe) => alone(observe, true),
  };
}
