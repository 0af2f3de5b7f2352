import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeTogether } from '../../src/edge/write-together.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pawl-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('writes all files, makes their folder, and takes away what has no text', async () => {
  writeFileSync(join(folder, 'old'), 'x');
  const done = await writeTogether([
    { path: join(folder, 'a', 'hosts.yaml'), text: 'h' },
    { path: join(folder, 'old'), text: null },
  ]);
  expect(done.ok).toBe(true);
  expect(readFileSync(join(folder, 'a', 'hosts.yaml'), 'utf8')).toBe('h');
  expect(readdirSync(folder)).toEqual(['a']);
});

it('writes none when one cannot be written: the others have their old content', async () => {
  writeFileSync(join(folder, 'groups.yaml'), 'before');
  mkdirSync(join(folder, 'hosts.yaml', 'in-the-way'), { recursive: true });
  const done = await writeTogether([
    { path: join(folder, 'groups.yaml'), text: 'after' },
    { path: join(folder, 'new.yaml'), text: 'after' },
    { path: join(folder, 'hosts.yaml'), text: 'after' },
  ]);
  expect(done).toMatchObject({ ok: false, error: expect.stringContaining('nothing was changed') });
  expect(readFileSync(join(folder, 'groups.yaml'), 'utf8')).toBe('before');
  expect(readdirSync(folder).sort()).toEqual(['groups.yaml', 'hosts.yaml']);
});

it('gives the old content back when the last rename fails', async () => {
  writeFileSync(join(folder, 'groups.yaml'), 'before');
  const done = await writeTogether([
    { path: join(folder, 'groups.yaml'), text: 'after' },
    { path: join(folder, 'gone'), text: null },
  ]);
  expect(done.ok).toBe(false);
  expect(readFileSync(join(folder, 'groups.yaml'), 'utf8')).toBe('before');
});
