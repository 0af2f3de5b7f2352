import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { eos } from '../../src/demo/devices/eos.ts';
import { fortios } from '../../src/demo/devices/fortios.ts';
import { ios } from '../../src/demo/devices/ios.ts';
import { iosxe } from '../../src/demo/devices/iosxe.ts';
import { nxos } from '../../src/demo/devices/nxos.ts';
import { panos } from '../../src/demo/devices/panos.ts';
import { type Fleet, type FleetDevice, startFleet } from '../../src/demo/fleet.ts';
import type { SimulatedOs } from '../../src/demo/simulated-device.ts';
import { audit, configuration, findingTypes, memoryRecord } from './audit-kit.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const systems = [ios, iosxe, nxos, eos];
/** Its files are as long as the bytes that stand for them, so that they can be fetched whole. */
const small = (os: SimulatedOs): SimulatedOs => ({
  ...os,
  imageBytes: Buffer.byteLength(`genuine ${os.current.image}`),
});
const sha512 = (text: string): string => createHash('sha512').update(text).digest('hex');

type Place = { readonly site?: string; readonly haPeer?: string; readonly hash?: string };

async function fleetOf(
  oses: readonly SimulatedOs[],
  more: { readonly servesFiles?: boolean; readonly places?: readonly Place[] } = {},
) {
  const { servesFiles = true, places = [] } = more;
  const account = { username: 'audit', password: 'right', latencyMs: 0, now: Date.now, servesFiles };
  const fleet = await startFleet(account, oses.map(small));
  stops.push(fleet.stop);
  const hosts = fleet.devices.map(({ hostname, os, host, port }, index) => {
    const { site = null, haPeer = null, hash = '{}' } = places[index] ?? {};
    const data = [site === null ? [] : [`site: ${site}`], haPeer === null ? [] : [`haPeer: ${haPeer}`]]
      .flat()
      .join(', ');
    return `${hostname}: {platform: ${os}, hostname: ${host}, port: ${port}, username: audit, password: right, hash: ${hash}, data: {${data}}}\n`;
  });
  const setting = configuration(hosts.join(''), fleet.devices.map(baselineOf));
  const record = memoryRecord();
  return { fleet, setting, record, ...sole(fleet) };
}

function baselineOf({ os, release, hostname }: FleetDevice): string {
  return `name: ${os}-${hostname}
approvedBy: lead
match: {platform: ${os}, device: ${hostname}}
approved:
  - version: "${release.version}"
    images: [{file: ${release.image}, sha512: ${sha512(`genuine ${release.image}`)}}]
`;
}

function sole({ devices: [device] }: Fleet): { readonly device: FleetDevice; readonly name: string } {
  if (device === undefined) throw new Error('no device');
  return { device, name: device.hostname };
}

const offBox = { order: { offBox: () => true } };
const reads = ({ server }: FleetDevice): readonly string[] =>
  server.commands.filter((command) => /^(?:scp|sftp) /.test(command));

describe.each(systems.map((os) => [os.os, os] as const))('a device with %s', (_, os) => {
  test('whose images are as they should be is compliant by our digest', async () => {
    const { setting, record, fleet, name, device } = await fleetOf([os]);
    const judged = (await audit(setting, record, fleet.knownHosts, offBox)).of(name);
    expect(judged).toMatchObject({ verdict: 'compliant', reason: null, assurance: 'offbox-digest' });
    expect(judged.images[0]?.digests.filter(({ computedBy }) => computedBy === 'offbox')).toHaveLength(4);
    expect(reads(device)).toHaveLength(1);
    expect(reads(device)[0]).toMatch(/^scp -f \S+$/);
  });

  test('that tells the right digest and gives other bytes is caught', async () => {
    const { setting, record, fleet, name, device } = await fleetOf([os]);
    device.lieAboutImage();
    expect((await audit(setting, record, fleet.knownHosts)).of(name)).toMatchObject({
      verdict: 'compliant',
      assurance: 'device-digest',
    });
    const judged = (await audit(setting, record, fleet.knownHosts, offBox)).of(name);
    expect(judged.verdict).toBe('tampered');
    expect(judged.reason?.code).toBe('device-not-trustworthy');
    expect(findingTypes(judged)).toEqual(expect.arrayContaining(['device-hash-lies', 'image-hash-mismatch']));
    const lie = judged.findings.find(({ type }) => type === 'device-hash-lies');
    expect(lie?.evidence.filter((command) => command.startsWith('scp -f '))).toHaveLength(2);
    expect(lie?.expected).toContain(sha512(`changed ${device.release.image}`));
    expect(reads(device)).toHaveLength(2);
    // Its own word does not settle it; another look at what it gives does.
    expect(findingTypes((await audit(setting, record, fleet.knownHosts)).of(name))).toContain('device-hash-lies');
  });

  test('whose file grows while it is fetched is not tampered, and its half gives no digest', async () => {
    const { setting, record, fleet, name, device } = await fleetOf([os]);
    device.whileServing((file) => ({ ...file, sizeBytes: file.sizeBytes + 1 }));
    const judged = (await audit(setting, record, fleet.knownHosts, offBox)).of(name);
    expect(findingTypes(judged)).not.toEqual(expect.arrayContaining(['device-hash-lies', 'image-hash-mismatch']));
    expect(judged.verdict).not.toBe('tampered');
    expect(judged.facts?.missing.find(({ fact }) => fact === 'digest')?.reason.message).toContain('its size changed');
    expect(judged.images.flatMap(({ digests }) => digests).filter(({ computedBy }) => computedBy === 'offbox')).toEqual(
      [],
    );
  });

  test('without a file service stays as its own digest says, and the reason is told', async () => {
    const { setting, record, fleet, name } = await fleetOf([os], { servesFiles: false });
    const judged = (await audit(setting, record, fleet.knownHosts, offBox)).of(name);
    expect(judged).toMatchObject({ verdict: 'compliant', assurance: 'device-digest' });
    expect(judged.facts?.missing.find(({ fact }) => fact === 'digest')?.reason).toMatchObject({ code: 'unsupported' });
    expect(judged.facts?.notes.at(-1)).toMatch(/^nothing was read off the box: "(?:scp -f|sftp open) /);
    expect(findingTypes(judged)).toEqual([]);
  });
});

test('a lie that ended is closed by what is read then', async () => {
  const { setting, record, fleet, name, device } = await fleetOf([eos]);
  device.lieAboutImage();
  await audit(setting, record, fleet.knownHosts, offBox);
  device.changeImage();
  const changed = (await audit(setting, record, fleet.knownHosts, offBox)).of(name);
  expect(findingTypes(changed)).toContain('image-hash-mismatch');
  expect(findingTypes(changed)).not.toContain('device-hash-lies');
});

test('an image that the device adapted is not tampered, although it is no published one', async () => {
  const compact = { ...nxos.current, image: 'nxos64-cs.10.2.5.M-compact.bin' };
  for (const os of [
    { ...nxos, current: compact },
    {
      ...eos,
      reply: (state, command, now) => {
        const reply = eos.reply(state, command, now);
        return command === 'show version' && typeof reply === 'string'
          ? reply.replace('Image optimization: Default', 'Image optimization: Strata-4GB')
          : reply;
      },
    } satisfies SimulatedOs,
  ]) {
    const { setting, record, fleet, name, device } = await fleetOf([os]);
    device.changeImage();
    const judged = (await audit(setting, record, fleet.knownHosts, offBox)).of(name);
    expect(judged).toMatchObject({ verdict: 'unverified', reason: { code: 'image-adapted' } });
    expect(findingTypes(judged)).not.toContain('device-hash-lies');
  }
});

test('a change between the two readings is no lie', async () => {
  const { setting, record, fleet, name, device } = await fleetOf([eos]);
  device.lieAboutImage();
  let served = 0;
  device.whileServing((file) => {
    served += 1;
    return { ...file, served: `changed${served} ${file.content.slice(9)}` };
  });
  const judged = (await audit(setting, record, fleet.knownHosts, offBox)).of(name);
  expect(findingTypes(judged)).not.toContain('device-hash-lies');
  expect(judged.facts?.missing.find(({ fact }) => fact === 'digest')?.reason.message).toContain('its content changed');
  expect(judged.verdict).not.toBe('compliant');
});

test.each([
  [panos, /gives no way to fetch an image$/],
  [fortios, /moves configurations, no images$/],
] as const)('a platform that gives no files away says so', async (os, why) => {
  const { setting, record, fleet, name, device } = await fleetOf([os]);
  const judged = (await audit(setting, record, fleet.knownHosts, offBox)).of(name);
  expect(judged.facts?.notes.at(-1)).toMatch(why);
  expect(judged.verdict).not.toBe('tampered');
  expect(reads(device)).toEqual([]);
});

test('the inventory turns it on, and without hashing it is off', async () => {
  const { setting, record, fleet, device } = await fleetOf([eos], { places: [{ hash: '{offBox: true}' }] });
  await audit(setting, record, fleet.knownHosts, { order: { hashing: false } });
  expect(reads(device)).toEqual([]);
  await audit(setting, record, fleet.knownHosts);
  expect(reads(device)).toHaveLength(1);
});

test('files are fetched without any hashing on the device where only that is asked for', async () => {
  const { setting, record, fleet, name, device } = await fleetOf([eos]);
  const judged = (await audit(setting, record, fleet.knownHosts, { order: { hashing: false, offBox: () => true } })).of(
    name,
  );
  expect(device.server.commands.filter((command) => command.startsWith('verify'))).toEqual([]);
  expect(judged).toMatchObject({ verdict: 'compliant', assurance: 'offbox-digest' });
});

test('at a site one session at a time fetches, of a pair never both, and others go on', async () => {
  const named = (hostname: string, serial: string): SimulatedOs => ({ ...eos, hostname, serial });
  const { setting, record, fleet } = await fleetOf(
    [named('a1', 'JPE00000001'), named('a2', 'JPE00000002'), named('b1', 'JPE00000003'), named('b2', 'JPE00000004')],
    {
      places: [
        { site: 'ams', hash: '{offBox: true}' },
        { site: 'ams', hash: '{offBox: true}' },
        { site: 'fra', haPeer: 'b2', hash: '{offBox: true}' },
        { site: 'lon', hash: '{offBox: true}' },
      ],
    },
  );
  const open = new Set<string>();
  const together: string[] = [];
  const watch = setInterval(() => {
    open.clear();
    for (const { hostname, server } of fleet.devices) if (server.openConnections() > 0) open.add(hostname);
    if (open.size > 0) together.push([...open].sort().join());
  }, 1);
  await audit(setting, record, fleet.knownHosts);
  clearInterval(watch);
  expect(together.length).toBeGreaterThan(0);
  expect(together.filter((names) => names.includes('a1') && names.includes('a2'))).toEqual([]);
  expect(together.filter((names) => names.includes('b1') && names.includes('b2'))).toEqual([]);
});

describe('the word of a router on the signature inside its image', () => {
  const saying = (text: string): SimulatedOs => ({
    ...iosxe,
    reply: (state, command, now) => (/^verify [^/]/.test(command) ? text : iosxe.reply(state, command, now)),
  });
  test('that it is good is the assurance, and ours is worth more', async () => {
    const good = `Digital signature successfully verified in file bootflash:${iosxe.current.image}\n`;
    const { setting, record, fleet, name } = await fleetOf([saying(good)]);
    expect((await audit(setting, record, fleet.knownHosts)).of(name)).toMatchObject({
      verdict: 'compliant',
      assurance: 'signature',
    });
    expect((await audit(setting, record, fleet.knownHosts, offBox)).of(name).assurance).toBe('offbox-digest');
  });

  test('that it is bad is tampered', async () => {
    const bad = `%ERROR: Signature verification failed for file bootflash:${iosxe.current.image}\n`;
    const { setting, record, fleet, name } = await fleetOf([saying(bad)]);
    const judged = (await audit(setting, record, fleet.knownHosts)).of(name);
    expect(judged.verdict).toBe('tampered');
    expect(findingTypes(judged)).toEqual(['image-signature-invalid']);
  });
});
