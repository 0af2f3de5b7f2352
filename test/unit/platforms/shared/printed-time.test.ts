import { describe, expect, test } from 'vitest';
import { epochMs } from '../../../../src/core/brands.ts';
import { dayTime, exactTime, listedTime, printedTime } from '../../../../src/platforms/shared/printed-time.ts';

const at = (iso: string) => epochMs(Date.parse(iso));

test.each([
  ['2020-03-26 08:16:41 UTC', '2020-03-26T08:16:41Z'],
  ['2026-06-16 17:33:26 JST', '2026-06-16T08:33:26Z'],
  ['Tue Jul 14 06:59:40 PDT 2026', '2026-07-14T13:59:40Z'],
  ['2026-06-16 17:33:26 +02:00', '2026-06-16T15:33:26Z'],
])('%s is exact', (text, iso) => {
  expect(exactTime(text)).toBe(at(iso));
});

test('a time without a zone, or with one of several meanings, is right to the day only', () => {
  for (const text of ['Jun 14 09:41:22 2026', 'Sun Jun 14 09:41:22 CST 2026', '2026/06/14 09:41:22']) {
    expect(exactTime(text), text).toBeNull();
    expect(dayTime(text), text).toBe(at('2026-06-14T09:41:22Z'));
  }
});

test('what is no time gives none', () => {
  for (const text of ['', 'never', '2026-13-01 00:00:00 UTC', 'Foo 14 09:41:22 2026', '2026-06-14 25:00:00 UTC'])
    expect(printedTime(text), text).toBeNull();
});

describe('a date without a year is the last such day', () => {
  const clock = at('2026-01-10T12:00:00Z');
  test.each([
    ['Jan 10 09:41', '2026-01-10T09:41:00Z'],
    ['Jan 11 09:41', '2026-01-11T09:41:00Z'],
    ['Dec 31 23:59', '2025-12-31T23:59:00Z'],
    ['Mar 2  2024', '2024-03-02T00:00:00Z'],
  ])('%s', (text, iso) => {
    expect(listedTime(text, clock)).toBe(at(iso));
  });
  test('and unknown without a clock', () => {
    expect(listedTime('Jan 10 09:41', null)).toBeNull();
  });
});
