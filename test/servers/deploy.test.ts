import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const unit = fileURLToPath(new URL('../../docs/deploy/pawl.service', import.meta.url));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pawl-unit-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function systemdAnalyze(...args: readonly string[]): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    execFile('systemd-analyze', [...args], { timeout: 30_000 }, (error, out, err) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ status: error === null ? 0 : Number(error.code), text: `${out}${err}` });
    });
  });
}

describe('the unit of systemd', () => {
  it('is taken by systemd without a word', async () => {
    // The program need not be installed where the test runs: only its place is put in.
    const node = join(folder, 'node');
    await writeFile(node, '#!/bin/sh\n');
    await chmod(node, 0o755);
    const there = join(folder, 'pawl.service');
    await writeFile(there, (await readFile(unit, 'utf8')).replace('/usr/bin/node', node));
    const { status, text } = await systemdAnalyze('verify', '--man=no', there);
    expect(text.split('\n').filter((line) => line.includes('pawl.service'))).toEqual([]);
    expect(status).toBe(0);
  });

  it('is rated as well locked up', async () => {
    const { text } = await systemdAnalyze('security', '--offline=true', '--no-pager', unit);
    const [, rating = '10'] = /Overall exposure level for pawl\.service: ([\d.]+)/.exec(text) ?? [];
    expect(Number(rating)).toBeLessThan(2);
  });
});
