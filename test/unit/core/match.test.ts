import { describe, expect, it } from 'vitest';
import { compareSpecificity, globMatches, globProblem, matches, type Subject } from '../../../src/core/match.ts';

const subject: Subject = {
  device: 'sw-1',
  platform: 'alpha',
  groups: ['core', 'all'],
  tags: ['pci'],
  site: 'ams',
  role: null,
  models: ['ISR4331/K9'],
  serials: [],
};

describe('globs', () => {
  it.each([
    ['ISR43*', 'ISR4331/K9', true],
    ['isr43*', 'ISR4331/K9', true],
    ['17.3.1', '17.3.10', false],
    ['17.3.1', '17x3.1', false],
    ['15.2(4)M*', '15.2(4)M3', true],
    ['a?', 'ab', true],
    ['a?', 'abc', false],
    ['*', '.hidden', true],
    ['!a', 'b', false],
    ['[ab]x', 'bx', true],
    ['{a,b}', 'b', true],
    ['*', '', false],
  ])('%s against %s is %s', (glob, text, expected) => {
    expect(globMatches(glob, text)).toBe(expected);
  });

  it('refuses patterns that could take exponential time, and answers at once', () => {
    const glob = `${'*a'.repeat(20)}b`;
    expect(globProblem(glob)).not.toBeNull();
    const started = performance.now();
    expect(globMatches(glob, 'a'.repeat(10_000))).toBe(false);
    expect(globMatches('*a*a*a*b', 'a'.repeat(10_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('a match', () => {
  it('needs every key and one glob of each', () => {
    expect(matches({ platform: ['alpha'], group: ['x', 'c*'] }, subject).matched).toBe('yes');
    expect(matches({ platform: ['alpha'], group: ['x'] }, subject)).toEqual({
      matched: 'no',
      why: 'group is core, all, wanted x',
    });
    expect(matches({ role: ['*'] }, subject).why).toBe('role is not set, wanted *');
  });

  it('is unknown where the serial number or model is not known, unless another key says no', () => {
    expect(matches({ serial: ['FDO*'] }, subject).matched).toBe('unknown');
    expect(matches({ serial: ['FDO*'], site: ['lon'] }, subject).matched).toBe('no');
  });

  it('by model fits a stack only if every member fits', () => {
    const stack = { ...subject, models: ['C9300-24T', 'C9500-16X'] };
    expect(matches({ model: ['C93*'] }, stack).matched).toBe('no');
    expect(matches({ model: ['C9[35]*'] }, stack).matched).toBe('yes');
  });
});

describe('specificity', () => {
  it('is the number of keys, then the fewest wildcards', () => {
    expect(compareSpecificity({ site: ['a*'], role: ['b'] }, { site: ['a'] })).toBeGreaterThan(0);
    expect(compareSpecificity({ site: ['a*'] }, { site: ['a'] })).toBeLessThan(0);
    expect(compareSpecificity({ site: ['a'] }, { role: ['b'] })).toBe(0);
  });
});
