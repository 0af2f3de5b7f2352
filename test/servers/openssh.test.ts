import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pawl, workFolder } from '../cli/run-pawl.ts';
import { type OpenSsh, startAgent, startOpenSsh } from './openssh-kit.ts';

const outputs = fileURLToPath(new URL('../fixtures/devices/iosxe/isr4331_17.09.04a_install', import.meta.url));
const baseline = `name: edge
approvedBy: lead
match: {platform: iosxe}
approved: [{version: 17.09.04a}]
require: {digest: never}
`;

let server: OpenSsh;
let folder: Awaited<ReturnType<typeof workFolder>>;
beforeAll(async () => {
  server = await startOpenSsh(outputs, 'branch-12#');
  folder = await workFolder({ 'baselines/edge.yaml': baseline });
});
afterAll(async () => {
  await server.stop();
  await folder.remove();
});

const hosts = (ssh: string): string =>
  `edge1: {platform: iosxe, hostname: 127.0.0.1, port: ${server.port}, username: ${server.username}, timeouts: {command: 4s, device: 20s}, ssh: {${ssh}}}\n`;
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  pawl(args, { cwd: folder.path, env });

test('no key of OpenSSH is trusted before it is pinned, and no login is tried', async () => {
  await folder.write('inventory/hosts.yaml', hosts(`keyFile: ${server.keyFile}`));
  const refused = await run(['audit', '--format', 'json']);
  expect(refused.status).toBe(3);
  expect(JSON.parse(refused.stdout).devices[0]).toMatchObject({
    verdict: 'unverified',
    reason: expect.stringMatching(/^host-key: /),
  });
  expect(server.log()).not.toContain('Accepted');
});

test('hostkeys scan pins the key that ssh-keygen made', async () => {
  const scanned = await run(['hostkeys', 'scan']);
  expect(scanned.stdout).toMatch(/edge1 .*SHA256:/);
  expect(scanned.status).toBe(0);
  const pinned = await readFile(join(folder.path, 'inventory/known_hosts'), 'utf8');
  expect(pinned).toContain(server.knownHosts.trim());
});

test('a login with a public key gives the saved device', async () => {
  const audited = await run(['audit', '--format', 'json']);
  const [device] = JSON.parse(audited.stdout).devices;
  expect(device).toMatchObject({ device: 'edge1', running: { version: '17.09.04a', mode: 'install' } });
  expect(device.reason).toBeNull();
  expect(server.log()).toContain('Accepted publickey');
});

test('a login through an agent needs no key file and no password', async () => {
  const agent = await startAgent(server.keyFile);
  try {
    await folder.write('inventory/hosts.yaml', hosts('agent: true'));
    const audited = await run(['audit', '--format', 'json'], { SSH_AUTH_SOCK: agent.socket });
    expect(JSON.parse(audited.stdout).devices[0]).toMatchObject({ reason: null, running: { version: '17.09.04a' } });
  } finally {
    await agent.stop();
  }
});

test('another key in known_hosts stops the login', async () => {
  const other = 'AAAAC3NzaC1lZDI1NTE5AAAAIJ5mHCbnvLbOrFWvnAFNdS4HkSM3bJvmrBdMOzGs0lWz';
  await folder.write('inventory/hosts.yaml', hosts(`keyFile: ${server.keyFile}`));
  await folder.write('inventory/known_hosts', `[127.0.0.1]:${server.port} ssh-ed25519 ${other}\n`);
  const before = server.log().split('Accepted').length;
  const refused = await run(['audit', '--format', 'json']);
  expect(JSON.parse(refused.stdout).devices[0].reason).toMatch(/^host-key: /);
  expect(server.log().split('Accepted').length).toBe(before);
});
