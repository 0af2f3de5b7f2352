import { describe, expect, test } from 'vitest';
import { epochMs } from '../../../../src/core/brands.ts';
import { nxos } from '../../../../src/platforms/nxos/index.ts';
import { play } from '../play-collection.ts';

const now = epochMs(Date.UTC(2026, 10, 24, 10));
const refusal = "% Invalid command at '^' marker.\n";
const startup = 'show startup-config | include "^version|^boot|^no boot"';

const version = (told: { image?: string; release?: string; model?: string; previous?: string; more?: string } = {}) => `
Cisco Nexus Operating System (NX-OS) Software
Software
  BIOS: version 07.69
  NXOS: version ${told.release ?? '9.3(10)'}
  NXOS image file is: bootflash:///${told.image ?? 'nxos.9.3.10.bin'}
${told.more ?? ''}
Hardware
  cisco ${told.model ?? 'Nexus9000 C93180YC-EX'} Chassis
  Processor Board ID FDO24000A0A
  Device name: leaf-3
Kernel uptime is 10 day(s), 0 hour(s), 0 minute(s), 0 second(s)
Last reset at 1 usecs after Sat Nov 14 10:00:00 2026
  Reason: Reset Requested by CLI command reload
  System version: ${told.previous ?? ''}
`;
const pair = `
  kickstart: version 7.3(5)N1(1)
  system:    version 7.3(5)N1(1)
  kickstart image file is: bootflash:///n5000-uk9-kickstart.7.3.5.N1.1.bin
  system image file is:    bootflash:///n5000-uk9.7.3.5.N1.1.bin
Hardware
  cisco Nexus5548 Chassis ("O2 32X10GE/Modular Supervisor")
  Processor Board ID JAF1451VEKF
Kernel uptime is 10 day(s), 0 hour(s), 0 minute(s), 0 second(s)
`;
const boot = (next: readonly string[], current: readonly string[] = next) =>
  `Current Boot Variables:\n\nsup-1\n${current.join('\n')}\n\nBoot Variables on next reload:\n\nsup-1\n${next.join('\n')}\n`;
const file = (name: string, date = 'Oct 30 09:12:55 2026') => `  1000000    ${date}  ${name}\n`;
const dir = (...files: readonly string[]) =>
  `${files.join('')}\nUsage for bootflash://sup-local\n 1 bytes used\n 2 bytes free\n 3 bytes total\n`;
const clock = '10:00:00.000 UTC Tue Nov 24 2026\n';
const steady = {
  'show version': version(),
  'show boot': boot(['NXOS variable = bootflash:/nxos.9.3.10.bin']),
  'dir bootflash:': dir(file('nxos.9.3.10.bin')),
  'show install active': 'Boot Image:\n\tNXOS Image: bootflash:/nxos.9.3.10.bin\n\nActive Packages:\n',
  'show clock': clock,
};

const run = (answers: Readonly<Record<string, string>>, hash: readonly ('md5' | 'sha256' | 'sha512')[] = []) =>
  play(nxos.collect({ now, hash: () => hash }), ({ command }) => answers[command.text] ?? refusal, nxos.session);
const nextOf = (answers: Readonly<Record<string, string>>) => run(answers).facts.members[0]?.boot.next;

describe('what boots next', () => {
  test('the running file that was not touched since the start-up is what runs, and nothing more is asked', () => {
    const { facts, asked } = run(steady);
    expect(facts.members[0]?.boot).toMatchObject({
      next: { kind: 'image', version: '9.3(10)', versionFrom: 'running', exists: true },
      unsaved: false,
      source: 'show boot',
    });
    expect(asked.filter((command) => command.startsWith('show version image'))).toEqual([]);
  });

  test('a file of the running name that was written after the start-up is read by the device', () => {
    const answers = {
      ...steady,
      'dir bootflash:': dir(file('nxos.9.3.10.bin', 'Nov 20 01:00:00 2026')),
      'show version image bootflash:/nxos.9.3.10.bin': '  image name: nxos.9.3.10.bin\n  nxos:  version 9.2(4)\n',
    };
    expect(nextOf(answers)).toMatchObject({ version: '9.2(4)', versionFrom: 'device' });
  });

  test('where the device cannot read such a file, its name is all there is', () => {
    const answers = { ...steady, 'dir bootflash:': dir(file('nxos.9.3.10.bin', 'Nov 20 01:00:00 2026')) };
    expect(nextOf(answers)).toMatchObject({ version: '9.3(10)', versionFrom: 'name' });
  });

  test('an image that failed its check is not believed', () => {
    const answers = {
      ...steady,
      'show boot': boot(['NXOS variable = bootflash:/new.bin']),
      'show version image bootflash:/new.bin':
        '  image name: new.bin\n  nxos:  version 9.3(12)\nMD5 Verification Failed\n',
    };
    expect(nextOf(answers)).toMatchObject({ version: null, versionFrom: null, exists: false });
  });

  test('an image that failed its check is told as that, with its size in two listings', () => {
    const { facts } = run({
      ...steady,
      'show boot': boot(['NXOS variable = bootflash:/new.bin']),
      'dir bootflash:': dir(file('new.bin', 'Nov 20 01:00:00 2026')),
      'dir bootflash:/new.bin': dir(file('new.bin', 'Nov 20 01:00:00 2026')),
      'show version image bootflash:/new.bin':
        '  image name: new.bin\n  nxos:  version 9.3(12)\nMD5 Verification Failed\n',
    });
    const [image] = facts.images;
    expect(image).toMatchObject({ path: 'bootflash:/new.bin', signature: 'mismatch', digests: [] });
    expect(image?.sizeBytes).toBeGreaterThan(0);
    expect(image?.sizeAfterBytes).toBe(image?.sizeBytes);
  });

  test('only the block of the next reload counts, and a difference is unsaved', () => {
    const answers = {
      ...steady,
      'show boot': boot(['NXOS variable = bootflash:/nxos.9.3.5.bin'], ['NXOS variable = bootflash:/nxos.9.3.10.bin']),
    };
    const { facts } = run(answers);
    expect(facts.members[0]?.boot).toMatchObject({
      list: ['bootflash:/nxos.9.3.5.bin'],
      unsaved: true,
      next: { version: '9.3(5)', versionFrom: 'name', exists: false },
    });
  });

  test('a cut output leads to the saved configuration', () => {
    const answers = {
      ...steady,
      'show boot': 'Current Boot Variables:\nsup-1\nNXOS variable = bootflash:/nxos.9.3.10.bin\n',
      [startup]: 'version 9.3(12) Bios:version 07.69 \nboot nxos bootflash:/nxos.9.3.10.bin sup-1 \n',
    };
    const { facts } = run(answers);
    expect(facts.members[0]?.boot).toMatchObject({
      source: 'show startup-config',
      next: { version: '9.3(10)', versionFrom: 'running' },
    });
    expect(facts.configWrittenBy).toEqual({ version: '9.3(12)', from: 'startup-config' });
  });

  test('two outputs that name different images are said', () => {
    const answers = { ...steady, [startup]: 'version 9.3(10)\nboot nxos bootflash:/nxos.9.3.5.bin\n' };
    expect(run(answers).facts.notes).toHaveLength(1);
  });

  test.each([
    ['no variable', ['No module boot variable set'], { kind: 'loader' }],
    ['a network address', ['NXOS variable = tftp://192.0.2.1/nxos.9.3.10.bin'], { kind: 'network' }],
    ['nothing readable', null, { kind: 'unresolved' }],
  ])('%s', (_, lines, expected) => {
    const answers = { ...steady, 'show boot': lines === null ? '% Permission denied for the role\n' : boot(lines) };
    expect(nextOf(answers)).toMatchObject(expected);
  });
});

describe('two images', () => {
  const kickstart = (name: string) => `kickstart variable = bootflash:/${name}`;
  const system = (name: string) => `system variable = bootflash:/${name}`;
  const both = [kickstart('n5000-uk9-kickstart.7.3.5.N1.1.bin'), system('n5000-uk9.7.3.5.N1.1.bin')];
  const at = (lines: readonly string[], ...files: readonly string[]) =>
    nextOf({ 'show version': pair, 'show boot': boot(lines), 'dir bootflash:': dir(...files), 'show clock': clock });

  test('a pair of one release boots', () => {
    const files = [file('n5000-uk9-kickstart.7.3.5.N1.1.bin'), file('n5000-uk9.7.3.5.N1.1.bin')];
    expect(at(both, ...files)).toMatchObject({
      kind: 'image',
      version: '7.3(5)N1(1)',
      versionFrom: 'running',
      exists: true,
    });
  });

  test('a pair without its kickstart file does not exist', () => {
    expect(at(both, file('n5000-uk9.7.3.5.N1.1.bin'))).toMatchObject({ kind: 'image', exists: false });
  });

  test('a pair of two releases is not resolved', () => {
    const lines = [kickstart('n5000-uk9-kickstart.7.3.5.N1.1.bin'), system('n5000-uk9.7.1.4.N1.1.bin')];
    expect(at(lines, file('n5000-uk9-kickstart.7.3.5.N1.1.bin'), file('n5000-uk9.7.1.4.N1.1.bin'))).toMatchObject({
      kind: 'unresolved',
      reason: { code: 'boot-unresolved' },
    });
  });

  test.each([
    ['system', [kickstart('n5000-uk9-kickstart.7.3.5.N1.1.bin')]],
    ['kickstart', [system('n5000-uk9.7.3.5.N1.1.bin')]],
  ])('without a %s image it stops in the loader', (_, lines) => {
    expect(at(lines)).toMatchObject({ kind: 'loader' });
  });
});

test('the release before the last reset is memory, never what runs', () => {
  const member = run({ ...steady, 'show version': version({ previous: '9.3(15)' }) }).facts.members[0];
  expect(member).toMatchObject({
    version: '9.3(10)',
    memory: [{ ranBefore: '9.3(15)', startedAt: now - 864_000_000 }],
  });
});

test('an empty release before the last reset is no memory', () => {
  expect(run(steady).facts.members[0]?.memory).toEqual([]);
});

test.each([
  ['fabric mode', { image: 'aci-n9000-dk9.14.2.7f.bin' }],
  ['an unknown boot mode', { more: '  NXOS boot mode: SECURE-X' }],
])('%s has other boot rules', (_, told) => {
  expect(run({ ...steady, 'show version': version(told) }).facts.unsupportedMode).not.toBeNull();
});

test('a container image boots by the known rules', () => {
  expect(
    run({ ...steady, 'show version': version({ more: '  NXOS boot mode: LXC' }) }).facts.unsupportedMode,
  ).toBeNull();
});

test('an active patch that is not committed is gone after a reload', () => {
  const active = `${steady['show install active']}\tnxos.CSCvx12345-n9k_ALL-1.0.0-9.3.10.lib32_n9000\n`;
  const answers = { ...steady, 'show install active': active, 'show install committed': 'Committed Packages:\n' };
  expect(run(answers).facts.members[0]).toMatchObject({ patches: ['CSCvx12345'], boot: { commit: 'uncommitted' } });
});

test('a release that does not know packages has no patches, a refused command leaves them open', () => {
  const { 'show install active': _, ...without } = steady;
  expect(run(without).facts.members[0]?.patches).toEqual([]);
  const denied = run({ ...without, 'show install active': '% Permission denied for the role\n' }).facts;
  expect(denied.members[0]?.patches).toBeNull();
  expect(denied.missing).toContainEqual(
    expect.objectContaining({ fact: 'patches', reason: expect.objectContaining({ code: 'command-denied' }) }),
  );
});

test.each([
  ['nxos.9.3.10_compact.bin', 'Nexus9000 C93180YC-EX', true],
  ['nxos.9.3.10.bin', 'Nexus 3048', true],
  ['nxos.9.3.10.bin', 'Nexus3000 C3172PQ', true],
  ['nxos.9.3.10.bin', 'Nexus9000 C93180YC-EX', false],
])('%s on %s can be a compact image: %s', (image, model, adapted) => {
  const path = `bootflash:/${image}`;
  const answers = {
    ...steady,
    'show version': version({ image, model }),
    'show boot': boot([`NXOS variable = ${path}`]),
    'dir bootflash:': dir(file(image)),
    [`show file ${path} md5sum`]: `${'0a'.repeat(16)}\n`,
  };
  expect(run(answers, ['md5']).facts.images.map((entry) => entry.adapted !== null)).toEqual([adapted]);
});

test('an algorithm that the release does not have leads to the next one, a wrong number of digits to none', () => {
  const path = 'bootflash:/nxos.9.3.10.bin';
  const answers = { ...steady, [`show file ${path} md5sum`]: `${'0a'.repeat(16)}\n` };
  expect(run(answers, ['sha512', 'md5']).facts.images[0]?.digests.map(({ algorithm }) => algorithm)).toEqual(['md5']);
  const wrong = run({ ...steady, [`show file ${path} md5sum`]: `${'0a'.repeat(15)}\n` }, ['md5']).facts;
  expect(wrong.images).toEqual([]);
  expect(wrong.missing.map(({ fact }) => fact)).toContain('digest');
});

test('a busy device is not asked to hash', () => {
  const busy = { ...steady, 'show system resources': 'CPU states  :   70.10% user,   9.40% kernel,   20.50% idle\n' };
  const { facts, asked } = run(busy, ['md5']);
  expect(asked.filter((command) => command.startsWith('show file'))).toEqual([]);
  expect(facts.missing).toContainEqual(expect.objectContaining({ fact: 'digest' }));
});

test('with nothing but refusals everything is missing', () => {
  const { facts } = run({});
  expect(facts.members).toHaveLength(1);
  expect(facts.members[0]).toMatchObject({ version: null, boot: { next: { kind: 'unresolved' } } });
  expect(facts.missing.map(({ fact }) => fact)).toEqual(
    expect.arrayContaining(['version', 'boot', 'serial', 'model', 'startedAt']),
  );
});
