import { expect, test } from 'vitest';
import { epochMs } from '../../../../src/core/brands.ts';
import { ios } from '../../../../src/platforms/ios/index.ts';
import { type Device, play } from '../play-collection.ts';

const now = epochMs(Date.UTC(2026, 10, 25, 10));
const version = (changes: { readonly image?: string; readonly register?: string; readonly rom?: string } = {}) => `
Cisco IOS Software, C2900 Software (C2900-UNIVERSALK9-M), Version 15.4(3)M9, RELEASE SOFTWARE (fc2)
ROM: ${changes.rom ?? 'System Bootstrap, Version 15.0(1r)M16, RELEASE SOFTWARE (fc1)'}
r1 uptime is 1 hour, 0 minutes
System returned to ROM by power-on
System image file is "${changes.image ?? 'flash0:c2900-universalk9-mz.SPA.154-3.M9.bin'}"
Cisco CISCO2911/K9 (revision 1.0) with 483328K/40960K bytes of memory.
Processor board ID FTX1600A0B1
Configuration register is ${changes.register ?? '0x2102'}
`;
const refusal = "   ^\n% Invalid input detected at '^' marker.\n";
const listing = (...files: readonly string[]) =>
  `Directory of flash0:/\n\n${files.map((file, index) => `  ${index + 1}  -rw-  1000  Mar 14 2018 09:20:02 +00:00  ${file}\n`).join('')}\n2000 bytes total (1000 bytes free)\n`;

/** Answers by command; everything else is refused as unknown. */
const device =
  (answers: Readonly<Record<string, string>>): Device =>
  ({ command }) =>
    answers[command.text] ?? refusal;

const run = (answers: Readonly<Record<string, string>>, hash = false) =>
  play(ios.collect({ now, hash: () => (hash ? ['sha512', 'md5'] : []) }), device(answers), ios.session);

test('a device that refuses everything is a device of which everything is missing', () => {
  const { facts } = run({});
  expect(facts.members).toHaveLength(1);
  expect(facts.members[0]).toMatchObject({ id: 'self', version: null, boot: { next: { kind: 'unresolved' } } });
  expect(facts.missing.map(({ fact }) => fact)).toEqual(
    expect.arrayContaining(['version', 'serial', 'model', 'boot', 'files', 'scheduledReload', 'configWrittenBy']),
  );
  expect(new Set(facts.missing.map(({ reason }) => reason.code))).toEqual(new Set(['unsupported']));
});

test('a device that does not answer at all gives facts, too', () => {
  const { facts, asked } = play(ios.collect({ now, hash: () => ['md5'] }), () => null, ios.session);
  expect(facts.members[0]?.version).toBeNull();
  expect(new Set(asked).size).toBe(asked.length);
});

test('where show bootvar is unknown, show boot tells the list', () => {
  const { facts } = run({
    'show version': version(),
    'show boot': 'BOOT path-list      : flash0:x.bin\nManual Boot         : no\n',
    'dir flash0:': listing('x.bin'),
  });
  expect(facts.members[0]?.boot).toMatchObject({ list: ['flash0:x.bin'], source: 'show boot', manual: false });
});

test('without hashing no file is hashed and no load is asked for', () => {
  const { asked } = run({
    'show version': version(),
    'show bootvar': 'BOOT variable = \n',
    'dir flash0:': listing('a.bin'),
  });
  expect(asked.filter((command) => /^verify|cpu/.test(command))).toEqual([]);
});

const bootvar = 'BOOT variable = flash0:c2900-universalk9-mz.SPA.154-3.M9.bin,12;\nConfiguration register is 0x2102\n';
const file = 'c2900-universalk9-mz.SPA.154-3.M9.bin';

test('a busy device is not made to hash, and the facts say so', () => {
  const { facts, asked } = run(
    {
      'show version': version(),
      'show bootvar': bootvar,
      'dir flash0:': listing(file),
      'show processes cpu | include CPU utilization':
        'CPU utilization for five seconds: 93%/4%; one minute: 88%; five minutes: 60%\n',
    },
    true,
  );
  expect(asked.filter((command) => command.startsWith('verify'))).toEqual([]);
  expect(facts.missing).toContainEqual({
    fact: 'digest',
    member: 'self',
    reason: { code: 'digest-missing', message: 'the CPU of the device is at 88 %, above 60 %: nothing was hashed' },
  });
});

test('a release without SHA-512 is asked for MD5, and the size is looked at again', () => {
  const { facts } = run(
    {
      'show version': version(),
      'show bootvar': bootvar,
      'dir flash0:': listing(file),
      [`verify /md5 flash0:${file}`]: `....Done!\nverify /md5 (flash0:${file}) = 00112233445566778899aabbccddeeff\n`,
      [`dir flash0:${file}`]: listing(file).replace('1000  Mar', '1500  Mar'),
    },
    true,
  );
  expect(facts.images).toMatchObject([
    {
      path: `flash0:${file}`,
      sizeBytes: 1000,
      sizeAfterBytes: 1500,
      digests: [{ algorithm: 'md5', value: '00112233445566778899aabbccddeeff' }],
    },
  ]);
});

test.each([
  ['Digital signature successfully verified in file flash0:x.bin', 'verified'],
  ['%ERROR: Signature verification failed for file flash0:x.bin', 'failed'],
  [
    'Embedded Hash   MD5 : 00112233445566778899AABBCCDDEEFF\nComputed Hash   MD5 : 10112233445566778899AABBCCDDEEFF',
    'mismatch',
  ],
  [refusal, null],
])('what it says of the signature of a signed image, %j, is told as %s', (text, signature) => {
  const { facts, asked } = run(
    {
      'show version': version(),
      'show bootvar': bootvar,
      'dir flash0:': listing(file),
      [`verify /md5 flash0:${file}`]: `....Done!\nverify /md5 (flash0:${file}) = 00112233445566778899aabbccddeeff\n`,
      [`verify flash0:${file}`]: `${text}\n`,
      [`dir flash0:${file}`]: listing(file),
    },
    true,
  );
  expect(facts.images).toMatchObject([{ path: `flash0:${file}`, sizeAfterBytes: 1000, signature }]);
  expect(asked.indexOf(`verify flash0:${file}`)).toBeGreaterThan(asked.indexOf(`verify /md5 flash0:${file}`));
});

test('a register that changes at the next reload counts', () => {
  const { facts } = run({
    'show version': version({ register: '0x2102 (will be 0x2142 at next reload)' }),
    'show bootvar': bootvar.replace('0x2102', '0x2102 (will be 0x2142 at next reload)'),
    'dir flash0:': listing(file),
  });
  expect(facts.members[0]?.boot).toMatchObject({
    configRegister: '0x2102',
    nextConfigRegister: '0x2142',
    next: { kind: 'image', version: '15.4(3)M9', versionFrom: 'running' },
  });
});

test('the register of a virtual router without a loader means nothing', () => {
  const { facts } = run({
    'show version': version({
      register: '0x0',
      rom: 'Bootstrap program is IOSv',
      image: 'flash0:/vios-adventerprisek9-m',
    }),
    'show bootvar': 'BOOT variable does not exist\nConfiguration register is 0x0\n',
    'dir flash0:': listing('vios-adventerprisek9-m'),
  });
  expect(facts.members[0]?.boot.next).toMatchObject({
    kind: 'image',
    image: 'flash0:vios-adventerprisek9-m',
    implicit: true,
  });
});

test('a name that could end a command is never sent', () => {
  const { asked } = run(
    { 'show version': version({ image: 'flash0:a;reload' }), 'show bootvar': 'BOOT variable = flash0:a|b,12;\n' },
    true,
  );
  expect(asked.filter((command) => /[;]|a\|b/.test(command))).toEqual([]);
});

test('boot statements that are not saved are told', () => {
  const { facts } = run({
    'show version': version(),
    'show bootvar': bootvar,
    'show startup-config | include ^version|^boot': 'version 15.7\nboot system flash0:a.bin\n',
    'show running-config | include ^boot': 'boot system flash0:b.bin\nboot system flash0:a.bin\n',
  });
  expect(facts.members[0]?.boot.unsaved).toBe(true);
  expect(facts.configWrittenBy?.version).toBe('15.7');
});

test('an IOS-XE device under this platform is told by its own output', () => {
  const { facts } = run({ 'show version': `Cisco IOS XE Software, Version 17.09.04a\n${version()}` });
  expect(facts.platform).toBe('iosxe');
  expect(facts.notes).toEqual(['the output of the device shows iosxe, not ios']);
});

test('a cut listing proves no absence', () => {
  const { facts } = run({
    'show version': version(),
    'show bootvar': bootvar,
    'dir flash0:': 'Directory of flash0:/\n\n  1  -rw-  1000  Mar 14 2018 09:20:02 +00:00  other.bin\n',
  });
  expect(facts.listings[0]?.complete).toBe(false);
  expect(facts.members[0]?.boot.next).toMatchObject({ kind: 'image', exists: null });
});
