import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareTexts, type Order, type VersionScheme } from '../../../src/core/version.ts';
import { schemes } from './version-schemes.ts';

function scheme(platform: string): VersionScheme {
  const found = schemes[platform];
  if (found === undefined) throw new Error(`no scheme of ${platform}`);
  return found;
}

const opposite: Readonly<Record<Order, Order>> = {
  older: 'newer',
  newer: 'older',
  same: 'same',
  incomparable: 'incomparable',
};

/** Rows of the table of hardest pairs in docs/versions.md: platform, first, second, answer. */
const page = readFileSync(join(import.meta.dirname, '../../../docs/versions.md'), 'utf8');
const hardestPairs = [...page.matchAll(/^\| (\w+) \| ([^|]+) \| ([^|]+) \| (older|newer|same|incomparable) \|/gm)].map(
  (row) => row.slice(1).map((cell) => cell.trim()),
);

describe('the hardest pairs that the page on versions lists', () => {
  it('are there for every platform', () => {
    expect(new Set(hardestPairs.map(([platform]) => platform))).toEqual(new Set(Object.keys(schemes)));
    expect(hardestPairs.length).toBeGreaterThan(30);
  });

  it.each(hardestPairs)('%s: %s against %s is %s', (platform = '', first = '', second = '', answer = '') => {
    const there = compareTexts(scheme(platform), first, second);
    expect(there.order).toBe(answer);
    expect(compareTexts(scheme(platform), second, first).order).toBe(opposite[there.order]);
    expect(there.why).not.toBe('');
  });
});

describe('releases in ascending order that other tools misplace', () => {
  it.each([
    ['junos', ['20.4R3.8', '20.4R3-S4.8']],
    ['junos', ['18.4R1.8', '18.4R1-S1.1']],
    ['junos', ['20.2R3-S1', '20.2R3-S10']],
    ['junos', ['15.1X49-D90', '15.1X49-D100']],
    ['panos', ['9.1.15-h1', '10.0.0', '10.1.6', '10.1.6-h3', '10.1.6-h10', '10.1.7']],
    ['iosxr', ['7.11.21', '24.1.1']],
    ['iosxe', ['3.16.5S', '16.3.1']],
    ['nxos', ['7.0(3)I7(9)', '9.2(1)', '10.1(1)']],
    ['ios', ['15.2(7)E', '15.2(7)E0a', '15.2(7)E1']],
    ['eos', ['4.22.8M', '4.22.8.1F', '4.22.8.2M']],
    ['fortios', ['v7.0.14,build0601', 'v7.0.14,build0603', 'v7.0.15,build0632']],
  ])('%s: %j, in every pair and both ways', (platform, versions) => {
    for (const [index, lower] of versions.entries()) {
      for (const higher of versions.slice(index + 1)) {
        expect([lower, higher, compareTexts(scheme(platform), lower, higher).order]).toEqual([lower, higher, 'older']);
        expect([higher, lower, compareTexts(scheme(platform), higher, lower).order]).toEqual([higher, lower, 'newer']);
      }
    }
  });

  it.each([
    ['iosxe', '16.12.03s', '16.12.3s'],
    ['iosxe', '16.12.3S', '16.12.3s'],
    ['iosxe', '17.03.04a', '17.3.4a'],
    ['iosxe', '17.3.4A', '17.3.4a'],
    ['junos', '20.4r3-s4.8', '20.4R3-S4.8'],
    ['panos', '10.1.6-H03', '10.1.6-h3'],
    ['eos', '4.28.03m', '4.28.3M'],
  ])('%s: %s is the same as %s, whatever padding and case', (platform, padded, plain) => {
    expect(compareTexts(scheme(platform), padded, plain).order).toBe('same');
  });
});

describe('an approval is as wide as it is written', () => {
  it.each([
    ['iosxe', '17.3.1', '17.3.10'],
    ['ios', '15.2(4)M3', '15.2(4)M10'],
    ['ios', '15.2(4)M3', '15.2(4)M3a'],
    ['panos', '10.2.1', '10.2.1-h1'],
    ['panos', '10.2.1', '10.2.10'],
    ['eos', '4.28.5M', '4.28.5.1M'],
    ['fortios', '7.0.1', '7.0.14'],
    ['junos', '21.4R3-S1', '21.4R3-S10'],
    ['nxos', '9.3(1)', '9.3(10)'],
    ['iosxr', '7.3.1', '7.3.15'],
  ])('%s: %s does not approve %s', (platform, approved, running) => {
    const { parse, range } = scheme(platform);
    const compiled = range(approved);
    const [own, other] = [parse(approved), parse(running)];
    if (!compiled.ok || !own.ok || !other.ok) throw new Error('a text of this test could not be read');
    expect(compiled.value.includes(own.value)).toBe(true);
    expect(compiled.value.includes(other.value)).toBe(false);
  });

  it('compares with the order of the vendor in >=', () => {
    const compiled = scheme('iosxe').range('>=17.3.4');
    if (!compiled.ok) throw new Error(compiled.error);
    const inside = ['17.3.3', '17.3.3a', '17.3.4', '17.3.4a', '17.3.10', '17.6.1'].filter((text) => {
      const read = scheme('iosxe').parse(text);
      return read.ok && compiled.value.includes(read.value);
    });
    expect(inside).toEqual(['17.3.4', '17.3.4a', '17.3.10']);
  });

  it('takes the signs of a version as they stand, with nothing to escape', () => {
    for (const range of ['15.2(4)M3', '>=15.2(4)M3 <15.2(4)M10', '15.2(4)M3 || 15.2(4)M10']) {
      expect(scheme('ios').range(range).ok).toBe(true);
    }
    expect(scheme('ios').range('15.2.4.M.').ok).toBe(false);
  });
});
