import { describe, expect, it } from 'vitest';
import { readSenders } from '../../../src/app/report-senders.ts';
import { scheduledRuns } from '../../../src/app/scheduled-runs.ts';
import { epochMs } from '../../../src/core/brands.ts';

describe('readSenders', () => {
  it('reads what the agent wrote of its senders', () => {
    const heard = { address: '198.51.100.9', messages: 2, firstSeen: 2_000, lastSeen: 3_000, relays: false };
    const read = readSenders([
      { name: 'devices', value: { since: 1_000, seen: {} } },
      { name: 'unknown', value: [heard] },
    ]);
    expect(read).toEqual({
      since: 1_000,
      senders: [{ name: '198.51.100.9', device: null, relays: false, firstSeen: 2_000, lastSeen: 3_000 }],
    });
  });

  it('knows nothing where no agent ran, and takes nothing from what is odd', () => {
    expect(readSenders(null)).toBeNull();
    expect(readSenders([])).toBeNull();
    expect(
      readSenders([
        { name: 'unknown', value: [{ address: 7 }, 'x', null] },
        { name: 'devices', value: { since: 'long ago', seen: { edge1: 'never' } } },
      ]),
    ).toEqual({
      since: null,
      senders: [{ name: 'edge1', device: 'edge1', relays: false, firstSeen: null, lastSeen: null }],
    });
  });
});

describe('scheduledRuns', () => {
  const from = epochMs(Date.UTC(2026, 0, 1));
  const until = epochMs(Date.UTC(2026, 0, 8) - 1);
  const daily = { name: 'nightly', cron: '0 2 * * *', timeZone: 'UTC' };
  const ran = (day: number, minute: number, by: string | null = null) => ({
    trigger: 'schedule' as const,
    startedAt: epochMs(Date.UTC(2026, 0, day, 2, minute)),
    by,
  });

  it('counts due times, and those that nothing followed before the next one', () => {
    const told = scheduledRuns(daily, [ran(1, 0), ran(2, 30), ran(5, 0)], from, until);
    expect([told.due, told.missed]).toEqual([7, 4]);
    expect(told.missedAt.map((at) => new Date(at).getUTCDate())).toEqual([3, 4, 6, 7]);
  });

  it('counts no audit that a person or another schedule started', () => {
    const manual = { ...ran(1, 0), trigger: 'manual' as const };
    expect(scheduledRuns(daily, [manual, ran(2, 0, 'weekly'), ran(3, 0, 'nightly')], from, until).missed).toBe(6);
  });

  it('follows the clock of its time zone over a change', () => {
    const zoned = { ...daily, timeZone: 'Europe/Amsterdam' };
    const spring = scheduledRuns(zoned, [], epochMs(Date.UTC(2026, 2, 28)), epochMs(Date.UTC(2026, 2, 31)));
    expect(spring.missedAt.map((at) => new Date(at).getUTCHours())).toEqual([1, 1, 0, 0]);
  });

  it('counts at most 2500 due times, the newest, of a schedule of every minute', () => {
    const told = scheduledRuns({ ...daily, cron: '* * * * *' }, [], from, until);
    expect(told.due).toBe(2_500);
    expect(told.missedAt).toHaveLength(50);
  });
});
