import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, test } from 'vitest';
import { type RouterFleet, routerFleet } from './router-fleet.ts';
import type { Ran } from './run-pawl.ts';

let stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops) await stop();
  stops = [];
});

async function routers(...args: Parameters<typeof routerFleet>): Promise<RouterFleet> {
  const made = await routerFleet(...args);
  stops.push(made.stop);
  return made;
}

const report = ({ stdout }: Ran) => JSON.parse(stdout);
const verdicts = (ran: Ran): Readonly<Record<string, string>> =>
  Object.fromEntries(
    report(ran).devices.map(
      ({ device, verdict, reason }: { device: string; verdict: string; reason: string | null }) => [
        device,
        reason === null ? verdict : `${verdict} ${reason.split(':')[0]}`,
      ],
    ),
  );
const json = ['--format', 'json'] as const;

describe('pawl audit --retry-failed', () => {
  test('asks the devices again that could not be verified, and no others', async () => {
    const { run, fleet, folder, router } = await routers(3);
    await folder.write(
      'inventory/known_hosts',
      fleet.devices
        .filter(({ hostname }) => hostname !== 'r2')
        .map(({ server }) => server.knownHosts)
        .join(''),
    );
    const first = await run(['audit', ...json]);
    expect(verdicts(first)).toEqual({ r1: 'compliant', r2: 'unverified host-key', r3: 'compliant' });
    expect(first.status).toBe(3);
    expect(router('r2').server.attempts).toEqual([]);

    await folder.write('inventory/known_hosts', fleet.knownHosts);
    const asked = router('r1').server.commands.length;
    const again = await run(['audit', '--retry-failed', ...json]);
    expect(verdicts(again)).toEqual({ r2: 'compliant' });
    expect(again.status).toBe(0);
    expect(router('r1').server.commands).toHaveLength(asked);

    const nothing = await run(['audit', '--retry-failed']);
    expect(nothing).toMatchObject({ status: 2, stdout: '' });
    expect(nothing.stderr).toContain('nothing to retry');
  });

  test('takes up the devices of a stopped account', async () => {
    const { run, fleet, secret } = await routers(5);
    const wrong = await run(['audit', ...json], { env: { FLEET_PASSWORD: 'mistyped-Passw0rd' } });
    expect(wrong.status).toBe(3);
    expect(Object.values(verdicts(wrong)).sort()).toEqual([
      ...Array(2).fill('unverified account-stopped'),
      ...Array(3).fill('unverified auth'),
    ]);
    expect(`${wrong.stdout}${wrong.stderr}`).not.toContain('mistyped-Passw0rd');
    const right = await run(['audit', '--retry-failed', ...json]);
    expect(right.status).toBe(0);
    expect(Object.keys(verdicts(right))).toHaveLength(5);
    expect(fleet.devices.flatMap(({ server }) => server.attempts.filter((one) => one !== 'none'))).toHaveLength(8);
    expect(`${right.stdout}${right.stderr}`).not.toContain(secret);
  });

  test('joins with a selection', async () => {
    const { run } = await routers(2);
    await run(['audit', '-q'], { env: { FLEET_PASSWORD: 'wrong' } });
    const one = await run(['audit', '--retry-failed', '--limit', 'r2', ...json]);
    expect(verdicts(one)).toEqual({ r2: 'compliant' });
  });
});

test('pawl audit --timeout bounds each device session, whatever the inventory says', async () => {
  const { run, folder } = await routers(2, { latencyMs: 400 });
  await folder.write(
    'inventory/defaults.yaml',
    'platform: iosxe\nusername: audit\npassword: {env: FLEET_PASSWORD}\ntimeouts: {device: 10m}\n',
  );
  const began = Date.now();
  const cut = await run(['audit', '--timeout', '1', ...json]);
  expect(Date.now() - began).toBeLessThan(10_000);
  expect(verdicts(cut)).toEqual({ r1: 'unverified timeout', r2: 'unverified timeout' });
  expect(cut.status).toBe(3);
  expect(report(cut).devices[0].reason).toContain('1 s');
  expect((await run(['audit', '--timeout', 'soon'])).status).toBe(2);
});

test('pawl audit --dry-run logs in nowhere, makes no database and tells what would be asked', async () => {
  const { run, fleet, folder } = await routers(2);
  const plan = await run(['audit', '--dry-run'], { env: { FLEET_PASSWORD: '' } });
  expect(plan.status).toBe(0);
  expect(plan.stdout).toMatch(/r1 .*127\.0\.0\.1:\d+ .*iosxe .*audit/);
  expect(plan.stdout).toContain('show version');
  expect(plan.stdout).toMatch(/2 devices, .* about \d+ s/);
  const { devices, commands, seconds } = report(await run(['audit', '--dry-run', '--device', 'r2', ...json]));
  expect(devices).toMatchObject([{ device: 'r2', platform: 'iosxe', account: 'audit' }]);
  expect(commands.iosxe).toContain('show version');
  expect(seconds).toBeGreaterThan(0);
  expect(fleet.devices.flatMap(({ server }) => [...server.attempts, ...server.commands])).toEqual([]);
  await expect(readFile(join(folder.path, 'pawl.db'))).rejects.toThrow('ENOENT');
});

test('what --save-captures wrote is judged the same by --from-captures', async () => {
  const { run, router } = await routers(2);
  router('r2').bootOlder();
  const live = await run(['audit', '--save-captures', 'saved', '--db', 'live.db', ...json]);
  const saved = await run(['audit', '--from-captures', 'saved', '--db', 'saved.db', ...json]);
  expect(verdicts(live)).toEqual({ r1: 'compliant', r2: 'downgrade-pending boot-unresolved' });
  expect(verdicts(saved)).toEqual(verdicts(live));
  expect([live.status, saved.status]).toEqual([1, 1]);
});

describe('pawl audit --resume', () => {
  test('goes on after a full disk: what was recorded is kept, nothing is half-written, the rest is asked', async () => {
    const { run, fleet, folder } = await routers(8);
    expect((await run(['audit', '-q', '--device', 'r1'])).status).toBe(0);
    // No file of this process may grow beyond so many blocks of 1024 bytes: the log of the database cannot.
    const full = await run(['audit', '--concurrency', '1', ...json], { fileLimitKiB: 220 });
    expect(full.stdout).toBe('');
    expect(full.stderr).toMatch(/pawl\.db/);
    expect(full.stderr).toContain('--resume');
    expect(full.stderr).not.toMatch(/^\s+at /m);
    expect(full.status).toBe(2);
    const told = [...full.stderr.matchAll(/^\d+\/8 (r\d) compliant/gm)].map(([, name]) => name);
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThan(8);
    expect((await run(['records', 'verify'])).status).toBe(0);

    const logins = () => fleet.devices.map(({ server }) => server.attempts.length);
    const before = logins();
    const resumed = await run(['audit', '--resume', ...json]);
    expect(resumed.status).toBe(0);
    const asked = fleet.devices
      .filter((_, at) => (logins()[at] ?? 0) > (before[at] ?? 0))
      .map(({ hostname }) => hostname);
    expect(asked).toEqual(fleet.devices.map(({ hostname }) => hostname).filter((name) => !told.includes(name)));
    // The report is that of the whole audit.
    expect(report(resumed).audit.devices).toEqual({ selected: 8, verified: 8, unverified: 0 });
    expect(Object.keys(verdicts(resumed)).sort()).toEqual(fleet.devices.map(({ hostname }) => hostname));
    expect((await run(['records', 'verify'])).status).toBe(0);
    expect((await run(['audit', '--resume'])).stderr).toContain('nothing to resume');
    const database = new Database(join(folder.path, 'pawl.db'), { readonly: true });
    expect(database.prepare('SELECT count(*) FROM audit').pluck().get()).toBe(2);
    database.close();
  });

  test('counts what the first part found', async () => {
    const { run, router } = await routers(3, { latencyMs: 20 });
    await run(['audit', '-q']);
    router('r1').downgrade();
    const first = await run(['audit', '--concurrency', '1'], {
      async during(child, stderr) {
        while (!stderr().includes('1/3')) await new Promise((resolve) => setTimeout(resolve, 10));
        child.kill('SIGINT');
      },
    });
    expect(first.stderr).toContain('r1 downgraded');
    expect(first.stderr).toMatch(/1 device was not asked/);
    expect(first.stdout).toContain('1 not asked');
    expect(first.status).toBe(1);
    const rest = await run(['audit', '--resume', ...json]);
    expect(verdicts(rest)).toMatchObject({ r1: 'downgraded', r2: 'compliant', r3: 'compliant' });
    expect(rest.status).toBe(1);
  });

  test('goes on after another process held the database', async () => {
    const { run, folder } = await routers(4, { latencyMs: 30 });
    await run(['audit', '-q', '--device', 'r1']);
    const database = new Database(join(folder.path, 'pawl.db'));
    const locked = await run(['audit', '--concurrency', '1'], {
      async during(_, stderr) {
        while (!stderr().includes('1/4')) await new Promise((resolve) => setTimeout(resolve, 5));
        database.exec('BEGIN IMMEDIATE');
      },
    });
    database.exec('ROLLBACK');
    database.close();
    expect(locked.status).toBe(2);
    expect(locked.stderr).toMatch(/locked by another process/);
    expect(locked.stderr).toContain('--resume');
    const resumed = await run(['audit', '--resume', ...json]);
    expect(resumed.status).toBe(0);
    expect(report(resumed).audit.devices).toEqual({ selected: 4, verified: 4, unverified: 0 });
    expect((await run(['records', 'verify'])).status).toBe(0);
  });
});
