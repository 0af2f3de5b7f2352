import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { newKey } from '../../src/demo/ssh-device.ts';
import { type RouterFleet, routerFleet } from './router-fleet.ts';

let made: RouterFleet;
afterEach(() => made.stop());

const anotherKey = (line: string): string => line.replace(/ssh-ed25519 \S+/, newKey().publicKey.trim());
const fingerprint = /ssh-ed25519 SHA256:[\w+/]{43}/;

test('pawl hostkeys scan pins keys of devices that have none, logs in nowhere, and leaves a changed key alone', async () => {
  made = await routerFleet(3);
  const { run, fleet, folder, router } = made;
  const wrong = anotherKey(router('r3').server.knownHosts);
  await folder.write('inventory/known_hosts', wrong);
  const knownHosts = () => readFile(join(folder.path, 'inventory/known_hosts'), 'utf8');

  const shown = await run(['hostkeys', 'scan', '--dry-run']);
  expect(shown.stdout).toMatch(/^r1 {2}offers \(not pinned\) ssh-ed25519 SHA256:/m);
  expect(shown.stdout).toMatch(/^r3 {2}CHANGED, offers ssh-ed25519/m);
  expect(shown.status).toBe(3);
  expect(await knownHosts()).toBe(wrong);

  const scanned = await run(['hostkeys', 'scan', '--limit', 'r1,r3']);
  expect(scanned.stdout).toMatch(/^r1 {2}pinned ssh-ed25519 SHA256:/m);
  expect(scanned.stderr).toContain('compare the fingerprints');
  expect(scanned.status).toBe(3);
  expect(await knownHosts()).toContain(router('r1').server.knownHosts.trim());
  expect(await knownHosts()).toContain(wrong.trim());
  expect(await knownHosts()).not.toContain(`]:${router('r2').port} `);

  const list = await run(['hostkeys', 'list']);
  expect(list.status).toBe(0);
  expect(list.stdout.split('\n').filter((line) => fingerprint.test(line))).toHaveLength(2);
  expect(list.stdout).toMatch(/^r2 {2}no key pinned$/m);

  const audit = await run(['audit', '--format', 'json']);
  expect(
    JSON.parse(audit.stdout).devices.map(({ verdict, reason }: Record<string, string | null>) => reason ?? verdict),
  ).toEqual(
    expect.arrayContaining([
      'compliant',
      expect.stringMatching(/^host-key: no/),
      expect.stringMatching(/^host-key: .*changed/),
    ]),
  );
  expect(fleet.devices.map(({ server }) => server.attempts.length > 0)).toEqual([true, false, false]);
});

test('pawl hostkeys accept puts the key that is offered now in place of the old one, for one device', async () => {
  made = await routerFleet(2);
  const { run, folder, router, fleet } = made;
  await folder.write(
    'inventory/known_hosts',
    fleet.devices.map(({ server }) => anotherKey(server.knownHosts)).join(''),
  );
  // Both have a finding now: hostkey-changed.
  expect((await run(['audit', '-q'])).status).toBe(1);
  const accepted = await run(['hostkeys', 'accept', 'r2']);
  expect(accepted).toMatchObject({ status: 0, stdout: expect.stringMatching(/^r2 {2}pinned ssh-ed25519 SHA256:/) });
  const text = await readFile(join(folder.path, 'inventory/known_hosts'), 'utf8');
  expect(text.trim().split('\n')).toHaveLength(2);
  expect(text).toContain(router('r2').server.knownHosts.trim());
  expect(text).not.toContain(router('r1').server.knownHosts.trim());
  const audit = await run(['audit', '--format', 'json']);
  const verdicts = Object.fromEntries(
    JSON.parse(audit.stdout).devices.map(({ device, verdict }: Record<string, string>) => [device, verdict]),
  );
  expect(verdicts).toMatchObject({ r1: 'unverified', r2: 'compliant' });
  expect((await run(['hostkeys', 'accept', 'r9'])).status).toBe(2);
  expect((await run(['hostkeys', 'accept'])).status).toBe(2);
});

test('pawl hostkeys says which devices do not answer, with status 3', async () => {
  made = await routerFleet(2);
  const { run, router } = made;
  await router('r2').stop();
  const scanned = await run(['hostkeys', 'scan']);
  expect(scanned.stdout).toMatch(/^r1 {2}as pinned: ssh-ed25519/m);
  expect(scanned.stdout).toMatch(/^r2 {2}127\.0\.0\.1:\d+ showed no host key$/m);
  expect(scanned.status).toBe(3);
});
