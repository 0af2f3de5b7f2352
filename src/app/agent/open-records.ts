import type { Channel } from '../../agent-ports.ts';
import type { EpochMs } from '../../core/brands.ts';
import type { Clock } from '../../ports.ts';
import { joinRecord, type OpenRecord } from '../../syslog/joined-record.ts';

/** A message and the way that it came. */
export type OpenMessage = { readonly channel: Channel; readonly from: string; readonly bytes: Uint8Array };

export type OpenRecords = {
  readonly isOpen: (channel: Channel, from: string) => boolean;
  /** A message that the next ones of its sender may go on with. */
  readonly mayOpen: (bytes: Uint8Array) => boolean;
  /** Messages that are whole now; `onTime` is called when one that stays open has waited long enough. */
  readonly add: (message: OpenMessage, onTime: () => void) => readonly OpenMessage[];
  /** Those that waited long enough, or all. */
  readonly take: (all: boolean) => readonly OpenMessage[];
};

/** The lines of one restart message come within milliseconds. */
const waitMs = 500;
const maxOpen = 512;
const encoder = new TextEncoder();
const [blank, dash] = [32, 45];

/**
 * Restart messages whose lines came as messages of their own, joined by sender. Few are open at a time and none for
 * long: past `maxOpen` the oldest is given out as it is.
 */
export function openRecords(clock: Clock): OpenRecords {
  const open = new Map<string, { readonly first: OpenMessage; readonly record: OpenRecord; readonly since: EpochMs }>();
  const keyOf = (channel: Channel, from: string): string => `${channel} ${from}`;
  const whole = (first: OpenMessage, { text }: OpenRecord): OpenMessage => ({ ...first, bytes: encoder.encode(text) });
  return {
    isOpen: (channel, from) => open.size > 0 && open.has(keyOf(channel, from)),
    mayOpen(bytes) {
      let end = bytes.length;
      while (end > 0 && (bytes[end - 1] ?? 0) <= blank && bytes.length - end < 8) end -= 1;
      return bytes[end - 1] === dash;
    },
    add(message, onTime) {
      const key = keyOf(message.channel, message.from);
      const before = open.get(key);
      const text = Buffer.from(message.bytes).toString('utf8').trimEnd();
      const { done, open: next } = joinRecord(before?.record ?? null, text);
      const given = done.map((record, index) =>
        whole(before !== undefined && index === 0 ? before.first : message, record),
      );
      open.delete(key);
      if (next === null) return given;
      const goesOn = before !== undefined && done.length === 0;
      open.set(key, {
        first: goesOn ? before.first : message,
        record: next,
        since: goesOn ? before.since : clock.now(),
      });
      setTimeout(onTime, waitMs + 5).unref();
      const [oldest] = open.values();
      if (open.size <= maxOpen || oldest === undefined) return given;
      open.delete(keyOf(oldest.first.channel, oldest.first.from));
      return [...given, whole(oldest.first, oldest.record)];
    },
    take(all) {
      const now = clock.now();
      const taken: OpenMessage[] = [];
      for (const [key, { first, record, since }] of open) {
        if (!all && Math.abs(now - since) < waitMs) continue;
        open.delete(key);
        taken.push(whole(first, record));
      }
      return taken;
    },
  };
}
