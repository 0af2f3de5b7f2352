import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logStream } from '../bench/log-stream.mjs';
import { pawl } from './run-pawl.ts';

let folder = '';
let file = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pawl-large-'));
  file = join(folder, 'large.log');
  await writeFile(file, '');
  for (const chunk of logStream({ seed: 41, lines: 100_000 })) await appendFile(file, chunk);
});
afterAll(() => rm(folder, { recursive: true }));

describe('pawl replay of a log that another thread reads', () => {
  test('gives the same indicators, in the same order, as reading every line here', async () => {
    const [threaded, plain] = await Promise.all([
      pawl(['replay', file, '--format', 'ndjson'], { cwd: folder }),
      pawl(['replay', file, '--format', 'ndjson', '--no-prefilter'], { cwd: folder }),
    ]);
    expect(threaded.status).toBe(0);
    expect(threaded.stdout.split('\n').length).toBeGreaterThan(500);
    expect(threaded.stdout === plain.stdout).toBe(true);
    expect(threaded.stderr).toContain('100000 lines');
  });

  test('says where a large packed log breaks, and what came before counts', async () => {
    const whole = Buffer.concat([...logStream({ seed: 42, lines: 100_000 })].map((chunk) => Buffer.from(chunk)));
    // Stored, not packed: the broken file itself is large.
    const packed = gzipSync(whole, { level: 0 });
    const broken = join(folder, 'broken.log.gz');
    await writeFile(broken, packed.subarray(0, packed.length - 1000));
    const { status, stdout, stderr } = await pawl(['replay', broken, '--format', 'ndjson'], { cwd: folder });
    expect(status).toBe(0);
    expect(stdout.split('\n').length).toBeGreaterThan(500);
    expect(stderr).toMatch(/broken\.log\.gz: .* at byte \d+; what came before counts/);
  });
});
