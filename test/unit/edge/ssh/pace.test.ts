import { expect, it } from 'vitest';
import { pauseMs } from '../../../../src/edge/ssh/pace.ts';

it('waits until the bytes fit the rate, and not for less than a timer can keep', () => {
  expect(pauseMs(10_000_000, 500, 10_000_000)).toBe(500);
  expect(pauseMs(10_000_000, 1000, 10_000_000)).toBe(0);
  expect(pauseMs(10_000_000, 985, 10_000_000)).toBe(0);
  expect(pauseMs(10_000_000, 5000, 10_000_000)).toBe(0);
});

it('never waits without a rate', () => {
  expect(pauseMs(1e12, 0, Number.POSITIVE_INFINITY)).toBe(0);
});
