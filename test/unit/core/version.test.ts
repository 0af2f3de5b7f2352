import { expect, test } from 'vitest';
import { rememberedScheme } from '../../../src/core/version.ts';
import { findPlatform } from '../../../src/platforms/index.ts';

test('a remembered scheme answers as the scheme does, reads each text once, and long texts every time', () => {
  const real = findPlatform('iosxe')?.versions;
  if (real === undefined) throw new Error('iosxe');
  const read: string[] = [];
  const counted = {
    ...real,
    parse(text: string) {
      read.push(text);
      return real.parse(text);
    },
  };
  const scheme = rememberedScheme(counted);
  expect(rememberedScheme(counted)).toBe(scheme);
  const texts = ['17.09.04a', 'garbage', '17.09.04a', 'garbage'];
  expect(texts.map(scheme.parse)).toEqual(texts.map(real.parse));
  expect(read).toEqual(['17.09.04a', 'garbage']);
  const long = 'x'.repeat(257);
  scheme.parse(long);
  scheme.parse(long);
  expect(read.slice(2)).toEqual([long, long]);
  const name = 'bootflash:isr4300-universalk9.17.09.04a.SPA.bin';
  expect(scheme.image(name)).toEqual(real.image(name));
  for (let index = 0; index < 5_000; index += 1) scheme.parse(`17.9.${index}`);
  expect(scheme.parse('17.09.04a')).toEqual(real.parse('17.09.04a'));
});
