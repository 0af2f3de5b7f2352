import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { type HashAlgorithm, hexDigest } from '../../core/brands.ts';
import type { DigestFact } from '../../core/facts.ts';

/** Digests over bytes that are pushed in order and not kept. */
export type StreamDigests = {
  /** Takes the bytes; a promise where the threads lag behind: nothing more may be pushed before it resolves. */
  readonly push: (bytes: Uint8Array) => Promise<void> | null;
  readonly finish: () => Promise<readonly DigestFact[]>;
  /** Ends the threads; safe to call on every path and more than once. */
  readonly end: () => void;
};

/** What a thread is told: bytes of a block of the ring, or that there are no more (0). */
export type HashMessage = { readonly block: number; readonly length: number };
export type HashThreadData = { readonly ring: SharedArrayBuffer; readonly algorithms: readonly HashAlgorithm[] };

export const blockBytes = 1024 * 1024;
const blocks = 16;
/** Below this a thread takes longer to start than to hash. */
const worthThreads = 8 * 1024 * 1024;
/** Two groups of about equal work on the processors of today: sha512 and md5 are the slow ones. */
const groups: readonly (readonly HashAlgorithm[])[] = [
  ['sha512', 'sha256'],
  ['md5', 'sha1'],
];

/**
 * Computes several digests at once: for large files in threads (`entry`: a module that calls `hashFromRing`), so that a second
 * processor hashes while this one decrypts; else, and where `entry` is null, here.
 */
export function streamDigests(
  algorithms: readonly HashAlgorithm[],
  sizeBytes: number,
  entry: URL | null,
): StreamDigests {
  return entry === null || sizeBytes < worthThreads ? here(algorithms) : inThreads(algorithms, entry);
}

function here(algorithms: readonly HashAlgorithm[]): StreamDigests {
  const hashes = algorithms.map((algorithm) => ({ algorithm, hash: createHash(algorithm) }));
  return {
    push(bytes) {
      for (const { hash } of hashes) hash.update(bytes);
      return null;
    },
    finish: async () => hashes.map(({ algorithm, hash }) => digestFact(algorithm, hash.digest('hex'))),
    end: () => undefined,
  };
}

/** The bytes are copied once, into memory that all threads see; a block is filled again when every thread is done with it. */
function inThreads(algorithms: readonly HashAlgorithm[], entry: URL): StreamDigests {
  const ring = new SharedArrayBuffer(blocks * blockBytes);
  const memory = new Uint8Array(ring);
  const users = new Array<number>(blocks).fill(0);
  let block = 0;
  let filled = 0;
  let failure: Error | null = null;
  let wake: () => void = () => undefined;
  const results: DigestFact[] = [];
  const threads = groups
    .map((group) => group.filter((algorithm) => algorithms.includes(algorithm)))
    .filter((group) => group.length > 0)
    .map((group) => {
      const worker = new Worker(entry, { workerData: { ring, algorithms: group } satisfies HashThreadData });
      worker.on('message', (message: number | readonly (readonly [HashAlgorithm, string])[]) => {
        if (typeof message === 'number') users[message] = (users[message] ?? 1) - 1;
        else results.push(...message.map(([algorithm, digits]) => digestFact(algorithm, digits)));
        wake();
      });
      worker.on('error', (error) => {
        failure = error instanceof Error ? error : new Error(String(error));
        wake();
      });
      return worker;
    });

  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) {
      if (failure !== null) throw failure;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const flush = (): void => {
    if (filled === 0) return;
    users[block] = threads.length;
    for (const thread of threads) thread.postMessage({ block, length: filled } satisfies HashMessage);
    block = (block + 1) % blocks;
    filled = 0;
  };
  /** Puts in what fits without waiting; the number of bytes taken. */
  const put = (bytes: Uint8Array): number => {
    let taken = 0;
    while (taken < bytes.length && users[block] === 0) {
      const part = bytes.subarray(taken, taken + blockBytes - filled);
      memory.set(part, block * blockBytes + filled);
      taken += part.length;
      filled += part.length;
      if (filled === blockBytes) flush();
    }
    return taken;
  };
  const rest = async (bytes: Uint8Array): Promise<void> => {
    for (let left = bytes; left.length > 0; left = left.subarray(put(left))) await until(() => users[block] === 0);
  };
  return {
    push(bytes) {
      const taken = put(bytes);
      return taken === bytes.length ? null : rest(bytes.subarray(taken));
    },
    async finish() {
      flush();
      for (const thread of threads) thread.postMessage({ block: 0, length: 0 } satisfies HashMessage);
      await until(() => results.length === algorithms.length);
      return results;
    },
    end() {
      for (const thread of threads) void thread.terminate();
    },
  };
}

function digestFact(algorithm: HashAlgorithm, digits: string): DigestFact {
  const value = hexDigest(algorithm, digits);
  if (!value.ok) throw new Error(value.error);
  return { algorithm, value: value.value };
}
