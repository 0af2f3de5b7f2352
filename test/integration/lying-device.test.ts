import { afterAll, expect, test } from 'vitest';
import { iosxe } from '../../src/demo/devices/iosxe.ts';
import { type Fleet, startFleet } from '../../src/demo/fleet.ts';
import type { SimulatedOs } from '../../src/demo/simulated-device.ts';
import { audit, configuration, findingTypes, memoryRecord } from './audit-kit.ts';

const fleets: Fleet[] = [];
afterAll(() => Promise.all(fleets.map((fleet) => fleet.stop())));

const policies = (pattern: string, flags: string): string =>
  `No.  Class     Type    Event Type          Trap  Time Registered           Name\n1    applet    user    cli                 Off   Tue Nov 3 02:14:07 2026   tidy\n pattern {${pattern}} ${flags}\n maxrun 20.000\n`;

type Answers = Record<string, string>;

/** A router over SSH that answers some commands in its own way; the answers may change between audits. */
async function router(answers: Answers) {
  const os: SimulatedOs = {
    ...iosxe,
    reply: (state, command, now) => answers[command] ?? iosxe.reply(state, command, now),
  };
  const fleet = await startFleet({ username: 'audit', password: 'right', latencyMs: 0, now: Date.now }, [os]);
  fleets.push(fleet);
  const [device] = fleet.devices;
  if (device === undefined) throw new Error('no device');
  const setting = configuration(
    `dut: {platform: iosxe, hostname: ${device.host}, port: ${device.port}, username: audit, password: right}\n`,
    [`name: b\napprovedBy: x\nmatch: {platform: iosxe}\napproved: [{version: ${device.release.version}}]\n`],
  );
  const record = memoryRecord();
  return {
    record,
    look: async () => (await audit(setting, record, fleet.knownHosts, { order: { hashing: false } })).of('dut'),
  };
}

test('a router whose output nothing touches is compliant, and its checks agree', async () => {
  const { look } = await router({
    'show event manager policy registered': policies('configure terminal', 'sync no skip no'),
  });
  const judged = await look();
  expect(judged.verdict).toBe('compliant');
  expect(judged.checks?.filter(({ outcome }) => outcome === 'disagree')).toEqual([]);
  for (const id of ['X01', 'X02', 'X03', 'X15'])
    expect(judged.checks?.find((check) => check.id === id)?.outcome, id).toBe('agree');
});

test('a policy that takes the place of show version is found, poisons the device, and closes as it is gone', async () => {
  const answers: Answers = { 'show event manager policy registered': policies('^show ver', 'sync yes skip yes') };
  const { look, record } = await router(answers);
  const judged = await look();
  expect(findingTypes(judged)).toContain('cli-rewritten');
  expect([judged.verdict, judged.reason?.code]).toEqual(['unverified', 'device-not-trustworthy']);
  const check = judged.checks?.find(({ id }) => id === 'X15');
  expect(check?.claims.map(({ excerpt }) => excerpt)).toContain('pattern {^show ver} sync yes skip yes');
  answers['show event manager policy registered'] = policies('x', 'sync no skip no');
  expect((await look()).verdict).toBe('compliant');
  expect(record.verifyChain()).toMatchObject({ ok: true });
});

test('two commands that tell two registers are found', async () => {
  const boot = iosxe.current.image;
  const { look } = await router({
    'show bootvar': `BOOT variable = bootflash:${boot},1;\nConfiguration register is 0x2142\n`,
  });
  expect(findingTypes(await look())).toContain('cli-rewritten');
});

test('output that is hostile to readers opens nothing and breaks nothing', async () => {
  const { look } = await router({
    'show event manager policy registered': `${'1 applet user cli Off '.repeat(2_000)}\n pattern {${'(a+)+'.repeat(200)}}\n`,
    'show alias': `Exec mode aliases:\n${'  x  y\n'.repeat(2_000)}`,
  });
  expect((await look()).verdict).toBe('compliant');
});
