import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commandList } from '../../../src/app/command-list.ts';
import { imagePath } from '../../../src/core/brands.ts';
import { commandForm, slugOf } from '../../../src/core/command.ts';
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
