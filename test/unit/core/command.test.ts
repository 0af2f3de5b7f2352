import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commandList } from '../../../src/app/command-list.ts';
import { imagePath } from '../../../src/core/brands.ts';
import { commandForm, fileReadForm, slugOf } from '../../../src/core/command.ts';
import { platforms } from '../../../src/platforms/index.ts';

const path = (text: string) => {
  const safe = imagePath(text);
  if (safe === null) throw new Error(`refused: ${text}`);
  return safe;
};

describe('a command that may be sent', () => {
  it('is made from a form and checked arguments only', () => {
    const verify = commandForm('verify /sha512 {image}', 'digest').with(path('flash:/a.bin'));
    expect(verify).toMatchObject({
      text: 'verify /sha512 flash:/a.bin',
      form: 'verify /sha512 {image}',
      slug: 'verify-sha512-flasha.bin',
    });
  });

  it.each([
    'configure terminal',
    'reload',
    'write memory',
    'copy flash: tftp:',
    'request system reboot',
    'delete flash:x',
    'debug all',
    'install add file x',
    'execute reboot',
    'boot system flash:x',
  ])('is never "%s"', (form) => {
    expect(() => commandForm(form, '')).toThrow(/read-only/);
  });

  it.each([
    'show version | redirect flash:x',
    'show version | append flash:x',
    'show run | tee flash:x',
    'show version ; reload',
    'show version\nreload',
    'show version && reload',
    'more flash:x > flash:y',
    'show configuration | save x',
  ])('never goes on to "%s"', (form) => {
    expect(() => commandForm(form, '')).toThrow(/read-only/);
  });

  it('takes as many arguments as its form has', () => {
    expect(() => commandForm('dir {folder}', '').with()).toThrow(/takes 1/);
  });

  it.each(['a b', 'a;b', 'a|b', 'a\nb', "a'b", 'a"b', 'a`b', 'a$b', '', '-x', 'x'.repeat(256), 'flash:a\u001b[2J'])(
    "never holds the device's own name %j",
    (name) => {
      expect(imagePath(name)).toBeNull();
    },
  );
});

describe('a file that is read off the box', () => {
  it('is opened for reading in one of two ways, by a checked name', () => {
    const scp = fileReadForm('scp', '').with(path('bootflash:x.bin'));
    expect(scp).toMatchObject({ text: 'scp -f bootflash:x.bin', reads: { via: 'scp', path: 'bootflash:x.bin' } });
    expect(fileReadForm('sftp', '').with(path('/mnt/flash/x.swi')).text).toBe('sftp open /mnt/flash/x.swi for reading');
  });

  it.each(platforms.map((platform) => [platform.id, platform] as const))(
    'stands in the list of %s, or is said to be impossible',
    (_, { commands, offBox }) => {
      const reads = commands.map(({ form }) => form).filter((form) => /^(?:scp|sftp)/.test(form));
      if (offBox.kind === 'closed') {
        expect(offBox.why).not.toBe('');
        expect(reads).toEqual([]);
      } else expect(reads).toEqual(offBox.ways.map(({ form }) => form.form));
    },
  );

  it.each([
    ['ios', 'flash:x.bin', ['flash:x.bin']],
    ['iosxe', 'flash-2:x.pkg', ['flash-2:x.pkg']],
    ['iosxr', '/harddisk:/x.iso', ['/harddisk:/x.iso', '/harddisk:/x.iso']],
    ['nxos', 'bootflash:/x.bin', ['bootflash:/x.bin', '/bootflash/x.bin']],
    ['nxos', 'bootflash://sup-2/x.bin', ['bootflash://sup-2/x.bin', null]],
    ['junos', '/var/tmp/x.tgz', ['/var/tmp/x.tgz', '/var/tmp/x.tgz']],
    ['eos', 'flash:/x.swi', ['/mnt/flash/x.swi', '/mnt/flash/x.swi']],
    ['eos', 'supervisor-peer:/mnt/flash/x.swi', [null, null]],
  ])('of %s is named %s as its server wants it', (id, file, expected) => {
    const platform = platforms.find((one) => one.id === id);
    const ways = platform?.offBox.kind === 'readable' ? platform.offBox.ways : [];
    expect(ways.map((way) => way.path(path(file)))).toEqual(expected);
  });
});

describe('the read-only list', () => {
  it('is the one that was reviewed', () => {
    const golden = fileURLToPath(new URL('../../golden/commands.txt', import.meta.url));
    const now = commandList(null)
      .flatMap(({ platform, commands }) => [`# ${platform}`, ...commands.map(({ form }) => form)])
      .join('\n');
    if (process.env['UPDATE_GOLDEN'] !== undefined || !existsSync(golden)) writeFileSync(golden, `${now}\n`);
    expect(`${now}\n`).toBe(readFileSync(golden, 'utf8'));
  });

  it.each(platforms.map((platform) => [platform.id, platform] as const))(
    'of %s has its set-up and its end',
    (_, { commands, session }) => {
      const forms = new Set(commands.map(({ form }) => form));
      for (const command of [
        ...session.setup,
        session.quit,
        ...(session.enable === null ? [] : [session.enable.command]),
      ])
        expect(forms).toContain(command.form);
    },
  );
});

describe('the name of a saved output', () => {
  it.each([
    ['show version', 'show-version'],
    ['dir bootflash:', 'dir-bootflash'],
    ['show running-config | include ^boot', 'show-runningconfig-include-boot'],
    ['verify /md5 flash:/c2900.SPA.bin', 'verify-md5-flashc2900.spa.bin'],
  ])('of "%s" is %s', (command, slug) => {
    expect(slugOf(command)).toBe(slug);
  });
});
