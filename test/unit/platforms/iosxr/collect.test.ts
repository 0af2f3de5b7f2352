import { describe, expect, test } from 'vitest';
import { epochMs } from '../../../../src/core/brands.ts';
import { iosxr } from '../../../../src/platforms/iosxr/index.ts';
import { play } from '../play-collection.ts';

const now = epochMs(Date.UTC(2026, 10, 24, 10));
const refusal = "% Invalid input detected at '^' marker.\n";

const classic = (register = '0x102', release = '6.4.2') => `
Cisco IOS XR Software, Version ${release}[Default]
pe-1 uptime is 1 day, 0 hours, 0 minutes
cisco ASR9K Series (P4040) processor with 8388608K bytes of memory.
Configuration register on node 0/RSP0/CPU0 is ${register}
`;
const xr7 = `
Cisco IOS XR Software, Version 7.10.2 LNT
 Label        : 7.10.2
cisco 8201-SYS (Intel) processor with 32GB of memory
r1 uptime is 1 day, 0 hours, 0 minutes
`;
const set = (kind: 'Active' | 'Committed' | 'Inactive', ...names: readonly string[]) =>
  `  ${kind} Packages:\n${names.map((name) => `    disk0:${name}\n`).join('')}`;
const summary = (kind: 'Active' | 'Committed', hash: string, release = '7.10.2') =>
  `${kind} Packages: XR: 2 All: 2\nLabel: ${release}\nSoftware Hash: ${hash}\n\nOptional Packages    Version\n-------------------- ---------------\nxr-bgp  ${release}v1.0.0-1\n`;

const run = (answers: Readonly<Record<string, string>>) =>
  play(iosxr.collect({ now, hash: () => [] }), ({ command }) => answers[command.text] ?? refusal, iosxr.session);
const bootOf = (answers: Readonly<Record<string, string>>) => run(answers).facts.members[0]?.boot;

describe('classic', () => {
  const steady = {
    'show version': classic(),
    'show install active': set('Active', 'asr9k-mini-px-6.4.2', 'asr9k-px-6.4.2.CSCvr00001-1.0.0'),
    'show install committed': set('Committed', 'asr9k-px-6.4.2.CSCvr00001-1.0.0', 'asr9k-mini-px-6.4.2'),
  };

  test('the same packages in another order are committed', () => {
    expect(bootOf(steady)).toMatchObject({
      commit: 'committed',
      next: { kind: 'image', version: '6.4.2', versionFrom: 'install-state' },
      configRegister: '0x102',
    });
    expect(run(steady).facts.members[0]?.patches).toEqual(['CSCvr00001']);
  });

  test('an older committed set is what a reload brings back', () => {
    const answers = { ...steady, 'show install committed': set('Committed', 'asr9k-mini-px-5.3.4') };
    expect(bootOf(answers)).toMatchObject({
      commit: 'uncommitted',
      next: { version: '5.3.4', versionFrom: 'install-state' },
    });
  });

  test('a patch that is not committed makes the set uncommitted', () => {
    const answers = { ...steady, 'show install committed': set('Committed', 'asr9k-mini-px-6.4.2') };
    expect(bootOf(answers)).toMatchObject({ commit: 'uncommitted', next: { version: '6.4.2' } });
  });

  test('a boot field of 0 stops in the loader', () => {
    expect(bootOf({ ...steady, 'show version': classic('0x0') })).toMatchObject({
      manual: true,
      next: { kind: 'loader' },
    });
  });

  test.each([
    ['BOOT=tftp://192.0.2.1/asr9k-mini.vm;', { kind: 'network' }],
    ['BOOT=disk0:asr9k-os-mbi-5.3.4/0x100305/mbiasr9k-rp.vm,1;', { kind: 'unresolved' }],
    ['BOOT=disk0:asr9k-os-mbi-6.4.2/0x100305/mbiasr9k-rp.vm,1;', { kind: 'image', version: '6.4.2' }],
  ])('%s', (line, next) => {
    expect(bootOf({ ...steady, 'show variables boot': `${line}\n` })).toMatchObject({ next });
  });

  test('a refused list leaves the next boot open, with the reason', () => {
    const { facts } = run({ ...steady, 'show install committed': '% This command is not authorized\n' });
    expect(facts.members[0]?.boot.next).toMatchObject({ kind: 'unresolved', reason: { code: 'command-denied' } });
    expect(facts.missing).toContainEqual(expect.objectContaining({ fact: 'boot' }));
  });

  test('packages that do not run are told once a release', () => {
    const names = ['asr9k-mini-px-5.3.4', 'asr9k-mpls-px-5.3.4'];
    const { facts } = run({ ...steady, 'show install inactive summary': set('Inactive', ...names) });
    expect(facts.members[0]?.inactive.map(({ version }) => version)).toEqual(['5.3.4']);
  });

  test('an install state that contradicts the version output is said', () => {
    expect(run({ ...steady, 'show version': classic('0x102', '6.1.3') }).facts.notes).toHaveLength(1);
  });
});

describe('XR7', () => {
  const hash = '9a'.repeat(32);
  const steady = {
    'show version': xr7,
    'show install active summary': summary('Active', hash),
    'show install committed summary': summary('Committed', hash),
  };

  test('one hash stands for the whole set', () => {
    const { facts, asked } = run(steady);
    expect(facts.members[0]).toMatchObject({
      softwareHash: hash,
      patches: [],
      boot: { commit: 'committed', next: { version: '7.10.2' } },
    });
    expect(asked).not.toContain('show install active');
  });

  test('another hash is another set, also under the same names', () => {
    const answers = { ...steady, 'show install committed summary': summary('Committed', '00'.repeat(32)) };
    expect(bootOf(answers)?.commit).toBe('uncommitted');
  });
});

test('the date line above an output is no output', () => {
  const text =
    'Wed Feb 11 16:07:46.829 CET\nCisco IOS XR Software, Version 24.4.2 LNT\nSystem uptime is 1 week 1 day 46 minutes\n';
  const member = run({ 'show version': text }).facts.members[0];
  expect(member).toMatchObject({ version: '24.4.2', startedAt: now - (8 * 86_400 + 46 * 60) * 1000 });
  expect(iosxr.session.noise.some((pattern) => pattern.test('Wed Feb 11 16:07:46.829 CET'))).toBe(true);
});

test('a container is started by its host', () => {
  const text = xr7.replace('8201-SYS', 'XRd-CP-C-01');
  expect(run({ 'show version': text }).facts.unsupportedMode).not.toBeNull();
});

test('with nothing but refusals everything is missing', () => {
  const { facts } = run({});
  expect(facts.members[0]).toMatchObject({ id: 'self', version: null, boot: { next: { kind: 'unresolved' } } });
  expect(facts.missing.map(({ fact }) => fact)).toEqual(
    expect.arrayContaining(['version', 'boot', 'patches', 'serial']),
  );
});

test('route processors of a CRS are found beside the column of interface cards', () => {
  const platform = [
    '0/RP0/CPU0      RP(Active)      N/A             IOS XR RUN      PWR,NSHUT,MON',
    '0/RP1/CPU0      RP(Standby)     N/A             IOS XR RUN      PWR,NSHUT,MON',
    '0/3/CPU0        MSC             Jacket Card     IOS XR RUN      PWR,NSHUT,MON',
  ].join('\n');
  const { facts } = run({ 'show version': classic(), 'show platform': platform });
  expect(facts.members.map(({ id, role }) => [id, role])).toEqual([
    ['0/RP0/CPU0', 'active'],
    ['0/RP1/CPU0', 'standby'],
  ]);
});
