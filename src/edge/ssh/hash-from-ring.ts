import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { blockBytes, type HashMessage, type HashThreadData } from './stream-digests.ts';

/** The other side of `streamDigests`: hashes the blocks that it is told of, and says when it is done with each. */
export function hashFromRing(): void {
  const port = parentPort;
  if (port === null) throw new Error('runs in a thread that another one started');
  const { ring, algorithms }: HashThreadData = workerData;
  const hashes = algorithms.map((algorithm) => [algorithm, createHash(algorithm)] as const);
  port.on('message', ({ block, length }: HashMessage) => {
    if (length === 0) {
      port.postMessage(hashes.map(([algorithm, hash]) => [algorithm, hash.digest('hex')]));
      port.close();
      return;
    }
    const bytes = new Uint8Array(ring, block * blockBytes, length);
    for (const [, hash] of hashes) hash.update(bytes);
    port.postMessage(block);
  });
}
