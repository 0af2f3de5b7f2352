import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeReportRecord } from '../integration/report-kit.ts';
import { pawl, type Ran } from './run-pawl.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pawl-lists-'));
  writeReportRecord(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]): Promise<Ran> => pawl(args, { cwd: folder });
const json = async (...args: string[]) => {
  const { stdout, stderr, status } = await run(...args, '--format', 'json');
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
};
const ids = ({ items }: { items: readonly { id: string }[] }): readonly string[] => items.map(({ id }) => id);

/** Every page of a list, followed by its cursor. */
async function pages(limit: number, ...args: string[]): Promise<readonly string[][]> {
  const found: string[][] = [];
  let cursor: string | null = null;
  do {
    const page = await json(...args, '--limit', String(limit), ...(cursor === null ? [] : ['--cursor', cursor]));
    found.push([...ids({ items: page.items ?? page.entries.map(({ at }: { at: string }) => ({ id: at })) })]);
    cursor = page.next;
  } while (cursor !== null && found.length < 50);
  return found;
}

describe('pawl findings list', () => {
  test('lists open and acknowledged ones by default, closed ones on demand', async () => {
    expect(ids(await json('findings', 'list'))).toEqual(['f-branch1-release', 'f-core2-step', 'f-spine1-next']);
    expect(ids(await json('findings', 'list', '--status', 'closed'))).toEqual(['f-branch2-step']);
    expect(ids(await json('findings', 'list', '--device', 'core2', '--status', 'all'))).toEqual(['f-core2-step']);
    expect(ids(await json('findings', 'list', '--type', 'os-not-approved'))).toEqual(['f-branch1-release']);
  });

  test('--since lists what was seen at or after a time', async () => {
    expect(ids(await json('findings', 'list', '--status', 'all', '--since', '2026-03-20'))).not.toContain(
      'f-branch2-step',
    );
    expect(ids(await json('findings', 'list', '--since', '2026-03-31'))).toEqual([]);
    expect(ids(await json('findings', 'list', '--since', '36500d'))).toHaveLength(3);
  });

  test('pages give every finding once, in the order of the whole list', async () => {
    const whole = ids(await json('findings', 'list', '--status', 'all'));
    for (const limit of [1, 2, 3, 4, 5])
      expect((await pages(limit, 'findings', 'list', '--status', 'all')).flat()).toEqual(whole);
  });

  test('a table that was cut says how to go on, on standard error', async () => {
    const cut = await run('findings', 'list', '--limit', '1');
    expect(cut.stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(cut.stderr).toMatch(/there are more: --cursor \S+/);
    expect((await run('findings', 'list', '--limit', '3')).stderr).toBe('');
  });

  test('ndjson is one finding a line', async () => {
    const { stdout } = await run('findings', 'list', '--format', 'ndjson');
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).device),
    ).toEqual(['branch1', 'core2', 'spine1']);
  });

  test('refuses a wrong time, limit, cursor, type and status', async () => {
    const wrong: readonly (readonly string[])[] = [
      ['--since', 'yesterday'],
      ['--limit', '0'],
      ['--limit', 'all'],
      ['--cursor', 'AAAA'],
      ['--type', 'os-wrong'],
      ['--status', 'shut'],
    ];
    for (const args of wrong) expect([args, (await run('findings', 'list', ...args)).status]).toEqual([args, 2]);
  });
});

describe('pawl findings ack --until', () => {
  test('is told with its end, and refused in the past or with another decision', async () => {
    const statement = ['--by', 'J. Novak', '--reason', 'spare part ordered'];
    const until = await run('findings', 'ack', 'f-spine1-next', ...statement, '--until', '2099-01-31');
    expect(until.status).toBe(0);
    const told = await json('history', 'spine1');
    expect(told.entries.at(-1).decision).toMatchObject({ kind: 'acknowledge', until: '2099-01-31T23:59:59.999Z' });
    const past = await run('findings', 'ack', 'f-spine1-next', ...statement, '--until', '2020-01-31');
    expect([past.status, past.stderr]).toEqual([2, 'pawl: --until lies in the past\n']);
    const close = await run(
      'findings',
      'close',
      'f-spine1-next',
      ...statement,
      '--ticket',
      'C1',
      '--until',
      '2099-01-31',
    );
    expect(close.status).toBe(2);
    expect(JSON.parse((await run('records', 'verify', '--format', 'json')).stdout).ok).toBe(true);
  });
});

describe('pawl history', () => {
  test('tells start-ups and what boots next beside versions and verdicts', async () => {
    const { stdout } = await run('history', 'core1');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      '17.09.04a compliant started at 2026-02-03T21:12:00.000Z; 17.06.05 → 17.09.04a',
    );
    const pending = await run('history', 'spine1', '--since', '2026-03-16', '--limit', '1');
    expect(pending.stdout.replaceAll(/\s+/g, ' ')).toContain('boots 10.2(5) from');
  });

  test('pages give every entry once, also where the list is cut by time', async () => {
    const whole = (await json('history', 'core2')).entries.map(({ at }: { at: string }) => at);
    expect(whole).toHaveLength(13);
    for (const limit of [1, 4, 13, 14]) expect((await pages(limit, 'history', 'core2')).flat()).toEqual(whole);
    expect((await pages(2, 'history', 'core2', '--since', '2026-03-15')).flat()).toEqual(whole.slice(-4));
  });

  test('of a device without evidence is wrong use', async () => {
    expect((await run('history', 'leaf1')).status).toBe(2);
  });
});

describe('pawl alerts list', () => {
  test('filters and pages', async () => {
    expect(ids(await json('alerts', 'list'))).toEqual(['a-core2-1']);
    expect(ids(await json('alerts', 'list', '--since', '2026-03-01'))).toEqual([]);
    expect(ids(await json('alerts', 'list', '--disposition', 'open'))).toEqual([]);
    expect(await pages(1, 'alerts', 'list')).toEqual([['a-core2-1']]);
  });
});

describe('the database', () => {
  test('is the one that agent.yaml names, whatever else stands in the files', async () => {
    const other = mkdtempSync(join(tmpdir(), 'pawl-lists-'));
    try {
      writeReportRecord(other, { weeks: 2 });
      await mkdir(join(other, 'elsewhere/inventory'), { recursive: true });
      await writeFile(join(other, 'elsewhere/inventory/agent.yaml'), `# where it is\ndatabase: ${other}/pawl.db\n`);
      await writeFile(join(other, 'elsewhere/inventory/hosts.yaml'), 'this is: [no inventory\n');
      const { stdout } = await pawl(['findings', 'list', '--format', 'json'], { cwd: join(other, 'elsewhere') });
      expect(ids(JSON.parse(stdout))).toEqual(['f-branch1-release']);
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });
});
