import { type EpochMs, epochMs } from './brands.ts';
import { err, ok, type Result } from './result.ts';

const form = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?([Zz]|[+-]\d\d:?\d\d)?)?$/;

/**
 * Reads an ISO 8601 time with a zone (`2026-12-01T20:00Z`, `…+01:00`) or a date (`2027-01-31`, in UTC). A date means
 * its first millisecond as a `start` and its last one as an `end`, so that "until 2027-01-31" includes that day.
 * A time without a zone and a day that the calendar does not have are refused.
 */
export function readInstant(text: string, edge: 'start' | 'end'): Result<EpochMs, string> {
  const match = form.exec(text);
  if (match === null)
    return err(`write a date (2027-01-31) or a time in UTC (2026-12-01T20:00Z), not "${text.slice(0, 40)}"`);
  const [, year = '', month = '', day = '', hour, minute = '0', second = '0', fraction = '0', zone] = match;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const read = new Date(midnight);
  if (read.getUTCMonth() + 1 !== Number(month) || read.getUTCDate() !== Number(day))
    return err(`the calendar has no day "${year}-${month}-${day}"`);
  if (hour === undefined) return ok(epochMs(edge === 'start' ? midnight : midnight + 86_400_000 - 1));
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return err(`the clock has no time "${text}"`);
  if (zone === undefined) return err(`a time needs its zone: "${text}Z" for UTC, or an offset such as +01:00`);
  const ms = Math.floor(Number(`0.${fraction}`) * 1_000);
  const clock = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1_000 + ms;
  return ok(epochMs(midnight + clock - offsetMs(zone)));
}

function offsetMs(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
