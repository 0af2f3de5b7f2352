import { describe, expect, test } from 'vitest';
import { epochMs } from '../../../../src/core/brands.ts';
import { eos } from '../../../../src/platforms/eos/index.ts';
import { play } from '../play-collection.ts';

const now = epochMs(Date.UTC(2026, 10, 24, 10));
const refusal = '% Invalid input\n';

const version = (told: { release?: string; optimization?: string; model?: string } = {}) => `
Arista ${told.model ?? 'DCS-7050TX-64-R'}
Hardware version: 01.00
Serial number: JPE19000001

Software image version: ${told.release ?? '4.28.3M'}
Internal build version: 4.28.3M-28837868.4283M
Image optimization: ${told.optimization ?? 'DEFAULT'}

Uptime: 10 days, 0 hours and 0 minutes
`;
const bootConfig = (image: string) => `Software image: ${image}\n`;
const file = (name: string, date = 'Oct 30 15:02') => `       -rw-   951472128           ${date}  ${name}\n`;
const dir = (...files: readonly string[]) =>
  `Directory of flash:/\n\n${files.join('')}\n3519041536 bytes total (1725112320 bytes free)\n`;
const steady = {
  'show version': version(),
  'show boot-config | include Software': bootConfig('flash:/EOS-4.28.3M.swi'),
  'show clock': 'Tue Nov 24 10:00:00 2026\nTimezone: UTC\n',
  'dir flash:': dir(file('EOS-4.28.3M.swi'), file('boot-config')),
  'show extensions': 'No extensions are available\n',
  'show boot-extensions': '\n',
};
const run = (answers: Readonly<Record<string, string>>, hash: readonly ('md5' | 'sha512')[] = []) =>
  play(eos.collect({ now, hash: () => hash }), ({ command }) => answers[command.text] ?? refusal, eos.session);
const nextOf = (answers: Readonly<Record<string, string>>) => run(answers).facts.members[0]?.boot.next;

describe('what boots next', () => {
  test('boot-config and image older than the start-up: it is what runs', () => {
    const [member] = run(steady).facts.members;
    expect(member).toMatchObject({
      image: 'flash:/EOS-4.28.3M.swi',
      boot: { next: { kind: 'image', version: '4.28.3M', versionFrom: 'running', exists: true }, unsaved: false },
    });
  });

  test.each([
    ['the image was written after the start-up', dir(file('EOS-4.28.3M.swi', 'Nov 20 01:00'), file('boot-config'))],
    ['boot-config was written after the start-up', dir(file('EOS-4.28.3M.swi'), file('boot-config', 'Nov 20 01:00'))],
    ['boot-config is not listed', dir(file('EOS-4.28.3M.swi'))],
  ])('%s: the name is all there is', (_, listing) => {
    const [member] = run({ ...steady, 'dir flash:': listing }).facts.members;
    expect(member).toMatchObject({ image: null, boot: { next: { version: '4.28.3M', versionFrom: 'name' } } });
  });

  test('a date in December is of last year in November', () => {
    const listing = dir(file('EOS-4.28.3M.swi', 'Dec 24 15:02'), file('boot-config', 'Dec 24 15:03'));
    expect(nextOf({ ...steady, 'dir flash:': listing })).toMatchObject({ versionFrom: 'running' });
  });

  test('a name without a release can still be what runs', () => {
    const answers = {
      ...steady,
      'show boot-config | include Software': bootConfig('flash:/eos.swi'),
      'dir flash:': dir(file('eos.swi'), file('boot-config')),
    };
    expect(nextOf(answers)).toMatchObject({ version: '4.28.3M', versionFrom: 'running' });
  });

  test('an older image is told by its name', () => {
    const answers = { ...steady, 'show boot-config | include Software': bootConfig('flash:/EOS-4.24.2F.swi') };
    expect(nextOf(answers)).toMatchObject({ version: '4.24.2F', versionFrom: 'name', exists: false });
  });

  test.each([
    ['(not set)', { kind: 'loader' }],
    ['http://192.0.2.1/EOS-4.28.3M.swi', { kind: 'network', url: 'http://192.0.2.1/EOS-4.28.3M.swi' }],
    ['elsewhere', { kind: 'unresolved' }],
    ['flash:/.boot-image.swi', { kind: 'image', exists: null }],
    ['flash:EOS-4.28.3M.swi', { kind: 'image', image: 'flash:/EOS-4.28.3M.swi', exists: true }],
  ])('%s', (image, expected) => {
    expect(nextOf({ ...steady, 'show boot-config | include Software': bootConfig(image) })).toMatchObject(expected);
  });

  test('the loader file serves where the command is refused', () => {
    const { 'show boot-config | include Software': _, ...without } = steady;
    const answers = { ...without, 'more flash:boot-config | include SWI': 'SWI=flash:/EOS-4.28.3M.swi\n' };
    expect(run(answers).facts.members[0]?.boot).toMatchObject({
      list: ['flash:/EOS-4.28.3M.swi'],
      source: 'more flash:boot-config | include SWI',
    });
  });
});

test('hot fixes are patches, other add-ons are extensions, what is only available is neither', () => {
  const answers = {
    ...steady,
    'show extensions': [
      'Name                    Version/Release  Status extension',
      'SecurityAdvisory70.swix 1.0/1            A, I   1',
      'tool.swix               2.0/1            A, I   1',
      'spare.rpm               3.0/1            A, NI  1',
    ].join('\n'),
    'show boot-extensions': 'later.swix\n',
  };
  const { facts } = run(answers);
  expect(facts.members[0]?.patches).toEqual(['SecurityAdvisory70.swix']);
  expect(facts.extensions).toEqual(['tool.swix', 'later.swix']);
});

test('without a list of extensions there is no claim that there are none', () => {
  const { facts } = run({ ...steady, 'show extensions': "Authorization denied for command 'show extensions'\n" });
  expect(facts.extensions).toBeNull();
  expect(facts.missing).toContainEqual(expect.objectContaining({ fact: 'patches' }));
});

test.each([
  ['DEFAULT', false],
  ['None', false],
  ['Sand-4GB', true],
])('image optimization %s: digest says nothing is %s', (optimization, adapted) => {
  const answers = {
    ...steady,
    'show version': version({ optimization }),
    'verify /md5 flash:/EOS-4.28.3M.swi': `verify /md5 (flash:/EOS-4.28.3M.swi) = ${'0a'.repeat(16)}\n`,
  };
  expect(run(answers, ['md5']).facts.images.map((image) => image.adapted !== null)).toEqual([adapted]);
});

test('a container is started by its host', () => {
  expect(run({ ...steady, 'show version': version({ model: 'cEOSLab' }) }).facts.unsupportedMode).not.toBeNull();
});

test('the password of the loader is never asked for while the filter works', () => {
  expect(run(steady).asked).not.toContain('show boot-config');
});

test('claims its own output and no other', () => {
  expect(eos.claims(version())).toBe(true);
  expect(eos.claims('Cisco IOS XR Software, Version 7.3.2\n')).toBe(false);
});
