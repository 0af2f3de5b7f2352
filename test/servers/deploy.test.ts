import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const unit = join(root, 'docs/deploy/pawl.service');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pawl-unit-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(program: string, args: readonly string[]): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { timeout: 30_000 }, (error, out, err) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ status: error === null ? 0 : Number(error.code), text: `${out}${err}` });
    });
  });
}

if (spawnSync('systemd-analyze', ['--version']).status === 0)
  describe('the unit of systemd', () => {
    it('is taken by systemd without a word', async () => {
      // The program need not be installed where the test runs: only its place is put in.
      const node = join(folder, 'node');
      await writeFile(node, '#!/bin/sh\n');
      await chmod(node, 0o755);
      const there = join(folder, 'pawl.service');
      await writeFile(there, readFileSync(unit, 'utf8').replace('/usr/bin/node', node));
      const { status, text } = await run('systemd-analyze', ['verify', '--man=no', there]);
      expect(text.split('\n').filter((line) => line.includes('pawl.service'))).toEqual([]);
      expect(status).toBe(0);
    });

    it('is rated as well locked up', async () => {
      const { text } = await run('systemd-analyze', ['security', '--offline=true', '--no-pager', unit]);
      const [, rating = '10'] = /Overall exposure level for pawl\.service: ([\d.]+)/.exec(text) ?? [];
      expect(Number(rating)).toBeLessThan(2);
    });
  });

describe('the container file', () => {
  const lines = readFileSync(join(root, 'docs/deploy/Containerfile'), 'utf8')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const of = (word: string): readonly string[] =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));

  it('copies what there is in the checkout', () => {
    const sources = of('COPY')
      .filter((line) => !line.startsWith('--from'))
      .flatMap((line) => line.split(' ').slice(0, -1));
    expect(sources).toContain('src');
    for (const source of sources) expect(existsSync(join(root, source)), source).toBe(true);
  });

  it('runs as a user by number that is not root, and holds no secret', () => {
    expect(of('USER').at(-1)).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/);
    expect(of('ENV')).toEqual(['NODE_ENV=production']);
    expect(of('ARG')).toEqual([]);
    expect(of('STOPSIGNAL')).toEqual(['SIGTERM']);
  });

  it('has a health check that tells a server that answers from one that does not', async () => {
    const [check = ''] = of('HEALTHCHECK');
    const [program, ...args]: readonly string[] = JSON.parse(check.slice(check.indexOf('[')));
    expect(program).toBe('node');
    let status = 200;
    const server = createServer((_, response) => response.writeHead(status).end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const asked = (): Promise<{ readonly status: number }> =>
      run(
        process.execPath,
        args.map((arg) => arg.replace('127.0.0.1:8686', `127.0.0.1:${port}`)),
      );
    expect((await asked()).status).toBe(0);
    status = 503;
    expect((await asked()).status).toBe(1);
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    expect((await asked()).status).toBe(1);
  });
});
