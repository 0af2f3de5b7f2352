import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { iosxe } from '../../src/demo/devices/iosxe.ts';
import { type Fleet, startFleet } from '../../src/demo/fleet.ts';
import { pawl, type Ran, workFolder } from './run-pawl.ts';

/** Long enough to be hashed in threads of their own. */
const genuine = `${'genuine '.repeat(1_200_000)}${iosxe.current.image}`;
const sha512 = createHash('sha512').update(genuine).digest('hex');
let fleet: Fleet;
let folder: Awaited<ReturnType<typeof workFolder>>;
beforeAll(async () => {
  fleet = await startFleet({ username: 'audit', password: 'right', latencyMs: 0, now: Date.now, servesFiles: true }, [
    { ...iosxe, hostname: 'edge1', imageBytes: genuine.length, imageContent: () => genuine },
  ]);
  const [device] = fleet.devices;
  folder = await workFolder({
    'inventory/hosts.yaml': `edge1: {platform: iosxe, hostname: ${device?.host}, port: ${device?.port}, username: audit, password: right, hash: {rate: unlimited}}\n`,
    'inventory/known_hosts': fleet.knownHosts,
    'baselines/edge.yaml': `name: edge
approvedBy: lead
match: {platform: iosxe}
approved:
  - version: ${iosxe.current.version}
    images: [{file: ${iosxe.current.image}, size: ${genuine.length}, sha512: ${sha512}}]
`,
  });
});
afterAll(async () => {
  await fleet.stop();
  await folder.remove();
});

const reads = (): number =>
  fleet.devices[0]?.server.commands.filter((command) => command.startsWith('scp -f ')).length ?? 0;
const first = ({ stdout }: Ran) => JSON.parse(stdout).devices[0];
const run = (...args: readonly string[]): Promise<Ran> => pawl(args, { cwd: folder.path });

test('pawl audit fetches nothing unless it is asked to', async () => {
  const audited = await run('audit', '--format', 'json');
  expect(audited.status).toBe(0);
  expect(first(audited)).toMatchObject({ verdict: 'compliant', assurance: 'device-digest' });
  expect(reads()).toBe(0);
});

test('pawl audit --offbox-hash shows our digests beside that of the device', async () => {
  const audited = await run('audit', '--offbox-hash', '--format', 'json', '--save-captures', 'saved');
  expect(audited.status).toBe(0);
  const device = first(audited);
  expect(device).toMatchObject({ verdict: 'compliant', assurance: 'offbox-digest', findings: [] });
  expect(device.images[0].digests).toMatchObject({ sha512: { value: sha512, computedBy: 'offbox', knownGood: true } });
  expect(reads()).toBe(1);
});

test('pawl verify --offbox-hash catches a device that lies', async () => {
  fleet.devices[0]?.lieAboutImage();
  const verified = await run('verify', 'edge1', '--offbox-hash', '--format', 'json');
  expect(verified.status).toBe(1);
  const device = first(verified);
  expect(device.verdict).toBe('tampered');
  expect(device.findings.map(({ type }: { type: string }) => type)).toContain('device-hash-lies');
});

test('what is sent for it stands in pawl commands', async () => {
  const listed = await run('commands', '--platform', 'iosxe');
  expect(listed.stdout).toContain('scp -f {image}');
});
