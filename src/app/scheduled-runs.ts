import type { Schedule } from '../core/agent.ts';
import { type EpochMs, epochMs } from '../core/brands.ts';
import type { ReportRuns } from '../report/compliance-model.ts';
import type { ReportedAudit } from '../report-ports.ts';
import { nextDue } from './schedule-times.ts';

/** A schedule of every hour has as many due times in a quarter; of one of every minute the newest are counted. */
const mostDues = 2_500;
const mostTold = 50;
/** An agent looks once a minute; its clock and the one of the audit are the same. */
const earlyMs = 60_000;

/**
 * Due times of a schedule from `from` to `until`, and those that no scheduled audit followed before the next one. An
 * audit that names a starter other than the schedule is not counted for it.
 */
export function scheduledRuns(
  { name, cron, timeZone }: Pick<Schedule, 'name' | 'cron' | 'timeZone'>,
  audits: readonly Pick<ReportedAudit, 'trigger' | 'startedAt' | 'by'>[],
  from: EpochMs,
  until: EpochMs,
): ReportRuns['schedules'][number] {
  const started = audits
    .filter(({ trigger, by }) => trigger === 'schedule' && (by === null || by === name || by === `schedule ${name}`))
    .map(({ startedAt }) => startedAt)
    .sort((a, b) => a - b);
  const dues: EpochMs[] = [];
  for (let at = nextDue({ cron, timeZone }, epochMs(from - 1)); at !== null && at <= until; ) {
    dues.push(at);
    if (dues.length > mostDues) dues.shift();
    at = nextDue({ cron, timeZone }, at);
  }
  const missedAt: EpochMs[] = [];
  let audit = 0;
  dues.forEach((due, index) => {
    const next = dues[index + 1] ?? Number.POSITIVE_INFINITY;
    while (audit < started.length && (started[audit] ?? 0) < due - earlyMs) audit += 1;
    const found = started[audit];
    if (found === undefined || found >= next - earlyMs) missedAt.push(due);
  });
  return { name, cron, timeZone, due: dues.length, missed: missedAt.length, missedAt: missedAt.slice(0, mostTold) };
}
