import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HashAlgorithm } from '../../src/core/brands.ts';
import { streamDigests } from '../../src/edge/ssh/stream-digests.ts';
import { compiledCopy } from './compiled-copy.ts';

const all: readonly HashAlgorithm[] = ['md5', 'sha1', 'sha256', 'sha512'];
let folder: string;
let entry: URL;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pawl-threads-'));
  entry = pathToFileURL(compiledCopy(fileURLToPath(new URL('../../src/hash-thread.ts', import.meta.url)), folder));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const expected = (bytes: Buffer, algorithms: readonly HashAlgorithm[]) =>
  algorithms.map((algorithm) => ({ algorithm, value: createHash(algorithm).update(bytes).digest('hex') }));
const byName = (a: { readonly algorithm: string }, b: { readonly algorithm: string }): number =>
  a.algorithm < b.algorithm ? -1 : 1;

describe('digests that threads compute', () => {
  test.each([
    ['in small pieces', 700],
    ['in pieces of odd length', 65_537],
    ['in pieces longer than the whole ring', 20_000_000],
  ])('are those of the bytes, given %s', async (_, size) => {
    const bytes = randomBytes(size < 1000 ? 9_000_000 : 41_000_003);
    const digests = streamDigests(all, bytes.length, entry);
    let waited = 0;
    for (let at = 0; at < bytes.length; at += size) {
      const wait = digests.push(bytes.subarray(at, at + size));
      if (wait !== null) waited += 1;
      await wait;
    }
    expect([...(await digests.finish())].sort(byName)).toEqual(expected(bytes, all));
    digests.end();
    if (size > 16 * 1024 * 1024) expect(waited).toBeGreaterThan(0);
  });

  test('may be one alone, and of a file that ends at once', async () => {
    for (const algorithms of [['sha512'], ['md5', 'sha1']] as const) {
      const digests = streamDigests(algorithms, 1e9, entry);
      expect([...(await digests.finish())].sort(byName)).toEqual(expected(Buffer.alloc(0), algorithms));
      digests.end();
    }
  });

  test('of small files are computed here', async () => {
    const digests = streamDigests(all, 5, new URL('file:///nowhere.js'));
    expect(digests.push(Buffer.from('hello'))).toBeNull();
    expect([...(await digests.finish())].sort(byName)).toEqual(expected(Buffer.from('hello'), all));
  });

  test('of a thread that does not start are an error, not a wait for ever', async () => {
    const digests = streamDigests(all, 1e9, new URL('file:///nowhere.js'));
    await expect(digests.finish()).rejects.toThrow();
    digests.end();
  });
});
