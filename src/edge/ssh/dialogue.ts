import type { Reason } from '../../core/reason.ts';
import { outputBuffer } from './output-buffer.ts';
import { shownTail } from './prompt.ts';
import type { Reader, Step } from './reader.ts';

/** How one purpose on the channel ended. */
export type Ended<T> =
  | { readonly kind: 'done'; readonly outcome: T }
  | { readonly kind: 'timeout'; readonly limit: 'total' | 'idle'; readonly raw: string; readonly line: string }
  | { readonly kind: 'endless'; readonly raw: string; readonly line: string }
  | { readonly kind: 'closed'; readonly reason: Reason; readonly raw: string };

/** Total time and longest silence, both in ms. */
export type Limits = { readonly totalMs: number; readonly idleMs: number | null };

/** Drives readers over a channel. Every wait ends by a chunk, a timer or the end of the channel, whichever is first. */
export type Dialogue = {
  readonly received: (text: string) => void;
  readonly closed: (reason: Reason) => void;
  /** One at a time. `text` is sent first; null sends nothing and keeps what has already come. */
  readonly run: <T>(text: string | null, reader: Reader<T>, limits: Limits) => Promise<Ended<T>>;
  /** What came since the last purpose was done: nobody asked for it. */
  readonly unasked: () => string;
};

type Running = { readonly onChunk: () => void; readonly onClosed: (reason: Reason) => void };

export function dialogue(write: (text: string) => void): Dialogue {
  const buffer = outputBuffer();
  let running: Running | null = null;
  let closedFor: Reason | null = null;

  function run<T>(text: string | null, reader: Reader<T>, limits: Limits): Promise<Ended<T>> {
    return new Promise((resolve) => {
      if (closedFor !== null) {
        resolve({ kind: 'closed', reason: closedFor, raw: '' });
        return;
      }
      if (text !== null) buffer.clear();
      let quietTimer: { readonly ms: number; readonly timer: NodeJS.Timeout } | null = null;
      const totalTimer = setTimeout(() => end({ kind: 'timeout', limit: 'total', ...left() }), limits.totalMs);
      const idleTimer =
        limits.idleMs === null || limits.idleMs >= limits.totalMs
          ? null
          : setTimeout(() => end({ kind: 'timeout', limit: 'idle', ...left() }), limits.idleMs);
      let settling = false;

      const left = () => ({ raw: buffer.all(), line: shownTail(buffer.tail()) });
      const end = (ended: Ended<T>): void => {
        running = null;
        clearTimeout(totalTimer);
        if (idleTimer !== null) clearTimeout(idleTimer);
        if (quietTimer !== null) clearTimeout(quietTimer.timer);
        buffer.clear();
        resolve(ended);
      };
      const look = (quietMs: number): Step<T> => {
        const tail = buffer.tail();
        return reader({ tail, line: shownTail(tail), raw: buffer.all, quietMs });
      };
      const recheckAfter = (ms: number): void => {
        if (quietTimer?.ms === ms) {
          quietTimer.timer.refresh();
          return;
        }
        if (quietTimer !== null) clearTimeout(quietTimer.timer);
        quietTimer = { ms, timer: setTimeout(() => act(ms), ms) };
      };
      const act = (quietMs: number): void => {
        if (running !== self) return;
        const step = look(quietMs);
        if (step.kind === 'wait') recheckAfter(step.recheckMs);
        else if (step.kind === 'send') {
          if (step.tail !== null) buffer.replaceTail(step.tail);
          write(step.text);
          recheckAfter(1000);
        } else if (quietMs > 0) end({ kind: 'done', outcome: step.outcome });
        else settle(step.outcome);
      };
      /** Looks at what is already in the socket before it believes that the answer is over. */
      const settle = (outcome: T): void => {
        const before = buffer.size();
        settling = true;
        setImmediate(() => {
          settling = false;
          if (running !== self) return;
          if (buffer.size() === before) end({ kind: 'done', outcome });
          else act(0);
        });
      };
      const self: Running = {
        onChunk() {
          idleTimer?.refresh();
          if (buffer.full()) end({ kind: 'endless', ...left() });
          else if (!settling) act(0);
        },
        onClosed(reason) {
          // All of the answer may be there: the device hung up behind its last prompt.
          const step = look(0);
          if (step.kind === 'done') end({ kind: 'done', outcome: step.outcome });
          else end({ kind: 'closed', reason, raw: buffer.all() });
        },
      };
      running = self;
      if (text !== null) write(text);
      else if (buffer.size() > 0) act(0);
      else recheckAfter(1000);
    });
  }

  return {
    received(text) {
      buffer.push(text);
      running?.onChunk();
    },
    closed(reason) {
      if (closedFor !== null) return;
      closedFor = reason;
      running?.onClosed(reason);
    },
    run,
    unasked: buffer.all,
  };
}
