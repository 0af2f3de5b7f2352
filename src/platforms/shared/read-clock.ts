import { type EpochMs, epochMs } from '../../core/brands.ts';
import type { Parsed } from '../../core/result.ts';
import { type PrintedTime, printedTime } from './printed-time.ts';
import { type Fields, firstMatch, parsed, readLines, textField } from './read-kit.ts';

const timeFirst =
  /^\s*[*.]?(\d{1,2}:\d{2}:\d{2})(?:\.\d{1,9})? ([A-Za-z]{1,5}) \w{3} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{4})\s*$/;
const dayFirst = /^\s*(\w{3} [A-Z][a-z]{2} {1,2}\d{1,2} \d{1,2}:\d{2}:\d{2} \d{4})\s*$/;

/**
 * Reads `show clock` of the Cisco family (`10:11:12.345 UTC Wed Nov 25 2026`) and of EOS (`Wed Nov 25 10:11:12 2026` with
 * `Timezone:` below). `current_time` has one form for both: `Nov 25 10:11:12 UTC 2026`.
 */
export function readClock(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const cisco = lines.map((line) => timeFirst.exec(line)).find((found) => found !== null);
  const zone = firstMatch(lines, /^\s*Timezone(?: is|:) (\S{1,40})/i);
  const eos = firstMatch(lines, dayFirst);
  const time = cisco === undefined ? eos?.slice(4) : `${cisco[3]} ${cisco[4]} ${cisco[1]} ${cisco[2]} ${cisco[5]}`;
  const words =
    zone !== undefined && /^[A-Z]{1,5}$/.test(zone) && time !== undefined
      ? time.replace(/ (\d{4})$/, ` ${zone} $1`)
      : time;
  return parsed({ current_time: words, timezone: zone ?? cisco?.[2] }, output, ['current_time']);
}

/** What the device's clock said, and how it relates to the auditor's. */
export type DeviceClock = {
  /** Null where the zone is not known. */
  readonly now: EpochMs | null;
  /** The printed fields read as if they were UTC. */
  readonly localMs: number | null;
  /**
   * To be taken from a local time of this device to get UTC. From the printed zone, else from the auditor's clock to the
   * quarter of an hour where both agree within the 14 hours that a zone can have; null where neither tells.
   */
  readonly offsetMs: number | null;
};

const quarter = 900_000;

export function deviceClock(fields: Fields, now: EpochMs | null): DeviceClock {
  const printed = textField(fields, 'current_time');
  const time: PrintedTime | null = printed === null ? null : printedTime(printed);
  if (time === null) return { now: null, localMs: null, offsetMs: null };
  const { localMs, offsetMinutes } = time;
  if (offsetMinutes !== null) {
    const offsetMs = offsetMinutes * 60_000;
    return { now: epochMs(localMs - offsetMs), localMs, offsetMs };
  }
  const apart = now === null ? null : Math.round((localMs - now) / quarter) * quarter;
  return { now: null, localMs, offsetMs: apart === null || Math.abs(apart) > 14 * 3_600_000 ? null : apart };
}
