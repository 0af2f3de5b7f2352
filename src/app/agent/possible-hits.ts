import type { Channel } from '../../agent-ports.ts';
import type { Sender } from './senders.ts';

/** A message that may be an indicator and waits to be judged. */
export type Waiting = {
  readonly channel: Channel;
  /** Address, or the path of a followed file. */
  readonly from: string;
  readonly sender: Sender | null;
  /** Running number among those of its channel that may be indicators. */
  readonly number: number;
  readonly bytes: Uint8Array;
};

export type QueueLimits = { readonly messages: number; readonly bytes: number };

export type PossibleHits = {
  /** False: refused, the queue is full, or the sender has its share of it already. */
  readonly put: (message: Waiting) => boolean;
  readonly take: () => Waiting | null;
  readonly size: () => number;
  /** Half of it is taken: who can wait should. */
  readonly isFilling: () => boolean;
};

/**
 * First in, first out, and bounded. Past half of it no sender of datagrams gets more than a sixteenth, so that the flood
 * of one costs no other its place; who sends by a stream is kept waiting instead.
 */
export function possibleHits({ messages: maxMessages, bytes: maxBytes }: QueueLimits): PossibleHits {
  let waiting: Waiting[] = [];
  let head = 0;
  let bytes = 0;
  const size = (): number => waiting.length - head;
  const isFilling = (): boolean => size() >= maxMessages / 2 || bytes >= maxBytes / 2;
  return {
    put(message) {
      if (size() >= maxMessages || bytes + message.bytes.length > maxBytes) return false;
      if (message.sender !== null) {
        if (message.channel === 'udp' && message.sender.waiting >= maxMessages / 16 && isFilling()) return false;
        message.sender.waiting += 1;
      }
      waiting.push(message);
      bytes += message.bytes.length;
      return true;
    },
    take() {
      const next = waiting[head];
      if (next === undefined) return null;
      head += 1;
      bytes -= next.bytes.length;
      if (next.sender !== null) next.sender.waiting -= 1;
      if (head === waiting.length || head > 8192) {
        waiting = waiting.slice(head);
        head = 0;
      }
      return next;
    },
    size,
    isFilling,
  };
}
