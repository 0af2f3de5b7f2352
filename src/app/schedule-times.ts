import { Cron } from 'croner';
import type { Schedule } from '../core/agent.ts';
import { type EpochMs, epochMs } from '../core/brands.ts';

type Times = Pick<Schedule, 'cron' | 'timeZone'>;

/** Looking back further tells nothing that a person could act on. */
const longestLookMs = 35 * 86_400_000;
/** A schedule of every minute has as many due times in half a day. */
const mostCounted = 1000;
/** A run begun this long after it was due is told as made up for. */
const lateMs = 120_000;

/**
 * The first due time after `after`, to the minute; null where there is none. Both nights of a clock change are right: a
 * time that the change skips is due at the first minute after the gap, a repeated hour counts twice for `*` and once for
 * a fixed hour.
 */
export function nextDue({ cron, timeZone }: Times, after: EpochMs): EpochMs | null {
  const next = new Cron(cron, { timezone: timeZone, paused: true }).nextRun(new Date(after));
  return next === null ? null : epochMs(next.getTime());
}

/** The next `count` due times. */
export function nextDues(times: Times, after: EpochMs, count: number): readonly EpochMs[] {
  const dues: EpochMs[] = [];
  for (let at = nextDue(times, after); at !== null && dues.length < count; at = nextDue(times, at)) dues.push(at);
  return dues;
}

export type DueRun = {
  /** The newest time that is due; the run stands for it and for all before. */
  readonly due: EpochMs;
  /** Due times before it that nothing ran at; at most 1000 are counted. */
  readonly missed: number;
  /** Begun well after it was due: it is made up for. */
  readonly late: boolean;
};

/** What is to run at `now`, given the newest due time that was dealt with; null: nothing. However many were missed, one runs. */
export function dueRun(times: Times, dealtWith: EpochMs, now: EpochMs): DueRun | null {
  let due: EpochMs | null = null;
  let count = 0;
  let at = nextDue(times, epochMs(Math.max(dealtWith, now - longestLookMs)));
  while (at !== null && at <= now) {
    due = at;
    count += 1;
    // Of a long pause the rest is not counted; the newest of them is found from shortly before now.
    at = nextDue(times, count === mostCounted ? epochMs(Math.max(at, now - lateMs)) : at);
  }
  return due === null ? null : { due, missed: Math.min(count, mostCounted) - 1, late: now - due >= lateMs };
}
