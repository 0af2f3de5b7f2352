import { expect, it } from 'vitest';
import { readRate } from '../../../src/core/rate.ts';

it.each([
  ['800kB', 800_000],
  ['10MB', 10_000_000],
  ['1GB', 1_000_000_000],
  ['unlimited', Number.POSITIVE_INFINITY],
])('%s is %d bytes a second', (text, value) => {
  expect(readRate(text)).toEqual({ ok: true, value });
});

it.each(['10', '0MB', '10Mb', '10 MB', '-1MB', 'fast', '', '10000000MB'])('%j is refused', (text) => {
  expect(readRate(text).ok).toBe(false);
});
