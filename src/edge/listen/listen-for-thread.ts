import { parentPort, workerData } from 'node:worker_threads';
import type { Channel, Frames, OnReceived } from '../../agent-ports.ts';
import { listenSyslog } from './listen-syslog.ts';
import type { FromListener, ListenOrder, SievedBatch, ToListener } from './thread-messages.ts';

type Hit = SievedBatch['hits'][number];
type Plain = { readonly channel: Channel; readonly from: string; count: number; readonly example: Uint8Array };

/** Parts messages that may be indicators from others. */
export type MakeSieve = (on: {
  readonly onHit: (hit: Hit) => void;
  readonly onPlain: (channel: Channel, from: string, count: number, example: Uint8Array) => void;
}) => { readonly receive: OnReceived; readonly flush: () => void };

/** Hits that the other thread has not taken yet: from the first number on streams wait, from the second on UDP is refused. */
const waiting = { streams: 8_192, hits: 65_536, bytes: 64 * 1024 * 1024 };
const gatherMs = 2;
const gatherHits = 256;
const exampleBytes = 1_024;

/**
 * Listens for the thread that started this one: whatever that one is busy with, sockets are read here. It is told of
 * messages that may be indicators one by one, and of all others how many came from whom.
 */
export async function listenForThread(frames: () => Frames, makeSieve: MakeSieve): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('runs in a thread that another one started');
  const tell = (message: FromListener): void => port.postMessage(message);
  const { syslog }: ListenOrder = workerData;
  let hits: Hit[] = [];
  let plain = new Map<string, Plain>();
  const shed = new Map<Channel, number>();
  let untaken = 0;
  let untakenBytes = 0;
  let isTimed = false;
  let roomWaiters: (() => void)[] = [];

  const give = (): void => {
    isTimed = false;
    if (hits.length + plain.size + shed.size === 0) return;
    const batch = { hits, plain: [...plain.values()], shed: [...shed].map(([channel, count]) => ({ channel, count })) };
    tell({ kind: 'batch', batch });
    hits = [];
    plain = new Map();
    shed.clear();
  };
  const giveSoon = (): void => {
    if (hits.length >= gatherHits) give();
    if (isTimed) return;
    isTimed = true;
    setTimeout(give, gatherMs);
  };
  const refuse = (channel: Channel): void => void shed.set(channel, (shed.get(channel) ?? 0) + 1);
  const sieve = makeSieve({
    onHit(hit) {
      if (untaken >= waiting.hits || untakenBytes >= waiting.bytes) refuse(hit.channel);
      else {
        untaken += 1;
        untakenBytes += hit.bytes.length;
        hits.push(hit);
      }
      giveSoon();
    },
    onPlain(channel, from, count, example) {
      const key = `${channel} ${from}`;
      const known = plain.get(key);
      if (known !== undefined) known.count += count;
      else plain.set(key, { channel, from, count, example: Uint8Array.prototype.slice.call(example, 0, exampleBytes) });
      giveSoon();
    },
  });

  const listening = await listenSyslog(syslog, {
    frames,
    onReceived(channel, message) {
      try {
        sieve.receive(channel, message);
      } catch {
        refuse(channel);
      }
    },
    onShed: refuse,
    room: () => (untaken < waiting.streams ? null : new Promise((resolve) => void roomWaiters.push(resolve))),
    onConnection: (channel, result) => tell({ kind: 'connection', channel, result }),
  });
  if (!listening.ok) {
    tell({ kind: 'refused', problems: listening.error });
    port.close();
    return;
  }
  const { ports, notes, drops, close } = listening.value;
  const answer = async (message: ToListener): Promise<void> => {
    switch (message.kind) {
      case 'taken':
        untaken -= message.hits;
        if (untaken <= 0) untakenBytes = 0;
        if (untaken >= waiting.streams) return;
        for (const resolve of roomWaiters) resolve();
        roomWaiters = [];
        return;
      case 'drops':
        tell({ kind: 'drops', drops: await drops() });
        return;
      case 'close':
        await close();
        sieve.flush();
        give();
        tell({ kind: 'closed' });
        port.close();
        return;
    }
  };
  port.on('message', (message: ToListener) => void answer(message));
  tell({ kind: 'opened', ports, notes });
}
