import { type EpochMs, epochMs } from '../core/brands.ts';
import { readDuration } from '../core/duration.ts';
import { readInstant } from '../core/instant.ts';
import { err, ok, type Result } from '../core/result.ts';

/** What a report covers, both ends included. `text` is what was asked for. */
export type ReportPeriod = { readonly text: string; readonly from: EpochMs; readonly to: EpochMs };

const dayMs = 86_400_000;
const help = 'write a period as 2026-Q4, 2026-11, 2026, 90d, or FROM/TO with two dates or times';

/**
 * Reads `2026-Q4`, `2026-11`, `2026`, `FROM/TO` (dates or ISO 8601 times, both included) and `90d`, which ends with the
 * day of `now` in UTC and counts whole days, so that two reports of one day are the same.
 */
export function readPeriod(text: string, now: EpochMs): Result<ReportPeriod, string> {
  const quarter = /^(\d{4})-[Qq]([1-4])$/.exec(text);
  if (quarter !== null) {
    const first = (Number(quarter[2]) - 1) * 3;
    return ok(months(text, Number(quarter[1]), first, first + 3));
  }
  const month = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  if (month !== null) return ok(months(text, Number(month[1]), Number(month[2]) - 1, Number(month[2])));
  if (/^\d{4}$/.test(text)) return ok(months(text, Number(text), 0, 12));
  if (text.includes('/')) return readSpan(text);
  const length = readDuration(text);
  if (!length.ok || length.value < dayMs || length.value % dayMs !== 0 || length.value > 36_600 * dayMs)
    return err(`${help}; not "${text.slice(0, 40)}"`);
  const end = Math.floor(now / dayMs + 1) * dayMs;
  return ok({ text, from: epochMs(end - length.value), to: epochMs(end - 1) });
}

function readSpan(text: string): Result<ReportPeriod, string> {
  const [first = '', second = '', ...more] = text.split('/');
  if (more.length > 0) return err(`${help}; not "${text.slice(0, 40)}"`);
  const from = readInstant(first, 'start');
  if (!from.ok) return err(`the beginning of the period: ${from.error}`);
  const to = readInstant(second, 'end');
  if (!to.ok) return err(`the end of the period: ${to.error}`);
  return to.value < from.value
    ? err(`the period "${text.slice(0, 60)}" ends before it begins`)
    : ok({ text, from: from.value, to: to.value });
}

const months = (text: string, year: number, first: number, end: number): ReportPeriod => ({
  text,
  from: epochMs(Date.UTC(year, first, 1)),
  to: epochMs(Date.UTC(year, end, 1) - 1),
});
