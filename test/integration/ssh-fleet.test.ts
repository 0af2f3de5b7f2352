import { afterAll, beforeAll, expect, test } from 'vitest';
import { epochMs } from '../../src/core/brands.ts';
import type { DeviceFacts } from '../../src/core/facts.ts';
import { compareTexts } from '../../src/core/version.ts';
import { type Fleet, simulatedSystems, startFleet } from '../../src/demo/fleet.ts';
import { findPlatform } from '../../src/platforms/index.ts';
import { limits, never, target, transport } from './ssh-kit.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet({ username: 'audit', password: 'right', latencyMs: 0, now: Date.now });
});
afterAll(() => fleet.stop());

/** Collects over SSH what the platform asks for. */
async function collect(os: string): Promise<{ facts: DeviceFacts; notes: readonly string[] }> {
  const platform = findPlatform(os);
  const device = fleet.devices.find((one) => one.os === os);
  if (platform === null || device === undefined) throw new Error(`no ${os}`);
  const opened = await transport(fleet.knownHosts).open(target(device, { rules: platform.session }), never);
  if (!opened.ok) throw new Error(opened.error.reason.message);
  const collection = platform.collect({ now: epochMs(Date.now()), hash: () => platform.hashes.slice(-1) });
  let step = collection.next();
  while (step.done !== true) step = collection.next(await opened.value.ask(step.value.command, limits));
  await opened.value.end();
  return { facts: step.value, notes: opened.value.notes() };
}

const systems = simulatedSystems.map(({ os }) => os);

test.each(systems)('the simulated %s device shows every fact that an audit needs', async (os) => {
  const { facts, notes } = await collect(os);
  const device = fleet.devices.find((one) => one.os === os);
  const member = facts.members[0];
  expect(facts.platform).toBe(os);
  expect(facts.missing).toEqual([]);
  expect(notes).toEqual([]);
  expect(member?.version).toBe(device?.release.version);
  expect(member?.serial).toBe(device?.state().serial);
  expect(member?.boot.next).toMatchObject({ kind: 'image', version: device?.release.version });
  if (device?.imageSha512 !== null)
    expect(facts.images[0]?.digests).toContainEqual(expect.objectContaining({ value: device?.imageSha512 }));
});

test.each(systems)(
  'a simulated %s device that is to boot an older release shows it, and runs it after the reload',
  async (os) => {
    const device = fleet.devices.find((one) => one.os === os);
    if (device === undefined) throw new Error('no device');
    device.bootOlder();
    const same = (version: string | null | undefined): string | undefined => {
      const scheme = findPlatform(os)?.versions;
      return scheme === undefined ? undefined : compareTexts(scheme, version ?? '', device.older.version).order;
    };
    const before = (await collect(os)).facts.members[0];
    expect(before?.version).toBe(device.release.version);
    const next = before?.boot.next;
    expect(next?.kind === 'image' ? same(next.version) : next).toBe('same');
    device.reload();
    const after = (await collect(os)).facts.members[0];
    expect(same(after?.version)).toBe('same');
    expect(after?.startedAt).toBeGreaterThan(Date.now() - 120_000);
  },
);
