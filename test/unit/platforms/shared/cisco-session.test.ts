import { expect, test } from 'vitest';
import { shownPlatform } from '../../../../src/platforms/shared/cisco-claims.ts';
import { ciscoSession as session } from '../../../../src/platforms/shared/cisco-session.ts';

test.each([
  ['edge1#', 'edge1'],
  ['edge-1.site_a>', 'edge-1.site_a'],
  ['9600/HA@lab# ', '9600/HA@lab'],
  ['sw1(maint-mode)#', 'sw1'],
])('"%s" is a prompt', (line, host) => {
  expect(session.prompt.exec(line)?.[1]).toBe(host);
  expect(session.wrongPrompt.test(line)).toBe(false);
});

test.each([
  'edge1(config)#',
  'edge1(config-if)#',
  'edge1(tcl)#',
  'edge1(boot)>',
  'edge1-standby>',
  'edge1(recovery-mode)#',
  'rommon 12 >',
  'switch: ',
  'grub> ',
  '[guestshell@guestshell ~]$ ',
])('"%s" is no prompt that pawl works at', (line) => {
  expect(session.wrongPrompt.test(line)).toBe(true);
});

test.each(['# AUTHORIZED USE #', 'Password:', ' --More-- ', 'System image file is "flash:x"'])(
  '"%s" is no prompt',
  (line) => {
    expect(session.prompt.test(line)).toBe(false);
    expect(session.wrongPrompt.test(line)).toBe(false);
  },
);

const says = (patterns: readonly RegExp[], text: string): boolean => patterns.some((pattern) => pattern.test(text));

test('refusals, denials and absence are told apart', () => {
  const unsupported = "show foo\n      ^\n% Invalid input detected at '^' marker.\n";
  expect(says(session.unsupported, unsupported)).toBe(true);
  expect(says(session.denied, 'Command authorization failed.\n')).toBe(true);
  expect(says(session.absent, '%Error opening flash:/old/ (No such file or directory)\n')).toBe(true);
  expect(says([...session.unsupported, ...session.denied, ...session.absent], 'Directory of flash:/\n')).toBe(false);
});

test('a pager and the question for the enable secret are recognised at the end of what came', () => {
  expect(says(session.pagers, 'one line\r\n --More-- ')).toBe(true);
  expect(session.enable?.password.test('enable\nPassword: ')).toBe(true);
  expect(session.enable?.neededAt.test('edge1>')).toBe(true);
  expect(session.enable?.neededAt.test('edge1#')).toBe(false);
});

test.each([
  [
    'Cisco IOS XE Software, Version 17.09.04a\nCisco IOS Software [Cupertino], ISR Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), Version 17.9.4a',
    'iosxe',
  ],
  [
    'Cisco IOS Software, IOS-XE Software, Catalyst 4500 L3 Switch  Software (cat4500e-UNIVERSALK9-M), Version 03.04.06.SG RELEASE',
    'iosxe',
  ],
  [
    'Cisco IOS Software [Fuji], Catalyst L3 Switch Software (CAT9K_IOSXE), Version 16.9.3, RELEASE SOFTWARE (fc2)',
    'iosxe',
  ],
  ['Cisco IOS Software, C2900 Software (C2900-UNIVERSALK9-M), Version 15.4(3)M9, RELEASE SOFTWARE (fc2)', 'ios'],
  ['IOS (tm) C2600 Software (C2600-IPBASE-M), Version 12.3(6f), RELEASE SOFTWARE (fc1)', 'ios'],
  ['Cisco IOS XR Software, Version 7.3.2', null],
  ['Cisco Nexus Operating System (NX-OS) Software', null],
  ['ROM: System Bootstrap, Version 15.0(1r)M16, RELEASE SOFTWARE (fc1)', null],
  ['', null],
])('"%s" is of %s', (text, platform) => {
  expect(shownPlatform(text)).toBe(platform);
});
