import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeReportRecord } from '../integration/report-kit.ts';
import { pawl, type Ran } from './run-pawl.ts';

const golden = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../golden/report/${name}`, import.meta.url)), 'utf8');
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pawl-report-'));
  writeReportRecord(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]): Promise<Ran> => pawl(args, { cwd: folder });
const report = (...args: string[]): Promise<Ran> => run('report', ...args, '--period', '2026-Q1');
const sameProgram = (text: string): string => text.replaceAll(`pawl ${version}`, 'pawl 0.0.0');

describe('pawl report', () => {
  test.each(['json', 'csv', 'html', 'markdown'])('%s is the report that was agreed, byte for byte', async (format) => {
    const { stdout, stderr, status } = await report('--format', format, '--verify-chain');
    expect([status, stderr]).toEqual([1, '']);
    expect(sameProgram(stdout)).toBe(golden(`report.${format === 'markdown' ? 'md' : format}`));
    expect((await report('--format', format, '-o', `out.${format}`)).stdout).toBe('');
    expect(sameProgram(readFileSync(join(folder, `out.${format}`), 'utf8'))).toBe(sameProgram(stdout));
  });

  test('is a table where nothing else is asked for, and its status tells what was found', async () => {
    const table = await report();
    for (const word of ['DEVICES', 'CONTROLS', 'AGAINST THE LOGS', 'typed by jdoe'])
      expect(table.stdout).toContain(word);
    expect(table.status).toBe(1);
    expect((await report('--exit-zero')).status).toBe(0);
    expect((await report('--device', 'core1')).status).toBe(0);
    expect((await report('--device', 'leaf1')).status).toBe(3);
    expect((await report('--device', 'branch1')).status).toBe(0);
  });

  test('refuses what it cannot report on, and says why', async () => {
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [['report', '--period', '2026-Q5'], 'write a period as'],
      [['report', '--period', '2026-Q1', '--as-of', '2025-12-31'], '--as-of lies before the period'],
      [['report', '--period', '2026-Q1', '--device', 'nobody'], 'nobody'],
      [['report', '--db', 'absent.db'], 'absent.db'],
      [['report', '--format', 'xml'], 'one of: table'],
      [['report', 'device', 'nobody'], 'nobody'],
    ];
    for (const [args, words] of wrong) {
      const { status, stdout, stderr } = await run(...args);
      expect([args, status, stdout]).toEqual([args, 2, '']);
      expect(stderr).toContain(words);
    }
  });

  test('says where no Chromium is found, and writes no PDF', async () => {
    const { status, stderr } = await pawl(['report', '--period', '2026-Q1', '--pdf', 'q1.pdf'], {
      cwd: folder,
      env: { PATH: '/nonexistent' },
    });
    expect([status, stderr]).toEqual([2, expect.stringContaining('--pdf needs Chromium')]);
    expect(existsSync(join(folder, 'q1.pdf'))).toBe(false);
  });
});

describe('pawl report device', () => {
  test.each(['json', 'html', 'markdown'])('%s is the page that was agreed', async (format) => {
    const { stdout, status } = await report('device', 'core2', '--format', format, '--verify-chain');
    expect(status).toBe(1);
    expect(sameProgram(stdout)).toBe(golden(`device.${format === 'markdown' ? 'md' : format}`));
  });

  test('takes its options before and after the name, and refuses those of the fleet', async () => {
    const before = await run('report', '--period', '2026-Q1', '--format', 'json', 'device', 'core1');
    const after = await run('report', 'device', 'core1', '--period', '2026-Q1', '--format', 'json');
    expect(before.stdout).toBe(after.stdout);
    expect(JSON.parse(before.stdout).schema).toBe('pawl/report-device/v1');
    expect((await run('report', 'device', 'core1', '--format', 'csv')).status).toBe(2);
    expect((await run('report', '--format', 'csv', 'device', 'core1')).status).toBe(2);
    expect((await run('report', '--site', 'ams', 'device', 'core1')).status).toBe(2);
  });
});

describe('pawl report summary', () => {
  test('is a few lines, and says when the period has no audit', async () => {
    const summary = await report('summary', '--format', 'json', '--verify-chain');
    expect(sameProgram(summary.stdout)).toBe(golden('summary.json'));
    expect((await report('summary')).stdout.split('\n').length).toBeLessThan(25);
    const later = await run('report', 'summary', '--period', '2026-Q3');
    expect(later.stdout.replaceAll(/\s+/g, ' ')).toContain('No audit in the period: the record ends at 2026-03-30');
    expect(later.stdout).toContain('0 open');
    expect(later.status).toBe(3);
  });
});
