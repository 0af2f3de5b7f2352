import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import picomatch from 'picomatch';

/** What went wrong with a stream of logs, and where: bytes of the (unpacked) text that were read before it. */
export class LogSourceError extends Error {
  override readonly name = 'LogSourceError';
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const chunkBytes = 1024 * 1024;
const why = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' && error.code.startsWith('E') ? error.code : error.message;
};

/**
 * The bytes of a file or of standard input (`-`), unpacked where they are gzip or zstd (told by their first bytes, not by
 * name). A chunk is valid until the next one is asked for. What was read before a failure is given out first, then a `LogSourceError` is thrown.
 */
export async function* readLog(path: string): AsyncGenerator<Uint8Array> {
  let read = 0;
  const counted = function* (chunk: Uint8Array): Generator<Uint8Array> {
    read += chunk.length;
    yield chunk;
  };
  try {
    if (path !== '-' && !(await stat(path)).isFile() && (await stat(path)).isDirectory())
      throw new LogSourceError('is a folder', 0);
    const input = path === '-' ? chunksOf(process.stdin) : fileChunks(path);
    for await (const chunk of unpacked(input)) yield* counted(chunk);
  } catch (error) {
    if (error instanceof LogSourceError) throw error;
    throw new LogSourceError(why(error), read);
  }
}

/** Two buffers for the whole file: while one is looked at, the other is read into. */
async function* fileChunks(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  let next: Promise<Uint8Array> | null = null;
  try {
    let [buffer, other] = [new Uint8Array(chunkBytes), new Uint8Array(chunkBytes)];
    const readInto = async (target: Uint8Array): Promise<Uint8Array> =>
      target.subarray(0, (await file.read(target, 0, target.length)).bytesRead);
    next = readInto(buffer);
    for (;;) {
      const chunk = await next;
      if (chunk.length === 0) return;
      [buffer, other] = [other, buffer];
      next = readInto(buffer);
      // A failure is thrown when its turn comes; until then it is nobody's.
      next.catch(() => undefined);
      yield chunk;
    }
  } finally {
    await next?.catch(() => undefined);
    await file.close();
  }
}

async function* chunksOf(input: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of input) if (chunk instanceof Uint8Array) yield chunk;
}

async function* unpacked(input: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const head: Uint8Array[] = [];
  let size = 0;
  while (size < 4) {
    const next = await input.next();
    if (next.done === true) break;
    head.push(next.value.slice());
    size += next.value.length;
  }
  const first = Buffer.concat(head);
  const all = async function* (): AsyncGenerator<Uint8Array> {
    if (first.length > 0) yield first;
    yield* input;
  };
  if (first[0] === 0x1f && first[1] === 0x8b) yield* gunzipped(all());
  else if (first.length >= 4 && first.readUInt32LE(0) === 0xfd2fb528) yield* unzstd(all());
  else yield* all();
}

async function* gunzipped(input: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  let failure: unknown = null;
  const fed = (async () => {
    try {
      for await (const chunk of input) {
        if (gunzip.destroyed) return;
        if (!gunzip.write(chunk.slice()))
          await new Promise<void>((resolve) => {
            gunzip.once('drain', resolve);
            gunzip.once('close', resolve);
          });
      }
      gunzip.end();
    } catch (error) {
      failure = error;
      gunzip.end();
    }
  })();
  yield* chunksOf(gunzip);
  await fed;
  if (failure !== null) throw failure;
}

/** fzstd gives out each block as it is unpacked; a broken one ends the stream with the reason. */
async function* unzstd(input: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  let last = false;
  const decoder = new Decompress((data, final) => {
    if (data.length > 0) ready.push(data.slice());
    last = final === true;
  });
  let pending: Uint8Array | null = null;
  const push = function* (chunk: Uint8Array, final: boolean): Generator<Uint8Array> {
    let failure: unknown = null;
    try {
      decoder.push(chunk, final);
    } catch (error) {
      failure = error;
    }
    yield* ready;
    ready = [];
    if (failure !== null) throw failure;
  };
  for await (const chunk of input) {
    if (pending !== null) yield* push(pending, false);
    pending = chunk.slice();
  }
  if (pending !== null) yield* push(pending, true);
  if (!last) throw new Error('the zstd stream ends too early');
}

/** Paths that a pattern stands for, by name; a path that exists, and `-`, stand for themselves. */
export async function expandPath(pattern: string): Promise<readonly string[]> {
  if (pattern === '-' || !/[*?[{]/.test(pattern) || (await exists(pattern))) return [pattern];
  const parts = pattern.split('/');
  let found: readonly string[] = [pattern.startsWith('/') ? '/' : ''];
  for (const part of parts.filter((one) => one !== '')) {
    const matches = /[*?[{]/.test(part) ? picomatch(part) : null;
    const next = await Promise.all(
      found.map(async (folder) => {
        if (matches === null) return [folder === '' ? part : join(folder, part)];
        const names = await readdir(folder === '' ? '.' : folder).catch(() => []);
        return names
          .filter((name) => matches(name))
          .sort()
          .map((name) => (folder === '' ? name : join(folder, name)));
      }),
    );
    found = next.flat();
  }
  const kept = await Promise.all(found.map(async (path) => ((await exists(path)) ? [path] : [])));
  return kept.flat();
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Size, and when a file was last written; null for standard input and what cannot be looked at. */
export const fileStat = (path: string): Promise<{ readonly sizeBytes: number; readonly writtenAt: number } | null> =>
  path === '-'
    ? Promise.resolve(null)
    : stat(path).then(
        ({ size, mtimeMs }) => ({ sizeBytes: size, writtenAt: mtimeMs }),
        () => null,
      );
