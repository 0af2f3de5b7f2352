import { Worker } from 'node:worker_threads';
import type { Listening, ListenSyslog, ListenTools } from '../../agent-ports.ts';
import { err, ok } from '../../core/result.ts';
import type { FromListener, ListenOrder, SievedBatch, ToListener } from './thread-messages.ts';

/**
 * Listens in a thread of its own (`entry`: a module that calls `listenForThread`), so that no audit, request or slow disk
 * keeps the sockets waiting. `frames` of the tools is that thread's affair. A thread that breaks ends the agent: one that
 * hears nothing must not go on as if it did.
 */
export const listenInThread =
  (entry: URL): ListenSyslog =>
  (syslog, tools) => {
    const order: ListenOrder = { syslog };
    const worker = new Worker(entry, { workerData: order });
    const tell = (message: ToListener): void => worker.postMessage(message);
    let onDrops: ((drops: number | null) => void)[] = [];
    let onClosed = (): void => undefined;
    const takes = takeInTurn(tools, (hits) => tell({ kind: 'taken', hits }));
    const close = async (): Promise<void> => {
      const closed = new Promise<void>((resolve) => {
        onClosed = resolve;
      });
      tell({ kind: 'close' });
      await closed;
      await takes.idle();
      await worker.terminate();
    };
    const drops: Listening['drops'] = () =>
      new Promise((resolve) => {
        onDrops.push(resolve);
        if (onDrops.length === 1) tell({ kind: 'drops' });
      });
    return new Promise((resolve) => {
      worker.on('message', (message: FromListener) => {
        switch (message.kind) {
          case 'opened':
            resolve(ok({ ports: message.ports, notes: message.notes, drops, close }));
            return;
          case 'refused':
            resolve(err(message.problems));
            return;
          case 'batch':
            takes.add(message.batch);
            return;
          case 'connection':
            tools.onConnection(message.channel, message.result);
            return;
          case 'drops':
            for (const answer of onDrops) answer(message.drops);
            onDrops = [];
            return;
          case 'closed':
            onClosed();
        }
      });
    });
  };

/** Takes batch after batch, each when there is room for it, and says so: meanwhile the thread keeps senders waiting. */
function takeInTurn(
  { onReceived, onShed, room }: ListenTools,
  onTaken: (hits: number) => void,
): { readonly add: (batch: SievedBatch) => void; readonly idle: () => Promise<void> } {
  let last: Promise<void> = Promise.resolve();
  let isWaiting = false;
  const take = ({ hits, plain, shed }: SievedBatch): void => {
    for (const { channel, from, bytes } of hits) onReceived(channel, { bytes, from });
    for (const { channel, from, count, example } of plain) onReceived(channel, { bytes: example, from, plain: count });
    for (const { channel, count } of shed) onShed(channel, count);
    if (hits.length > 0) onTaken(hits.length);
  };
  const later = async (batch: SievedBatch, before: Promise<void>): Promise<void> => {
    await before;
    await room();
    take(batch);
  };
  return {
    add(batch) {
      if (!isWaiting && room() === null) {
        take(batch);
        return;
      }
      isWaiting = true;
      const mine = later(batch, last).then(() => {
        if (last === mine) isWaiting = false;
      });
      last = mine;
    },
    idle: () => last,
  };
}
