import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { type FleetDevice, simulatedSystems, startFleet } from '../../src/demo/fleet.ts';
import { audit, configuration, memoryRecord } from './audit-kit.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const day = 86_400_000;
const hashes = ({ server }: FleetDevice, from: number): readonly string[] =>
  server.commands.slice(from).filter((command) => /^verify \/|sum$|^show md5|^file checksum/.test(command));

/** One device with a good value for its image, and a clock that the test moves. */
async function deviceOf(os: (typeof simulatedSystems)[number]) {
  const began = Date.now();
  let offset = 0;
  const now = (): number => began + offset;
  const fleet = await startFleet({ username: 'audit', password: 'right', latencyMs: 0, now: () => began }, [os]);
  stops.push(fleet.stop);
  const [device] = fleet.devices;
  if (device === undefined) throw new Error('no device');
  const { hostname: name, host, port, release } = device;
  const value = createHash('sha512').update(`genuine ${release.image}`).digest('hex');
  const md5 = createHash('md5').update(`genuine ${release.image}`).digest('hex');
  const setting = configuration(
    `${name}: {platform: ${os.os}, hostname: ${host}, port: ${port}, username: audit, password: right}\n`,
    [
      `name: all\napprovedBy: lead\nmatch: {platform: ${os.os}}\nrequire: {maxAge: 7d}\napproved: [{version: "${release.version}", images: [{file: "${release.image}", sha512: ${value}, md5: ${md5}}]}]\n`,
    ],
  );
  const record = memoryRecord(now);
  const run = async (trigger: 'manual' | 'schedule' | 'alert', more: { readonly afterAlert?: boolean } = {}) => {
    const from = device.server.commands.length;
    const judged = (await audit(setting, record, fleet.knownHosts, { now, order: { trigger, ...more } })).of(name);
    return { judged, hashed: hashes(device, from).length };
  };
  return {
    device,
    run,
    pass(ms: number) {
      offset += ms;
    },
  };
}

const hashable = simulatedSystems.filter(({ hasImageFile }) => hasImageFile);

describe.each(hashable.map((os) => [os.os, os] as const))('a scheduled audit of %s', (_, os) => {
  test('does not have computed again what is known, while the baseline allows it', async () => {
    const { run, pass } = await deviceOf(os);
    const first = await run('schedule');
    expect(first.hashed).toBeGreaterThan(0);
    expect(first.judged).toMatchObject({ verdict: 'compliant', assurance: 'device-digest', digestAgeMs: 0 });
    pass(2 * day);
    const second = await run('schedule');
    expect(second.hashed).toBe(0);
    expect(second.judged).toMatchObject({ verdict: 'compliant', assurance: 'device-digest' });
    expect(second.judged.digestAgeMs).toBeGreaterThanOrEqual(2 * day);
    pass(6 * day);
    const third = await run('schedule');
    expect(third.hashed).toBeGreaterThan(0);
    expect(third.judged.digestAgeMs).toBe(0);
  });
});

const [, iosxe] = simulatedSystems;
if (iosxe === undefined) throw new Error('no system');

test.each([
  ['typed by a person', 'manual', {}],
  ['of an alert', 'alert', { afterAlert: true }],
  ['that is scheduled to verify', 'schedule', { afterAlert: true }],
] as const)('an audit %s computes every digest anew', async (_, trigger, more) => {
  const { run } = await deviceOf(iosxe);
  await run('schedule');
  expect((await run(trigger, more)).hashed).toBe(1);
});
