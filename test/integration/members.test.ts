import { afterEach, describe, expect, test } from 'vitest';
import type { JudgedDevice } from '../../src/core/judgement.ts';
import type { SshDevice } from '../../src/demo/ssh-device.ts';
import { audit, configuration, findingTypes, memoryRecord } from './audit-kit.ts';
import { type Replies, repliesOf, savedDevice, serve } from './saved-device.ts';

const servers: SshDevice[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

/** One saved device behind a server, audited again and again while its outputs change. */
async function audited(platform: string, name: string, approved: readonly string[]) {
  const saved = savedDevice(platform, name);
  let replies: Replies = repliesOf(saved);
  const server = await serve(platform, (command) => replies(command));
  servers.push(server);
  const setting = configuration(
    `dut: {platform: ${platform}, hostname: ${server.host}, port: ${server.port}, username: audit, password: right}\n`,
    [
      `name: approved\napprovedBy: lead\nmatch: {platform: ${platform}}\napproved:\n${approved.map((version) => `  - version: "${version}"\n`).join('')}require: {digest: never}\n`,
    ],
  );
  const record = memoryRecord();
  let now = saved.takenAt ?? Date.UTC(2026, 10, 25, 10);
  return {
    async look() {
      now += 3_600_000;
      const result = await audit(setting, record, server.knownHosts, { now: () => now });
      const judged = result.of('dut');
      return {
        judged,
        types: findingTypes(judged),
        verdicts: Object.fromEntries(judged.members.map(({ id, verdict }) => [id, verdict])),
      };
    },
    change(to: (text: string, slug: string) => string | null) {
      replies = repliesOf(saved, to);
    },
  };
}

const upgraded = (text: string): string =>
  text
    .replaceAll('15.2(2)E7', '15.2(7)E4')
    .replaceAll('152-2.E7', '152-7.E4')
    .replace(/(Manual Boot +: )yes/, '$1no');

const missing = ({ findings }: JudgedDevice): readonly (string | null)[] =>
  findings.filter(({ type }) => type === 'member-missing').map(({ member }) => member);

describe('a stack of three', () => {
  test('is judged by member; the worst one decides, a fixed one closes, a lost one is missed', async () => {
    const stack = await audited('ios', 'c2960x_15.2-7.E4_stack-of-three', ['15.2(7)E4']);
    const first = await stack.look();
    expect(first.verdicts).toMatchObject({ 2: 'noncompliant' });
    expect(first.judged.verdict).toBe('noncompliant');
    expect(first.types).toContain('os-member-mismatch');

    stack.change((text) => upgraded(text));
    const fixed = await stack.look();
    expect(fixed.types).not.toContain('os-member-mismatch');
    expect(fixed.types).not.toContain('os-not-approved');
    // Slot 4 is provisioned and was never filled: it keeps nothing open, and the device may be compliant.
    expect(fixed.judged).toMatchObject({ verdict: 'compliant', reason: null });

    stack.change((text, slug) =>
      slug === 'show-version'
        ? upgraded(text)
            .replace(/^ +3 .*\n/m, '')
            .replace(/^Switch 03\n[\s\S]*?(?=\nSwitch|\nConfiguration register)/m, '')
        : upgraded(text).replace(/^ +3 .*Ready.*$/m, ' 3       Member 0000.0000.0000     0      1       Removed'),
    );
    const lost = await stack.look();
    expect(missing(lost.judged)).toContain('3');
    expect(lost.judged.verdict).not.toBe('compliant');

    stack.change((text) => upgraded(text));
    expect(missing((await stack.look()).judged)).not.toContain('3');

    // A switch that was seen and left the stack is shown as a slot that never had one.
    stack.change((text, slug) =>
      slug === 'show-version'
        ? upgraded(text)
            .replace(/^ +3 .*\n/m, '')
            .replace(/^Switch 03\n[\s\S]*?(?=\nSwitch|\nConfiguration register)/m, '')
        : upgraded(text).replace(/^ +3 .*Ready.*$/m, ' 3       Member 0000.0000.0000     0      0       Provisioned'),
    );
    const left = await stack.look();
    expect(missing(left.judged)).toEqual(['3']);
    expect(left.judged.verdict).toBe('unverified');
  });
});

test.each([
  ['two supervisors', 'nxos', 'n7k_8.4-3_two-supervisors', ['8.4(3)'], { 'sup-1': '8.4(2)' }],
  ['two supervisors', 'eos', '7504_4.27.6M_two-supervisors', ['4.27.6M'], { 2: '4.26.1F' }],
  ['two routing engines', 'junos', 'mx480_21.4R3-S5.4_engines-differ', ['21.4R3-S5.4'], { re1: '20.4R3-S4.8' }],
  ['a stack of two', 'iosxe', 'c9300_17.09.04a_mixed-stack', ['17.09.04a'], { 2: '17.06.05' }],
] as const)('%s of %s: the standby with an older release is named', async (_, platform, name, approved, older) => {
  const device = await audited(platform, name, approved);
  const { judged, types } = await device.look();
  const [[id, version]] = Object.entries(older) as [[string, string]];
  const standby = judged.members.find((member) => member.id === id);
  expect(standby?.facts?.version).toBe(version);
  expect(standby?.verdict).not.toBe('compliant');
  expect(types).toContain('os-member-mismatch');
  expect(judged.verdict).not.toBe('compliant');
});
