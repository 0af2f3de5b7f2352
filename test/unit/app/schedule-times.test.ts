import { describe, expect, it } from 'vitest';
import { dueRun, nextDue, nextDues } from '../../../src/app/schedule-times.ts';
import { epochMs } from '../../../src/core/brands.ts';

const at = (text: string) => epochMs(Date.parse(text));
const iso = (times: readonly (number | null)[]) => times.map((time) => new Date(time ?? 0).toISOString().slice(0, 16));
const amsterdam = (cron: string) => ({ cron, timeZone: 'Europe/Amsterdam' });

describe('due times', () => {
  it('moves a time in the spring gap to the first minute after it', () => {
    expect(iso(nextDues(amsterdam('30 2 * * *'), at('2026-03-28T12:00Z'), 2))).toEqual([
      '2026-03-29T01:00',
      '2026-03-30T00:30',
    ]);
  });

  it('runs a fixed hour once on the autumn night', () => {
    const [first, second] = nextDues(amsterdam('30 2 * * *'), at('2026-10-24T12:00Z'), 2);
    expect(['2026-10-25T00:30', '2026-10-25T01:30']).toContain(iso([first ?? null])[0]);
    expect(iso([second ?? null])).toEqual(['2026-10-26T01:30']);
  });

  it('runs every hour of the autumn night, the repeated one twice', () => {
    expect(iso(nextDues(amsterdam('0 * * * *'), at('2026-10-24T22:30Z'), 4))).toEqual([
      '2026-10-24T23:00',
      '2026-10-25T00:00',
      '2026-10-25T01:00',
      '2026-10-25T02:00',
    ]);
  });

  it('loses no quarter of the repeated hour', () => {
    expect(iso(nextDues(amsterdam('*/15 * * * *'), at('2026-10-24T23:50Z'), 9))).toEqual([
      '2026-10-25T00:00',
      '2026-10-25T00:15',
      '2026-10-25T00:30',
      '2026-10-25T00:45',
      '2026-10-25T01:00',
      '2026-10-25T01:15',
      '2026-10-25T01:30',
      '2026-10-25T01:45',
      '2026-10-25T02:00',
    ]);
  });

  it('goes by UTC where a schedule names it', () => {
    expect(iso([nextDue({ cron: '30 2 * * *', timeZone: 'UTC' }, at('2026-03-29T00:00Z'))])).toEqual([
      '2026-03-29T02:30',
    ]);
  });

  it('gives null for a day that never comes', () => {
    expect(nextDue({ cron: '0 2 30 2 *', timeZone: 'UTC' }, at('2026-01-01T00:00Z'))).toBeNull();
  });
});

describe('what is due', () => {
  const nightly = { cron: '0 2 * * *', timeZone: 'UTC' };

  it('is nothing before its time', () => {
    expect(dueRun(nightly, at('2026-05-01T02:00Z'), at('2026-05-02T01:59Z'))).toBeNull();
  });

  it('is one run at its minute', () => {
    expect(dueRun(nightly, at('2026-05-01T02:00Z'), at('2026-05-02T02:00Z'))).toEqual({
      due: at('2026-05-02T02:00Z'),
      missed: 0,
      late: false,
    });
  });

  it('is one run for several missed ones, and it tells how many', () => {
    expect(dueRun(nightly, at('2026-05-01T02:00Z'), at('2026-05-04T09:00Z'))).toEqual({
      due: at('2026-05-04T02:00Z'),
      missed: 2,
      late: true,
    });
  });

  it('is nothing when the clock was set back', () => {
    expect(dueRun(nightly, at('2026-05-03T02:00Z'), at('2026-05-01T09:00Z'))).toBeNull();
  });

  it('stays quick and finds the newest due time after a very long pause', () => {
    const everyMinute = { cron: '* * * * *', timeZone: 'UTC' };
    expect(dueRun(everyMinute, at('2020-01-01T00:00Z'), at('2026-05-01T00:00Z'))).toEqual({
      due: at('2026-05-01T00:00Z'),
      missed: 999,
      late: false,
    });
  });
});
