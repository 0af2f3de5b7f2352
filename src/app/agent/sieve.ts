import type { Channel, OnReceived } from '../../agent-ports.ts';
import type { Prefilter } from '../../detect/prefilter.ts';
import type { Clock } from '../../ports.ts';
import { type OpenMessage, openRecords } from './open-records.ts';

export type SieveTools = {
  readonly filter: () => Prefilter;
  readonly clock: Clock;
  /** A message that may be an indicator; its bytes may be kept. */
  readonly onHit: (message: OpenMessage) => void;
  /** So many messages that are none; `example` begins with one of them and must not be kept. */
  readonly onPlain: (channel: Channel, from: string, count: number, example: Uint8Array) => void;
};

export type Sieve = {
  readonly receive: OnReceived;
  /** Gives out what waits for further lines. */
  readonly flush: () => void;
};

const LF = 10;

/**
 * Parts the few messages that may be indicators from all others, over raw bytes. The lines of a restart message that came
 * as messages of their own are joined on the way: alone they say nothing.
 */
export function sieve({ filter, clock, onHit, onPlain }: SieveTools): Sieve {
  const open = openRecords(clock);
  let hit = false;
  const markHit = (_: number, to: number): number => {
    hit = true;
    return to;
  };
  const mayHit = (bytes: Uint8Array): boolean => {
    hit = false;
    filter().scan(bytes, 0, bytes.length, markHit);
    return hit;
  };
  const giveLate = (): void => {
    for (const message of open.take(false)) onHit(message);
  };
  const take = (message: OpenMessage): void => {
    if (!open.isOpen(message.channel, message.from) && !open.mayOpen(message.bytes)) onHit(message);
    else for (const whole of open.add(message, giveLate)) onHit(whole);
  };
  /** Takes those of many lines that may be indicators; gives how many they were. */
  const possible = (channel: Channel, from: string, bytes: Uint8Array): number => {
    let hits = 0;
    const one = (lineFrom: number, lineTo: number): number => {
      hits += 1;
      take({ channel, from, bytes: Uint8Array.prototype.slice.call(bytes, lineFrom, lineTo) });
      return lineTo + 1;
    };
    const whileOpen = (at: number): number => {
      let next = at;
      while (next < bytes.length && open.isOpen(channel, from)) {
        const feed = bytes.indexOf(LF, next);
        next = one(next, feed === -1 ? bytes.length : feed);
      }
      return next;
    };
    filter().scan(bytes, whileOpen(0), bytes.length, (lineFrom, lineTo) => whileOpen(one(lineFrom, lineTo)));
    return hits;
  };
  return {
    receive(channel, { bytes, from, lines }) {
      if (lines !== undefined) {
        const plain = lines - possible(channel, from, bytes);
        if (plain > 0) onPlain(channel, from, plain, bytes);
      } else if (open.isOpen(channel, from) || mayHit(bytes)) take({ channel, from, bytes });
      else onPlain(channel, from, 1, bytes);
    },
    flush() {
      for (const message of open.take(true)) onHit(message);
    },
  };
}
