import type { AgentLog, ApiProblem, Deliver, Listed, ListQuery, Metrics, TellEvent } from '../../agent-ports.ts';
import type { Notification } from '../../core/agent.ts';
import { err, type Result } from '../../core/result.ts';
import type { After, AgentMemory, Clock } from '../../ports.ts';
import type { EventOrigin } from '../../report/event-syslog.ts';
import { type Entry, entryOf, listEntries, nameOf } from './outbox-entry.ts';
import { messageFor, type Receiver, receiversOf } from './receivers.ts';

/** What is told to the outside: kept until it is sent or given up. */
export type Outbox = {
  /** Takes an event for every receiver that wants it. Returns at once and throws nothing. */
  readonly tell: TellEvent;
  /** What waits and what was given up, in the order in which it was taken. */
  readonly list: (query: ListQuery) => Result<Listed, ApiProblem>;
  /** Goes on with other receivers; what waits for one that is gone is given up. */
  readonly reconfigure: (notify: readonly Notification[]) => void;
  /** Sends no more; what is not sent is in the memory. */
  readonly close: () => Promise<void>;
};

export type OutboxTools = {
  readonly memory: Pick<AgentMemory, 'put' | 'remove' | 'list' | 'together'>;
  readonly deliver: Deliver;
  readonly origin: EventOrigin;
  readonly clock: Clock;
  readonly after: After;
  /** From 0 to 1. */
  readonly chance: () => number;
  readonly metrics: Pick<Metrics, 'count' | 'set' | 'onRead'>;
  readonly log: AgentLog;
};

type Line = { receiver: Receiver; readonly waiting: Entry[]; busy: Promise<void> | null; cancel: (() => void) | null };

const outbox = 'outbox';
const deadLetters = 'dead-letter';
const mostWaiting = 10_000;
const mostDead = 1_000;
const mostTries = 100;
const mostAgeMs = 24 * 3_600_000;
const firstDelayMs = 1_000;
const longestDelayMs = 15 * 60_000;
/** How long writes wait for company: a storm of alerts waits for the disk a few times. */
const gatherMs = 20;
const againMs = 30_000;
const sentRemembered = 1_000;

/**
 * Sends events to their receivers, to each in order and one at a time: a message is tried again after 1 s, 2 s, 4 s, …
 * up to 15 min, each with chance, until it is taken, refused for good, 100 times tried or a day old. Then it is a dead
 * letter: logged, counted, listed, kept (the newest 1,000). A receiver for which 10,000 wait gets no more. Everything
 * lasts over a restart.
 */
export function openOutbox(notify: readonly Notification[], tools: OutboxTools): Outbox {
  const { memory, deliver, origin, clock, after, chance, metrics, log } = tools;
  const lines = new Map<string, Line>();
  const dead = new Map<number, Entry>();
  const sent = new Set<string>();
  const writes = new Map<string, { readonly kind: string; readonly entry: Entry; readonly keep: boolean }>();
  const ending = new AbortController();
  let cancelFlush: (() => void) | null = null;
  let nextSeq = 1;

  const flush = (): void => {
    cancelFlush?.();
    cancelFlush = null;
    if (writes.size === 0) return;
    try {
      memory.together(() => {
        for (const { kind, entry, keep } of writes.values()) {
          if (keep) memory.put(kind, nameOf(entry), entry);
          else memory.remove(kind, nameOf(entry));
        }
      });
      writes.clear();
    } catch (error) {
      log('error', 'notifications cannot be stored; they are kept until they can', { error: textOf(error) });
      if (!ending.signal.aborted) cancelFlush = after(againMs, flush);
    }
  };
  const write = (kind: string, entry: Entry, keep: boolean): void => {
    writes.set(`${kind} ${entry.seq}`, { kind, entry, keep });
    cancelFlush ??= after(gatherMs, flush);
  };

  const bury = (entry: Entry): void => {
    write(outbox, entry, false);
    write(deadLetters, entry, true);
    dead.set(entry.seq, entry);
    metrics.count('pawl_notifications_total', { receiver: entry.label, result: 'dead' });
    log('error', 'a notification is given up', {
      receiver: entry.label,
      event: entry.message.id,
      tries: entry.tries,
      why: entry.why,
    });
    const [oldest] = dead.size > mostDead ? dead.values() : [];
    if (oldest === undefined) return;
    dead.delete(oldest.seq);
    write(deadLetters, oldest, false);
  };

  const pump = (line: Line): void => {
    const [entry] = line.waiting;
    if (entry === undefined || line.busy !== null || line.cancel !== null || ending.signal.aborted) return;
    line.busy = attempt(line, entry).then(() => {
      line.busy = null;
      pump(line);
    });
  };

  const attempt = async (line: Line, entry: Entry): Promise<void> => {
    const outcome = await deliver(line.receiver.to, entry.message, ending.signal).catch(
      (error: unknown): Awaited<ReturnType<Deliver>> =>
        err({ message: `a fault of pawl: ${textOf(error)}`, retry: false }),
    );
    if (line.waiting[0] !== entry) return; // the receiver was taken away meanwhile
    if (outcome.ok) {
      line.waiting.shift();
      write(outbox, entry, false);
      remember(entry);
      metrics.count('pawl_notifications_total', { receiver: entry.label, result: 'sent' });
      return;
    }
    if (ending.signal.aborted) return;
    const tried: Entry = { ...entry, tries: entry.tries + 1, why: outcome.error.message.slice(0, 300) };
    const age = clock.now() - entry.queuedAt;
    if (!outcome.error.retry || tried.tries >= mostTries || age >= mostAgeMs) {
      line.waiting.shift();
      bury(tried);
      return;
    }
    line.waiting[0] = tried;
    write(outbox, tried, true);
    metrics.count('pawl_notifications_total', { receiver: entry.label, result: 'retried' });
    const delay = Math.max(backoff(tried.tries, chance()), Math.min(outcome.error.afterMs ?? 0, longestDelayMs));
    if (tried.tries === 1)
      log('warn', 'a notification is tried again', { receiver: entry.label, event: entry.message.id, why: tried.why });
    line.cancel = after(delay, () => {
      line.cancel = null;
      pump(line);
    });
  };

  const remember = ({ receiver, message }: Entry): void => {
    sent.add(`${receiver}\n${message.id}`);
    if (sent.size <= sentRemembered) return;
    for (const oldest of sent) {
      sent.delete(oldest);
      break;
    }
  };

  const setReceivers = (receivers: readonly Receiver[]): void => {
    for (const receiver of receivers) {
      const line = lines.get(receiver.key);
      if (line === undefined) lines.set(receiver.key, { receiver, waiting: [], busy: null, cancel: null });
      else line.receiver = receiver;
    }
    for (const [key, line] of lines) {
      if (receivers.some((receiver) => receiver.key === key)) continue;
      line.cancel?.();
      lines.delete(key);
      for (const entry of line.waiting.splice(0)) bury({ ...entry, why: gone });
    }
  };

  const takeUp = (): void => {
    for (const { value } of memory.list(deadLetters)) {
      const entry = entryOf(value);
      if (entry === null) continue;
      dead.set(entry.seq, entry);
      nextSeq = Math.max(nextSeq, entry.seq + 1);
    }
    for (const { value } of memory.list(outbox)) {
      const entry = entryOf(value);
      if (entry === null) continue;
      nextSeq = Math.max(nextSeq, entry.seq + 1);
      const line = lines.get(entry.receiver);
      if (line === undefined) bury({ ...entry, why: gone });
      else line.waiting.push(entry);
    }
    for (const line of lines.values()) pump(line);
  };

  setReceivers(receiversOf(notify));
  takeUp();
  metrics.onRead(() => {
    const waiting = [...lines.values()].reduce((sum, line) => sum + line.waiting.length, 0);
    metrics.set('pawl_queue_depth', { queue: 'notifications' }, waiting);
    metrics.set('pawl_queue_depth', { queue: 'dead-letters' }, dead.size);
  });

  return {
    tell(event) {
      for (const line of lines.values()) {
        const { receiver, waiting } = line;
        if (!receiver.to.on.includes(event.kind)) continue;
        if (sent.has(`${receiver.key}\n${event.id}`) || waiting.some(({ message }) => message.id === event.id))
          continue;
        const entry: Entry = {
          seq: nextSeq,
          receiver: receiver.key,
          label: receiver.label,
          message: messageFor(receiver.to, event, origin),
          queuedAt: clock.now(),
          tries: 0,
          why: null,
        };
        nextSeq += 1;
        if (waiting.length >= mostWaiting) {
          bury({ ...entry, why: `${mostWaiting} notifications wait for this receiver` });
          continue;
        }
        waiting.push(entry);
        write(outbox, entry, true);
        pump(line);
      }
    },
    list: (query) =>
      listEntries({ waiting: [...lines.values()].flatMap(({ waiting }) => waiting), dead: [...dead.values()] }, query),
    reconfigure(other) {
      setReceivers(receiversOf(other));
    },
    async close() {
      ending.abort();
      for (const line of lines.values()) line.cancel?.();
      await Promise.all([...lines.values()].map(({ busy }) => busy));
      flush();
    },
  };
}

const gone = 'the receiver is no longer in agent.yaml';

/** Half of it is left to chance: receivers that come back are not met by all at once. */
const backoff = (tries: number, chance: number): number =>
  Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(tries - 1, 20)) * (0.5 + chance / 2);

const textOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown error');
