import { isMainThread, parentPort, Worker } from 'node:worker_threads';

type Message<T> = { readonly item: T } | { readonly end: true };

/** Items that may wait to be taken; the other thread stops at so many. */
const ahead = 32;

/**
 * What a generator of another thread gives, in its order. `entry` is a module that calls `giveFromThread`; `data` must be
 * what can be cloned. An error there is thrown here. Whoever stops early ends the thread.
 */
export async function* fromThread<T>(entry: URL, data: unknown): AsyncGenerator<T> {
  const worker = new Worker(entry, { workerData: data });
  const waiting: Message<T>[] = [];
  let failure: Error | null = null;
  let wake: () => void = () => undefined;
  worker.on('message', (message: Message<T>) => {
    waiting.push(message);
    wake();
  });
  worker.on('error', (error) => {
    failure = error instanceof Error ? error : new Error(String(error));
    wake();
  });
  try {
    for (;;) {
      const message = waiting.shift();
      if (message === undefined) {
        if (failure !== null) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if ('end' in message) return;
      else {
        worker.postMessage(null);
        yield message.item;
      }
    }
  } finally {
    await worker.terminate();
  }
}

/** The other side: hands every item over as it comes, never more than a few ahead. */
export async function giveFromThread(items: AsyncIterable<unknown>): Promise<void> {
  const port = parentPort;
  if (isMainThread || port === null) throw new Error('runs in a thread that another one started');
  let taken = 0;
  let given = 0;
  let wake: () => void = () => undefined;
  port.on('message', () => {
    taken += 1;
    wake();
  });
  for await (const item of items) {
    port.postMessage({ item });
    given += 1;
    while (given - taken >= ahead)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  port.postMessage({ end: true });
  port.close();
}
