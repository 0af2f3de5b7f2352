import type { AgentLog, AlertSink, Channel, Metrics, ReceivedMessage } from '../../agent-ports.ts';
import type { Alert } from '../../core/alert.ts';
import type { AgentMemory } from '../../ports.ts';
import { readLine } from '../../syslog/read-line.ts';
import type { Configuration } from '../configuration.ts';
import { type DeviceDirectory, deviceDirectory } from '../device-directory.ts';
import { type LineJudge, lineJudge } from '../judge-line.ts';
import { deviceOfLine } from './device-of-line.ts';
import { type HandOver, handOver } from './hand-over.ts';
import { intakeCounts } from './intake-counts.ts';
import { type LiveJoinerTools, liveJoiner } from './live-joiner.ts';
import { possibleHits, type QueueLimits, type Waiting } from './possible-hits.ts';
import { rateLimit } from './rate-limit.ts';
import { receiptDelay } from './receipt-delay.ts';
import { type Sender, type Senders, senders } from './senders.ts';
import { type Sieve, sieve } from './sieve.ts';

export type IntakeTools = LiveJoinerTools & {
  readonly configuration: Configuration;
  readonly sink: AlertSink;
  readonly memory: Pick<AgentMemory, 'get' | 'put'>;
  readonly metrics: Metrics;
  readonly log: AgentLog;
  readonly limits?: Partial<IntakeLimits>;
};

export type IntakeLimits = {
  readonly queue: QueueLimits;
  /** Indicators that wait for the disk; past that judging stops, and the queue fills. */
  readonly unstored: number;
  /** Indicators a second about hosts that the inventory does not know, and how many at once. */
  readonly strangers: { readonly perSecond: number; readonly burst: number };
};

/** Takes every message in, finds the indicators, and hands them over to be stored. */
export type Intake = {
  /** Never throws, never waits. What may be an indicator is queued, everything else only counted. */
  readonly receive: (channel: Channel, message: ReceivedMessage) => void;
  /** Counts messages that may be indicators and had to be refused before they got here. */
  readonly shed: (channel: Channel, count: number) => void;
  /** Resolves when there is room: senders that can wait are not to be read before. Null: there is room now. */
  readonly room: () => Promise<void> | null;
  /** Resolves when everything received until now is judged and on disk. */
  readonly stored: () => Promise<void>;
  readonly restore: (alerts: readonly Alert[]) => void;
  /** The next indicator of its device begins a new alert: to be called when an alert is decided. */
  readonly end: (alert: string) => void;
  /** What a device was seen to run: an older version that its lines tell weighs more. */
  readonly runs: (device: string, version: string) => void;
  readonly senders: Omit<Senders, 'saw' | 'named' | 'reconfigure' | 'save'>;
  /** Open alerts go on under the new files. */
  readonly reconfigure: (configuration: Configuration) => void;
  /** To be called once a minute: writes down who sent. */
  readonly save: () => void;
  /** Judges and stores what is there, and takes no more; what cannot be stored within seconds is lost, and told. */
  readonly close: () => Promise<void>;
};

const defaults: IntakeLimits = {
  queue: { messages: 65_536, bytes: 64 * 1024 * 1024 },
  unstored: 16_384,
  strangers: { perSecond: 200, burst: 20_000 },
};

const LF = 10;
/** What is kept of a message; a command or notice of any device fits into a fraction of it. */
const maxText = 8_192;
/** About what the system hands over of a socket at once: judging never takes longer than receiving does. */
const perTurn = 32;
/** Lines a second of senders without a device that are read to their header, to learn for whom they forward. */
const samplesPerSecond = 200;
const live = /^(?:udp|tcp|tls):/;
/** The agent has ten seconds to end. */
const closeMs = 4_000;
const weekMs = 7 * 86_400_000;

export function createIntake(tools: IntakeTools): Intake {
  const { clock, metrics, log, memory } = tools;
  const limits = { ...defaults, ...tools.limits };
  const counts = intakeCounts(metrics);
  const queue = possibleHits(limits.queue);
  const table = senders(tools.configuration.inventory.devices, memory, clock.now());
  const strangers = rateLimit(limits.strangers, clock);
  const samples = rateLimit({ perSecond: samplesPerSecond, burst: samplesPerSecond }, clock);
  let directory: DeviceDirectory = deviceDirectory(tools.configuration.inventory.devices);
  let judge: LineJudge = lineJudge(directory, { scores: false });
  let joiner = liveJoiner(tools, tools.configuration);
  /** Lines of followed files that an earlier run stored and may have to read again. */
  const stored = new Set<string>();
  const numbers: Record<Channel, number> = { udp: 0, tcp: 0, tls: 0, accounting: 0 };
  let received = 0;
  let judged = 0;
  let isScheduled = false;
  let isClosed = false;
  let roomWaiters: (() => void)[] = [];
  const store: HandOver = handOver({ sink: tools.sink, counts, log, wake: () => schedule() });

  const senderOf = (channel: Channel, from: string, messages: number): Sender | null =>
    channel === 'accounting' ? null : table.saw(from, clock.now(), messages);

  const front: Sieve = sieve({
    filter: () => judge.filter,
    clock,
    onHit(message) {
      const { channel, from } = message;
      numbers[channel] += 1;
      if (queue.put({ ...message, sender: senderOf(channel, from, 1), number: numbers[channel] })) {
        received += 1;
        schedule();
      } else counts.shed(channel, 1);
    },
    onPlain: (channel, from, count, example) => plain(channel, from, count, example),
  });

  /** Counts, and learns from a few of the lines for whom their sender forwards. */
  const plain = (channel: Channel, from: string, count: number, example: Uint8Array): void => {
    const sender = senderOf(channel, from, count);
    counts.plain(channel, count);
    if ((sender !== null && sender.device !== null && !sender.relays) || !samples.take()) return;
    const now = clock.now();
    const feed = example.indexOf(LF);
    const event = readLine(textOf(feed === -1 ? example : example.subarray(0, feed)), { receivedAt: now });
    table.named(sender, event.host, directory(event), now);
  };

  const judgeOne = (message: Waiting, text: string): void => {
    const { channel, from, sender, number } = message;
    const now = clock.now();
    const about: DeviceDirectory = (event) => deviceOfLine(event, sender, directory);
    const file = channel === 'accounting' ? from : `${channel}:${from}`;
    const found = judge.line(text, { file, lineNumber: number }, now, about);
    if (found === null) {
      counts.plain(channel, 1);
      return;
    }
    const { device } = found.found;
    table.named(sender, found.event.host, directory(found.event), now);
    if (device === null && !strangers.take()) {
      counts.lost(1);
      return;
    }
    if (stored.delete(`${file}\n${found.found.line}`)) return;
    counts.indicator(channel, found.found.hit.kind);
    const delay = receiptDelay(found.event, now);
    if (delay !== null) metrics.observe('pawl_receipt_delay_seconds', {}, delay);
    const joined = joiner.receive(joiner.weigh(found), now);
    if (joined !== null) store.put(joined, judged);
  };

  const turn = (): void => {
    isScheduled = false;
    for (let done = 0; done < perTurn && store.waiting() < limits.unstored; done++) {
      const message = queue.take();
      if (message === null) break;
      judged += 1;
      try {
        judgeOne(message, textOf(message.bytes));
      } catch (error) {
        counts.lost(1);
        log('error', 'a message could not be judged', { error: String(error), channel: message.channel });
      }
    }
    store.judgedUpTo(judged);
    if (!queue.isFilling() && roomWaiters.length > 0) {
      for (const resolve of roomWaiters) resolve();
      roomWaiters = [];
    }
    if (queue.size() > 0 && store.waiting() < limits.unstored) schedule();
  };
  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(turn);
  };

  const saveSenders = (): void => {
    try {
      table.save(clock.now());
    } catch (error) {
      log('error', 'who sent cannot be written down', {
        error: error instanceof Error ? error.message : String(error),
      });
    }
  };

  metrics.onRead(() => {
    const now = clock.now();
    counts.flush();
    metrics.set('pawl_queue_depth', { queue: 'messages' }, queue.size());
    metrics.set('pawl_queue_depth', { queue: 'indicators' }, store.waiting());
    metrics.set('pawl_unknown_senders', {}, table.unknown().length);
    metrics.set('pawl_silent_devices', {}, table.silent(weekMs, now).length);
  });

  return {
    receive(channel, message) {
      if (isClosed) return;
      const { bytes, from, plain: count } = message;
      if (count === undefined) front.receive(channel, message);
      else plain(channel, from, count, bytes);
    },
    shed: (channel, count) => counts.shed(channel, count),
    room: () =>
      queue.isFilling() || store.waiting() >= limits.unstored
        ? new Promise((resolve) => {
            roomWaiters.push(resolve);
            schedule();
          })
        : null,
    stored() {
      front.flush();
      schedule();
      return store.storedUpTo(received);
    },
    restore(alerts) {
      joiner.restore(alerts);
      for (const { steps } of alerts)
        for (const { file, line } of steps) if (!live.test(file)) stored.add(`${file}\n${line}`);
    },
    end: (alert) => joiner.end(alert),
    runs: (device, version) => joiner.runs(device, version),
    senders: {
      unknown: table.unknown,
      unlisted: table.unlisted,
      silent: table.silent,
      lastSeen: table.lastSeen,
    },
    reconfigure(next) {
      directory = deviceDirectory(next.inventory.devices);
      judge = lineJudge(directory, { scores: false });
      const before = joiner;
      joiner = liveJoiner(tools, next, before.memory);
      joiner.restore(before.open());
      table.reconfigure(next.inventory.devices);
    },
    save() {
      saveSenders();
      counts.tell(log);
    },
    async close() {
      front.flush();
      isClosed = true;
      schedule();
      const limit = new Promise<void>((resolve) => {
        setTimeout(resolve, closeMs).unref();
      });
      await Promise.race([store.storedUpTo(received), limit]);
      counts.lost(queue.size() + store.waiting());
      counts.tell(log);
      saveSenders();
    },
  };
}

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, maxText)).toString('utf8');
