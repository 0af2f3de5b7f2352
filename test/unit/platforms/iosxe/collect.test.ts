import { expect, test } from 'vitest';
import { epochMs } from '../../../../src/core/brands.ts';
import { iosxe } from '../../../../src/platforms/iosxe/index.ts';
import { type Device, play } from '../play-collection.ts';

const now = epochMs(Date.UTC(2026, 10, 25, 10));
const version = (told: { readonly image?: string; readonly more?: string; readonly model?: string } = {}) => `
Cisco IOS XE Software, Version 17.09.04a
Cisco IOS Software [Cupertino], Catalyst L3 Switch Software (CAT9K_IOSXE), Version 17.9.4a, RELEASE SOFTWARE (fc3)
ROM: IOS-XE ROMMON
BOOTLDR: System Bootstrap, Version 17.9.2r, RELEASE SOFTWARE (P)
sw1 uptime is 3 days, 2 hours
Uptime for this control processor is 1 hour
System image file is "${told.image ?? 'bootflash:packages.conf'}"
cisco ${told.model ?? 'C9500-48Y4C'} (X86) processor with 2904385K/6147K bytes of memory.
Processor board ID FDO2500A0S1
System Serial Number               : FDO2500A0S1
${told.more ?? ''}
`;
const refusal = "   ^\n% Invalid input detected at '^' marker.\n";
const boot = (value: string) => `BOOT variable = ${value}\nMANUAL_BOOT variable = no\n`;
const summary = (where: string, ...rows: readonly string[]) =>
  `[ ${where} ] Installed Package(s) Information:\n${rows.map((row) => `${row.replaceAll(' ', '   ')}\n`).join('')}Auto abort timer: inactive\n`;
const conf = (release: string) =>
  `boot  rp 0 0   rp_boot     cat9k-rpboot.${release}.SPA.pkg\niso   rp 0 0   rp_base     cat9k-rpbase.${release}.SPA.pkg\n`;
const listing = (...files: readonly string[]) =>
  `Directory of bootflash:/\n\n${files.map((file, index) => `  ${index + 1}  -rw-  1000  Mar 14 2018 09:20:02 +00:00  ${file}\n`).join('')}\n2000 bytes total (1000 bytes free)\n`;

const device =
  (answers: Readonly<Record<string, string>>): Device =>
  ({ command }) =>
    answers[command.text] ?? refusal;
const run = (answers: Readonly<Record<string, string>>, hash: readonly 'sha512'[] = []) =>
  play(iosxe.collect({ now, hash: () => hash }), device(answers), iosxe.session);

test('start-up is told by the control processor, not by the system', () => {
  const { facts } = run({ 'show version': version() });
  expect(facts.members[0]?.startedAt).toBe(now - 3_600_000);
});

test('packages.conf boots what it names, also where the install manager has another release', () => {
  const { facts } = run({
    'show version': version(),
    'show boot': boot('bootflash:packages.conf;'),
    'show install summary': summary('Switch 1', 'IMG C 17.09.04a.0.6'),
    'more bootflash:packages.conf': conf('17.06.05'),
    'dir bootflash:': listing('packages.conf'),
  });
  expect(facts.members[0]?.boot.next).toMatchObject({ version: '17.6.5', versionFrom: 'name' });
  expect(facts.notes).toEqual([expect.stringContaining('names packages of 17.6.5')]);
});

test('a release before the install summary is told by packages.conf', () => {
  const { facts } = run({
    'show version': version(),
    'show boot': boot('bootflash:packages.conf;'),
    'more bootflash:packages.conf': conf('17.09.04a'),
    'dir bootflash:': listing('packages.conf'),
  });
  expect(facts.members[0]?.boot.next).toMatchObject({
    version: '17.09.04a',
    versionFrom: 'install-state',
    exists: true,
  });
  expect(facts.members[0]?.patches).toBeNull();
  expect(facts.missing).toContainEqual(expect.objectContaining({ fact: 'patches' }));
});

test('with neither install summary nor packages.conf the release of the next boot is not known', () => {
  const { facts } = run({ 'show version': version(), 'show boot': boot('bootflash:packages.conf;') });
  expect(facts.members[0]?.boot.next).toMatchObject({ kind: 'image', version: null, versionFrom: null });
  expect(facts.missing).toContainEqual(expect.objectContaining({ fact: 'packages', member: 'self' }));
});

test('a switch from install mode to an older bundle is seen by the name of the file', () => {
  const { facts } = run({
    'show version': version(),
    'show boot': boot('bootflash:cat9k_iosxe.17.06.05.SPA.bin;bootflash:packages.conf;'),
    'show install summary': summary('Switch 1', 'IMG C 17.09.04a.0.6'),
    'more bootflash:packages.conf': conf('17.09.04a'),
    'dir bootflash:': listing('cat9k_iosxe.17.06.05.SPA.bin', 'packages.conf'),
  });
  expect(facts.members[0]?.boot.next).toMatchObject({
    image: 'bootflash:cat9k_iosxe.17.06.05.SPA.bin',
    version: '17.6.5',
    versionFrom: 'name',
    fallbacks: [{ image: 'bootflash:packages.conf', version: '17.09.04a' }],
  });
});

test('in bundle mode nothing is asked of the install manager, and there are no patches', () => {
  const image = 'bootflash:cat9k_iosxe.17.09.04a.SPA.bin';
  const { facts, asked } = run({
    'show version': version({ image }),
    'show boot': boot(`${image};`),
    'dir bootflash:': listing('cat9k_iosxe.17.09.04a.SPA.bin'),
  });
  expect(asked.filter((command) => /install|packages/.test(command))).toEqual([]);
  expect(facts.members[0]).toMatchObject({
    mode: 'bundle',
    patches: [],
    boot: { next: { versionFrom: 'running', exists: true } },
  });
});

test('a pair without a switch table shows two members, the second by its block and the install manager', () => {
  const more =
    '\nSwitch 02\n---------\nModel Number                       : C9500-48Y4C\nSystem Serial Number               : FDO2500A0S2\n';
  const { facts } = run({
    'show version': version({ more }),
    'show boot': boot('bootflash:packages.conf;'),
    'show install summary': summary('Switch 1 2', 'IMG C 17.09.04a.0.6'),
    'more bootflash:packages.conf': conf('17.09.04a'),
    'dir bootflash:': listing('packages.conf'),
    'dir bootflash-2:': listing('packages.conf').replace('bootflash:/', 'bootflash-2:/'),
  });
  expect(facts.members).toMatchObject([
    { id: '1', role: 'active', serial: 'FDO2500A0S1', version: '17.09.04a' },
    { id: '2', role: 'member', serial: 'FDO2500A0S2', version: '17.09.04a', boot: { next: { exists: true } } },
  ]);
});

test('in install mode the packages are hashed, on each member', () => {
  const more = '\nSwitch 02\n---------\nSystem Serial Number               : FDO2500A0S2\n';
  const { asked } = run(
    {
      'show version': version({ more }),
      'show boot': boot('bootflash:packages.conf;'),
      'more bootflash:packages.conf': conf('17.09.04a'),
      'more bootflash-2:packages.conf': conf('17.06.05'),
    },
    ['sha512'],
  );
  expect(asked.filter((command) => command.startsWith('verify'))).toEqual([
    'verify /sha512 bootflash:packages.conf',
    'verify /sha512 bootflash:cat9k-rpboot.17.09.04a.SPA.pkg',
    'verify /sha512 bootflash:cat9k-rpbase.17.09.04a.SPA.pkg',
    'verify /sha512 bootflash-2:packages.conf',
    'verify /sha512 bootflash-2:cat9k-rpboot.17.06.05.SPA.pkg',
    'verify /sha512 bootflash-2:cat9k-rpbase.17.06.05.SPA.pkg',
  ]);
});

test('a mode that the device names and whose rules differ leaves the next boot open', () => {
  const { facts } = run({
    'show version': version({ more: 'Router operating mode: Controller-Managed\n' }),
    'show boot': boot('bootflash:packages.conf;'),
  });
  expect(facts.unsupportedMode).toBe('Controller-Managed');
  expect(facts.members[0]?.boot.next).toMatchObject({ kind: 'unresolved', reason: { code: 'mode-not-supported' } });
});

test('a stick in the boot list is removable boot', () => {
  const { facts } = run({ 'show version': version(), 'show boot': boot('usbflash0:x.bin;bootflash:packages.conf;') });
  expect(facts.removableBoot).toEqual(['boot list names usbflash0:x.bin']);
});

test('the digest of a package stands with the package of its own member', () => {
  const more = '\nSwitch 02\n---------\nSystem Serial Number               : FDO2500A0S2\n';
  const digest = 'ab'.repeat(64);
  const { facts } = run(
    {
      'show version': version({ more }),
      'show boot': boot('bootflash:packages.conf;'),
      'more bootflash:packages.conf': conf('17.09.04a'),
      'more bootflash-2:packages.conf': conf('17.09.04a'),
      'verify /sha512 bootflash-2:cat9k-rpbase.17.09.04a.SPA.pkg': `verify /sha512 (bootflash-2:cat9k-rpbase.17.09.04a.SPA.pkg) = ${digest}\n`,
    },
    ['sha512'],
  );
  const digests = facts.members.map(({ packages }) => packages.map((item) => item.digest?.value ?? null));
  expect(digests).toEqual([
    [null, null],
    [null, digest],
  ]);
  expect(facts.images).toMatchObject([{ path: 'bootflash:cat9k-rpbase.17.09.04a.SPA.pkg', member: '2' }]);
});

test('a release before the install manager has no patches, whatever it refuses', () => {
  const { facts } = run({
    'show version': version().replaceAll('17.09.04a', '16.03.08').replaceAll('17.9.4a', '16.3.8'),
    'show boot': boot('bootflash:packages.conf;'),
    'more bootflash:packages.conf': conf('16.03.08'),
  });
  expect(facts.members[0]?.patches).toEqual([]);
  expect(facts.missing.filter(({ fact }) => fact === 'patches')).toEqual([]);
});

test('where show boot tells of one member only, show boot system tells of the others', () => {
  const table = `
Switch Ports Model              SW Version        SW Image              Mode
------ ----- -----              ----------        ----------            ----
*    1 41    C9300-24U          17.09.04a         CAT9K_IOSXE           INSTALL
     2 41    C9300-24U          17.09.04a         CAT9K_IOSXE           INSTALL
`;
  const block = (id: number, file: string) =>
    `---------\nSwitch ${id}\n---------\nCurrent Boot Variables:\nBOOT variable = ${file};\n\nBoot Variables on next reload:\nBOOT variable = ${file};\nManual Boot = no\n`;
  const { facts } = run({
    'show version': version({ more: table }),
    'show boot': block(1, 'flash:packages.conf'),
    'show boot system': block(1, 'flash:packages.conf') + block(2, 'flash:old.bin'),
  });
  expect(facts.members.map(({ boot: { list } }) => list)).toEqual([['flash:packages.conf'], ['flash:old.bin']]);
  expect(facts.members[1]?.boot.source).toBe('show boot system');
});

test('the boot record is asked for only where it is wanted, with the nonce that was drawn', () => {
  const answers = {
    'show version': version(),
    'show platform integrity sign nonce 42': 'PCR0: 00',
    'show platform sudi certificate sign nonce 42': '-----BEGIN CERTIFICATE-----',
  };
  const want = { now, hash: () => [] };
  const without = play(iosxe.collect(want), device(answers), iosxe.session);
  expect(without.asked.filter((text) => text.includes('nonce'))).toEqual([]);
  expect(without.facts.measurement).toBeUndefined();
  const { facts } = play(iosxe.collect({ ...want, nonce: '42' }), device(answers), iosxe.session);
  expect(facts.measurement).toMatchObject({ nonce: '42', record: 'PCR0: 00', gap: null });
  const refused = play(iosxe.collect({ ...want, nonce: '42' }), device({ 'show version': version() }), iosxe.session);
  expect(refused.facts.measurement).toMatchObject({ record: null, certificates: null, gap: { code: 'unsupported' } });
});

test('the certificate of the stored file is asked for where the running image shows its own', () => {
  const block = (heading: string, serial: string) =>
    `${heading}\nImage type   : Production\n    Certificate Serial Number : ${serial}\n`;
  const image = 'bootflash:cat9k_iosxe.17.09.04a.SPA.bin';
  const { facts, asked } = run({
    'show version': version({ image }),
    'show software authenticity running': block('SYSTEM IMAGE\n------------', '5a94807e'),
    [`show software authenticity file ${image}`]: block(`File Name   : ${image}`, '5A94807F'),
  });
  expect(
    facts.trust.filter(({ what }) => what === 'certificate-serial').map(({ subject, value }) => [subject, value]),
  ).toEqual([
    ['SYSTEM IMAGE', '5A94807E'],
    [image, '5A94807F'],
  ]);
  expect(asked.filter((text) => text.includes('authenticity'))).toHaveLength(2);
});
