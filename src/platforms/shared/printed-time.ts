import { type EpochMs, epochMs } from '../../core/brands.ts';

/** A time as a device printed it: its fields read as if they were UTC, and how far the zone is from UTC. */
export type PrintedTime = {
  readonly localMs: number;
  /** Minutes east of UTC; null where no zone was printed, or one whose letters stand for several (`CST`, `IST`, `BST`). */
  readonly offsetMinutes: number | null;
};

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Zone words with one meaning only. */
const zones: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  WET: 0,
  WEST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  JST: 540,
  KST: 540,
  SGT: 480,
  HKT: 480,
  AEST: 600,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
  EST: -300,
  EDT: -240,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  AKST: -540,
  AKDT: -480,
  HST: -600,
};

const isoLike =
  /(\d{4})[-/](\d{2})[-/](\d{2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d{1,9})?(?: ?([A-Za-z]{1,5}|[+-]\d{2}:?\d{2}))?/;
const dayFirst =
  /(?:^|[^A-Za-z])([A-Z][a-z]{2}) {1,2}(\d{1,2}) {1,2}(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ([A-Z]{1,5}))? (\d{4})/;

/**
 * Reads `2020-03-26 08:16:41 UTC`, `2017/02/28 10:19:48`, `Jun 14 09:41:22 2026`, `Wed Aug 15 10:50:42 UTC 2018` anywhere
 * in a short text. Null where the text has no such time or the calendar does not.
 */
export function printedTime(text: string): PrintedTime | null {
  const short = text.slice(0, 120);
  const iso = isoLike.exec(short);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, zone] = iso;
    return timeOf(Number(year), Number(month) - 1, [day, hour, minute, second], zone);
  }
  const words = dayFirst.exec(short);
  if (words === null) return null;
  const [, month = '', day, hour, minute, second, zone, year] = words;
  return timeOf(Number(year), months.indexOf(month.toLowerCase()), [day, hour, minute, second], zone);
}

function timeOf(
  year: number,
  month: number,
  clock: readonly (string | undefined)[],
  zone: string | undefined,
): PrintedTime | null {
  const [day = 0, hour = 0, minute = 0, second = 0] = clock.map((part) => Number(part ?? 0));
  if (month < 0 || month > 11 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null;
  const localMs = Date.UTC(year, month, day, hour, minute, second);
  return Number.isFinite(localMs) ? { localMs, offsetMinutes: zone === undefined ? null : zoneOffset(zone) } : null;
}

function zoneOffset(zone: string): number | null {
  const digits = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (digits !== null) return (digits[1] === '-' ? -1 : 1) * (Number(digits[2]) * 60 + Number(digits[3]));
  return zones[zone.toUpperCase()] ?? null;
}

/** The moment, where the zone was printed and has one meaning; else null. */
export function exactTime(text: string): EpochMs | null {
  const time = printedTime(text);
  return time === null || time.offsetMinutes === null ? null : epochMs(time.localMs - time.offsetMinutes * 60_000);
}

/** The moment with UTC assumed where the zone is not told: right to the day (14 hours at most), not to the hour. */
export function dayTime(text: string): EpochMs | null {
  const time = printedTime(text);
  return time === null ? null : epochMs(time.localMs - (time.offsetMinutes ?? 0) * 60_000);
}

/**
 * The date of a long listing, `Jun 14 09:41` or `Jun 14  2021`. A date without a year is the last such day that is not
 * more than one day after `clock`; without a clock it is not known.
 */
export function listedTime(text: string, clock: EpochMs | null): EpochMs | null {
  const found = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) {1,2}(?:(\d{4})|(\d{1,2}):(\d{2})(?::(\d{2}))?(?: (\d{4}))?)$/.exec(
    text.trim(),
  );
  if (found === null) return null;
  const [, word = '', day, yearOnly, hour, minute, second, yearLast] = found;
  const month = months.indexOf(word.toLowerCase());
  if (month < 0) return null;
  const inYear = (year: number): number =>
    Date.UTC(year, month, Number(day), Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0));
  const printedYear = yearOnly ?? yearLast;
  if (printedYear !== undefined) return epochMs(inYear(Number(printedYear)));
  if (clock === null) return null;
  const yearNow = 1970 + Math.floor(clock / 31_556_952_000);
  const candidates = [yearNow + 1, yearNow, yearNow - 1].map(inYear);
  const latest = candidates.find((at) => at <= clock + 86_400_000);
  return latest === undefined ? null : epochMs(latest);
}
