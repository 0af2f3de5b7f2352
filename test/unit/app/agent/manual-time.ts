import { type EpochMs, epochMs } from '../../../../src/core/brands.ts';
import type { After, AgentMemory, Clock } from '../../../../src/ports.ts';

/** A clock and timers that go on only when told to: hours pass in a millisecond. */
export function manualTime(start = Date.UTC(2026, 4, 20, 12)): {
  readonly clock: Clock;
  readonly after: After;
  readonly now: () => EpochMs;
  /** Sets the clock back; timers do not see it. */
  readonly setBack: (ms: number) => void;
  /** Lets time pass; whatever becomes due runs in its order, and so does what waits on promises. */
  readonly pass: (ms: number) => Promise<void>;
} {
  let now = start;
  let last = 0;
  let isBackBy = 0;
  const timers = new Map<number, { readonly at: number; readonly run: () => void }>();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return {
    clock: { now: () => epochMs(now - isBackBy) },
    now: () => epochMs(now - isBackBy),
    setBack(ms) {
      isBackBy += ms;
    },
    after(ms, run) {
      const id = ++last;
      timers.set(id, { at: now + ms, run });
      return () => void timers.delete(id);
    },
    async pass(ms) {
      const until = now + ms;
      await settle();
      for (;;) {
        const due = [...timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
        if (due === undefined) break;
        const [id, { at, run }] = due;
        timers.delete(id);
        now = Math.max(now, at);
        run();
        await settle();
      }
      now = until;
    },
  };
}

/** The agent's memory in this process; values go through JSON as they do on disk. */
export function plainMemory(): AgentMemory & { readonly broken: (is: boolean) => void } {
  const values = new Map<string, string>();
  let isBroken = false;
  const write = (change: () => void): void => {
    if (isBroken) throw new Error('the disk is full');
    change();
  };
  const key = (kind: string, name: string): string => `${kind}\n${name}`;
  return {
    broken(is) {
      isBroken = is;
    },
    get(kind, name) {
      const text = values.get(key(kind, name));
      return text === undefined ? null : JSON.parse(text);
    },
    put: (kind, name, value) => write(() => void values.set(key(kind, name), JSON.stringify(value))),
    remove: (kind, name) => write(() => void values.delete(key(kind, name))),
    together: (writes) => write(writes),
    list: (kind) =>
      [...values]
        .filter(([name]) => name.startsWith(`${kind}\n`))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, text]) => ({ name: name.slice(kind.length + 1), value: JSON.parse(text) })),
  };
}
