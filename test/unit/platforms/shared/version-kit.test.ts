import { describe, expect, it } from 'vitest';
import type { Version } from '../../../../src/core/version.ts';
import { iosxeVersions } from '../../../../src/platforms/iosxe/versions.ts';
import { baseName } from '../../../../src/platforms/shared/image-file.ts';
import {
  compareWithinLine,
  letterRank,
  normalForm,
  noVersionText,
  same,
  unreadable,
  versionText,
} from '../../../../src/platforms/shared/version-kit.ts';

const version = (train: string, key: readonly number[], lineage = 'one'): Version => ({
  ...{
    text: train,
    canonical: `${train} ${key}`,
    train,
    line: lineage,
    lineage,
    maturity: 'release',
    key,
    semver: null,
  },
});

describe('the text of a version', () => {
  it('is taken without blanks, up to 200 characters of it', () => {
    expect(versionText(' 1.2 ')).toBe('1.2');
    expect(versionText('9'.repeat(200))).toHaveLength(200);
    expect(versionText('9'.repeat(201))).toBeNull();
    expect(versionText(' \t')).toBeNull();
  });

  it('is refused as empty or as too long', () => {
    expect(noVersionText('')).toMatchObject({ error: { why: 'empty' } });
    expect(noVersionText(' '.repeat(200))).toMatchObject({ error: { why: 'empty' } });
    expect(noVersionText('9'.repeat(201))).toMatchObject({
      error: { why: 'longer than any version (201 characters)' },
    });
  });

  it('is kept by its first 80 characters where it is unreadable', () => {
    expect(unreadable('abc', 'x')).toMatchObject({ error: { text: 'abc', why: 'x' } });
    expect(unreadable('9'.repeat(100), 'x')).toMatchObject({ error: { text: '9'.repeat(80) } });
  });
});

describe('keys', () => {
  it('are compared part by part, a missing one as 0', () => {
    expect(compareWithinLine(version('a', [1]), version('a', [1, 0]), ['x', 'y']).order).toBe('same');
    expect(compareWithinLine(version('a', [1, 1]), version('a', [1]), ['x', 'y'])).toEqual({
      ...{ order: 'newer', why: 'y 1 > 0', trainChange: false },
    });
  });

  it('are compared only as far as parts are named', () => {
    expect(compareWithinLine(version('a', [1, 2]), version('a', [1, 3]), ['x']).order).toBe('same');
  });

  it('have no order across lineages, whatever they are', () => {
    const { order, trainChange } = compareWithinLine(version('a', [1]), version('b', [2], 'two'), ['x']);
    expect([order, trainChange]).toEqual(['incomparable', true]);
  });

  it('say letters as letters', () => {
    expect(compareWithinLine(version('a', [0]), version('a', [26]), ['rebuild letter']).why).toBe(
      'rebuild letter none < z',
    );
  });

  it('tell two names of one release and a change of train apart', () => {
    expect(same(version('a', [1]), version('a', [1])).trainChange).toBe(false);
    expect(same(version('a', [1]), version('b', [1])).trainChange).toBe(true);
    expect(same(version('a', [1]), version('a', [1]), 'one build').why).toBe('one build');
  });

  it('rank letters from 1, none as 0', () => {
    expect([undefined, '', 'a', 'A', 'z'].map(letterRank)).toEqual([0, 0, 1, 1, 26]);
  });

  it('become three numbers by their weights', () => {
    expect(normalForm([17, 9, 4, 1], [1000, 1])).toBe('17.9.4001');
    expect(normalForm([17], [1000, 1])).toBe('17.0.0');
    expect(normalForm([], [1])).toBe('0.0.0');
  });
});

describe('a range', () => {
  const fits = (length: number): string => `17.9.4${' '.repeat(length - 6)}`;

  it('is refused beyond 2000 characters', () => {
    expect(iosxeVersions.range(fits(2000)).ok).toBe(true);
    expect(iosxeVersions.range(fits(2001))).toEqual({ ok: false, error: 'a range of 2001 characters is too long' });
  });
});

describe('the name at the end of a path', () => {
  it.each([
    ['flash:/dir/x.bin', 'x.bin'],
    ['flash-1:x.bin', 'x.bin'],
    ['disk0:x', 'x'],
    ['tftp://192.0.2.1/images/x.bin', 'x.bin'],
    ['\\images\\x.bin', 'x.bin'],
    ['"/bootflash/x.bin"', 'x.bin'],
    [' x.bin ', 'x.bin'],
  ])('of %s is %s', (path, name) => {
    expect(baseName(path)).toBe(name);
  });

  it.each([
    [''],
    ['flash:'],
    ['flash:/dir/'],
    ['a b'],
    ['a\u0000b'],
    ['x'.repeat(256)],
    [`flash:/${'d/'.repeat(3000)}x`],
  ])('is none for %j', (path) => {
    expect(baseName(path)).toBeNull();
  });

  it('may have 255 characters', () => {
    expect(baseName(`flash:${'x'.repeat(255)}`)).toHaveLength(255);
  });
});
