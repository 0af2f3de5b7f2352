import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureFiles, pawl, type Ran, routerBaseline, routerHosts, routerOutputs, workFolder } from './run-pawl.ts';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const setting = { 'inventory/hosts.yaml': routerHosts, 'baselines/edge.yaml': routerBaseline };

describe('a fleet in saved outputs', () => {
  let folder: Awaited<ReturnType<typeof workFolder>>;
  let first: Ran;
  const run = (...args: string[]) => pawl(args, { cwd: folder.path });
  const savedOutputs = async (version: string, takenAt: string) => {
    for (const [name, text] of Object.entries(captureFiles({ edge1: routerOutputs(version) }, takenAt)))
      await folder.write(name, text);
  };

  beforeAll(async () => {
    folder = await workFolder(setting);
    await savedOutputs('17.09.04a', '2026-11-01T10:00:00Z');
    first = await run('audit', '--from-captures', 'captures', '--format', 'json');
  });
  afterAll(() => folder.remove());

  test('is compliant with status 0 and the JSON of the contract', () => {
    expect(first.stderr).toContain('1/1 edge1 compliant');
    expect(first.status).toBe(0);
    const report = JSON.parse(first.stdout);
    expect(report.schema).toBe('pawl/audit/v1');
    expect(report.audit).toMatchObject({
      trigger: 'manual',
      devices: { selected: 1, verified: 1, unverified: 0 },
      verdicts: { compliant: 1 },
    });
    expect(Object.keys(report.devices[0])).toEqual(
      expect.arrayContaining(
        'device platform verdict reason assurance digestAge history running boot reference members baseline images findings'.split(
          ' ',
        ),
      ),
    );
    expect(report.devices[0]).toMatchObject({
      device: 'edge1',
      verdict: 'compliant',
      reason: null,
      running: { version: '17.09.04a', serials: ['FDO2213A1KX'] },
    });
  });

  test('is downgraded with status 1 later, and --exit-zero makes that 0', async () => {
    await savedOutputs('17.06.05', '2026-11-20T10:00:00Z');
    const again = await run('audit', '--from-captures', 'captures', '--format', 'json', '-o', 'out/audit.json');
    expect(again.status).toBe(1);
    expect(again.stdout).toBe('');
    const report = JSON.parse(await readFile(join(folder.path, 'out/audit.json'), 'utf8'));
    expect(report.devices[0].verdict).toBe('downgraded');
    const [finding] = report.devices[0].findings;
    expect(Object.keys(finding)).toEqual(
      expect.arrayContaining(
        'id type severity effect title expected observed member techniques tactics status labels authorizedBy closedBecause firstSeen lastSeen evidence advice'.split(
          ' ',
        ),
      ),
    );
    expect(finding).toMatchObject({
      type: 'os-downgraded',
      status: 'open',
      techniques: expect.arrayContaining(['T1601.002']),
    });
    const table = await run('audit', '--from-captures', 'captures', '--exit-zero');
    expect(table.status).toBe(0);
    expect(table.stdout).toContain('downgraded');
    expect(Math.max(...table.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('has its findings, which are decided with a name, a reason and a ticket', async () => {
    const list = await run('findings', 'list', '--format', 'json');
    expect(list.status).toBe(0);
    const { schema, items } = JSON.parse(list.stdout);
    expect(schema).toBe('pawl/findings/v1');
    const { id } = items.find(({ type }: { type: string }) => type === 'os-downgraded');
    expect((await run('findings', 'show', id)).stdout).toContain('17.06.05');
    expect((await run('findings', 'list', '--type', 'no-such-type')).status).toBe(2);
    expect((await run('findings', 'show', 'ffffffffff')).status).toBe(2);
    const noTicket = await run('findings', 'accept', id, '--by', 'ops', '--reason', 'planned');
    expect(noTicket.status).toBe(2);
    expect(noTicket.stderr).toContain('--ticket');
    const noName = await run('findings', 'accept', id, '--reason', 'planned', '--ticket', 'CHG1');
    expect(noName.status).toBe(2);
    const acknowledged = await run('findings', 'ack', id, '--by', 'ops', '--reason', 'looking');
    expect(acknowledged.status).toBe(0);
    const accepted = await run('findings', 'accept', id, '--by', 'ops', '--reason', 'planned', '--ticket', 'CHG1');
    expect(accepted).toMatchObject({ status: 0 });
    const audit = await run('audit', '--from-captures', 'captures', '--format', 'json');
    expect(JSON.parse(audit.stdout).devices[0]).toMatchObject({
      verdict: 'compliant',
      reference: { version: '17.06.05' },
    });
  });

  test('has a history with verdicts and decisions', async () => {
    const history = await run('history', 'edge1', '--format', 'json');
    expect(history.status).toBe(0);
    expect(JSON.parse(history.stdout).schema).toBe('pawl/history/v1');
    const table = await run('history', 'edge1');
    expect(table.stdout).toMatch(/downgraded[\s\S]*accept/);
    expect((await run('history', 'nobody')).status).toBe(2);
    expect((await run('history', 'edge1', 'recommission')).status).toBe(2);
    expect((await run('history', 'edge1', 'jump')).status).toBe(2);
    const fresh = await run(
      'history',
      'edge1',
      'recommission',
      '--by',
      'ops',
      '--reason',
      'exchanged',
      '--ticket',
      'CHG2',
    );
    expect(fresh.status).toBe(0);
  });

  test('has a chain that holds, until a row is changed', async () => {
    expect(await run('records', 'verify')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^holds: \d+ links/),
    });
    const json = JSON.parse((await run('records', 'verify', '--format', 'json')).stdout);
    expect(json).toMatchObject({ schema: 'pawl/chain/v1', ok: true });
    const database = new Database(join(folder.path, 'pawl.db'));
    const changed = database.prepare("UPDATE link SET body = replace(body, '17.06.05', '17.09.05')");
    expect(changed.run().changes).toBeGreaterThan(0);
    database.close();
    const broken = await run('records', 'verify');
    expect(broken.status).toBe(1);
    expect(broken.stdout).toMatch(/^broken at link \d+/);
    expect((await run('records', 'verify', '--db', 'nowhere.db')).status).toBe(2);
    await folder.write('text.db', 'this is no database, whatever its name says\n'.repeat(100));
    expect((await run('records', 'verify', '--db', 'text.db')).status).toBe(2);
  });
});

describe('wrong use', () => {
  let folder: Awaited<ReturnType<typeof workFolder>>;
  beforeAll(async () => {
    folder = await workFolder({
      ...setting,
      ...captureFiles(
        { edge1: routerOutputs('17.09.04a'), stranger: routerOutputs('17.09.04a') },
        '2026-11-01T10:00:00Z',
      ),
    });
  });
  afterAll(() => folder.remove());

  test.each([
    ['no such command', ['audti'], /audit/],
    ['no such option', ['audit', '--forse'], /unknown option/],
    ['an empty selection', ['audit', '--from-captures', 'captures', '--limit', 'core*'], /no device/],
    ['a device that is not there', ['audit', '--device', 'edge9'], /edge9/],
    ['a folder that is not there', ['audit', '--from-captures', 'nowhere'], /nowhere/],
    ['a severity that is none', ['audit', '--fail-on', 'awful'], /one of/],
    ['no count', ['audit', '--concurrency', '0'], /whole number/],
    ['an unknown format', ['audit', '--format', 'xml'], /one of/],
    ['nothing to resume', ['audit', '--resume'], /nothing to resume/],
    ['an inventory that is not there', ['audit', '--inventory', 'nowhere'], /nowhere/],
    ['verify of an unknown device', ['verify', 'edge9'], /edge9/],
    ['a duration that is none', ['verify', 'edge1', '--wait-reload', 'soon'], /duration/],
    ['an unknown platform', ['commands', '--platform', 'vrp'], /iosxe/],
    ['parse without a platform', ['parse', 'x.txt'], /--platform/],
    [
      'parse of a file that is not there',
      ['parse', 'x.txt', '--platform', 'ios', '--command', 'show version'],
      /x\.txt/,
    ],
    ['a comparison with one version', ['version', 'compare', 'ios', '15.2(4)M3'], /PLATFORM A B/],
    ['findings of a database that is not there', ['findings', 'list', '--db', 'nowhere.db'], /nowhere\.db/],
    ['an explanation for an unknown device', ['baseline', 'explain', 'edge9'], /edge9/],
  ])('%s is status 2 with a sentence on standard error', async (_, args, message) => {
    const ran = await pawl(args, { cwd: folder.path });
    expect(ran.stderr).toMatch(message);
    expect(ran.status).toBe(2);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).not.toMatch(/^\s+at /m);
  });

  test('a folder that no device of the inventory has is left out, and said', async () => {
    const ran = await pawl(['audit', '--from-captures', 'captures', '--db', 'left-out.db'], { cwd: folder.path });
    expect(ran.stderr).toContain('captures/stranger: not in the inventory');
    expect(ran.status).toBe(0);
  });
});

test('--dry-run names devices, account and time, and contacts nothing', async () => {
  const folder = await workFolder(setting);
  try {
    const table = await pawl(['audit', '--dry-run'], { cwd: folder.path });
    expect(table).toMatchObject({ status: 0, stdout: expect.stringMatching(/edge1 .*192\.0\.2\.11:22.*iosxe.*audit/) });
    const json = JSON.parse((await pawl(['audit', '--dry-run', '--format', 'json'], { cwd: folder.path })).stdout);
    expect(json).toMatchObject({ schema: 'pawl/dry-run/v1', devices: [{ device: 'edge1', account: 'audit' }] });
    await expect(readFile(join(folder.path, 'pawl.db'))).rejects.toThrow('ENOENT');
  } finally {
    await folder.remove();
  }
});

test('a database that is locked, of a newer schema or of another program is refused in words and left alone', async () => {
  const folder = await workFolder({
    ...setting,
    ...captureFiles({ edge1: routerOutputs('17.09.04a') }, '2026-11-01T10:00:00Z'),
  });
  const audit = (db: string) => pawl(['audit', '--from-captures', 'captures', '--db', db], { cwd: folder.path });
  try {
    expect((await audit('a.db')).status).toBe(0);
    const database = new Database(join(folder.path, 'a.db'));
    database.exec('BEGIN IMMEDIATE');
    const locked = await audit('a.db');
    expect(locked.status).toBe(2);
    expect(locked.stderr).toMatch(/another process|busy|locked/i);
    database.exec('ROLLBACK');
    database.pragma('user_version = 999');
    database.close();
    const newer = await audit('a.db');
    expect(newer.status).toBe(2);
    expect(newer.stderr).toMatch(/newer/i);
    const foreign = new Database(join(folder.path, 'b.db'));
    foreign.exec('CREATE TABLE notes (text TEXT)');
    foreign.close();
    const before = await readFile(join(folder.path, 'b.db'));
    expect((await audit('b.db')).status).toBe(2);
    expect(await readFile(join(folder.path, 'b.db'))).toEqual(before);
  } finally {
    await folder.remove();
  }
});

test('what a device says about itself reaches no terminal as control characters', async () => {
  const nasty = routerOutputs('17.09.04a', { hostname: 'edge1' });
  const banner = '\u001b[2J\u001b]0;owned\u0007\u0000\r\nedge1';
  const folder = await workFolder({
    ...setting,
    ...captureFiles(
      {
        edge1: {
          ...nasty,
          'show-version.txt': `${(nasty['show-version.txt'] ?? '')
            .replace('Reload Command', `Reload \u001b[31mCommand\u0007`)
            .replace('FDO2213A1KX', 'FDO\u001b[1m2213')}${banner}`,
          'show-bootvar.txt': `BOOT variable = bootflash:\u001b[2Jold\u202e.bin,1;\nConfiguration register is 0x2102\n`,
        },
      },
      '2026-11-01T10:00:00Z',
    ),
  });
  try {
    for (const format of ['table', 'json']) {
      const ran = await pawl(['audit', '--from-captures', 'captures', '--format', format], { cwd: folder.path });
      expect(`${ran.stdout}${ran.stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      expect([0, 1, 3]).toContain(ran.status);
    }
    for (const args of [
      ['history', 'edge1'],
      ['findings', 'list'],
      ['baseline', 'explain', 'edge1'],
    ]) {
      const ran = await pawl(args, { cwd: folder.path });
      expect(`${ran.stdout}${ran.stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  } finally {
    await folder.remove();
  }
});

test('a reader that closes the pipe ends the program quietly', async () => {
  const child = spawn('sh', ['-c', `"${process.execPath}" "${main}" commands | head -n 1`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  await new Promise((resolve) => child.on('close', resolve));
  expect(stdout.split('\n')).toHaveLength(2);
  expect(stderr).toBe('');
});
