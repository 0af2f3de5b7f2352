/** One time as it stands in a line, not yet placed in a year or zone. */
export type TimeStamp = {
  /** As printed, without the mark before it and without a zone that is a word. */
  readonly text: string;
  readonly mark: '*' | '.' | null;
  /** Absent in most headers. */
  readonly year: number | null;
  /** 0 to 11. */
  readonly month: number;
  readonly day: number;
  /** Milliseconds since midnight. */
  readonly clock: number;
  /** Zone text, if printed; never empty. */
  readonly zone: string | null;
  /** Index of the first character after the stamp and its zone. */
  readonly end: number;
  /** The zone word, or the time itself, is followed by a colon: nothing but a device prints that before its text. */
  readonly colon: boolean;
};

const months: Readonly<Record<string, number>> = {
  jan: 0,
  feb: 1,
  mar: 2,
  apr: 3,
  may: 4,
  jun: 5,
  jul: 6,
  aug: 7,
  sep: 8,
  oct: 9,
  nov: 10,
  dec: 11,
};

const named =
  /([*.]?)((?:(?:mon|tue|wed|thu|fri|sat|sun),? )?(?:(\d{4}) )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) {1,2}(\d{1,2})(?: (\d{4}))? (\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?(?: ((?:19|20)\d\d)(?![\w:./-]))?)/iy;
const iso =
  /([*.]?)((\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?(?: ?(Z(?![\w:.-])|[+-]\d{2}:?\d{2}(?!\d)))?)/y;
const slashed = /()((\d{4})\/(\d{2})\/(\d{2}) (\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?)/y;
const zoneWord = / {1,2}([A-Za-z]{1,8}(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2}) ?:(?=\s|$)/y;
const bareZone = / ([A-Z]{3,5}|[+-]\d{2}:?\d{2})(?=\s)/y;
const colonAfter = / ?:(?=\s|$)/y;

/**
 * Reads a time at exactly `at`, or says null. Forms: `Mar 10 02:11:45`, with `*` or `.` before it, fraction, year before
 * the month, after the day or after the time, weekday; ISO 8601 with `T` or blank and a numeric zone; `2026/03/10 …`.
 * A zone word after it belongs to it when a colon follows (`CET:`), or when `isKnownZone` knows it. `isDevice` says that a
 * counter stands before it: then any word before a colon is the zone, as the operator named it.
 * Source: header layouts of the log corpus and RFC 3164, RFC 5424.
 */
export function readTimeStamp(
  line: string,
  at: number,
  isKnownZone: (word: string) => boolean,
  isDevice = false,
): TimeStamp | null {
  const first = line.charCodeAt(at);
  const start = first === 42 || first === 46 ? at + 1 : at;
  const code = line.charCodeAt(start);
  if (code >= 48 && code <= 57) {
    // Digits: ISO has a dash, the slashed form a slash, the year-first form a blank after four of them.
    const fifth = line.charCodeAt(start + 4);
    if (fifth === 45) return numericStamp(line, at, iso, isKnownZone, isDevice);
    if (fifth === 47) return numericStamp(line, at, slashed, isKnownZone, isDevice);
    if (fifth !== 32) return null;
  } else if (!((code >= 65 && code <= 87) || (code >= 97 && code <= 119))) return null;
  named.lastIndex = at;
  const match = named.exec(line);
  if (match === null) return null;
  const month = months[(match[4] ?? '').toLowerCase()] ?? 0;
  const year = match[3] ?? match[6] ?? match[11];
  return finish(line, match, named.lastIndex, {
    year: year === undefined ? null : Number(year),
    month,
    day: Number(match[5]),
    clock: clockOf(match[7], match[8], match[9], match[10]),
    zone: null,
    isKnownZone,
    isDevice: isDevice || year !== undefined,
  });
}

function numericStamp(
  line: string,
  at: number,
  form: RegExp,
  isKnownZone: (word: string) => boolean,
  isDevice: boolean,
): TimeStamp | null {
  form.lastIndex = at;
  const match = form.exec(line);
  if (match === null) return null;
  return finish(line, match, form.lastIndex, {
    year: Number(match[3]),
    month: Number(match[4]) - 1,
    day: Number(match[5]),
    clock: clockOf(match[6], match[7], match[8], match[9]),
    zone: match[10] ?? null,
    isKnownZone,
    isDevice,
  });
}

const clockOf = (hour?: string, minute?: string, second?: string, fraction?: string): number =>
  ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 +
  (fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0')));

type Parts = {
  readonly year: number | null;
  readonly month: number;
  readonly day: number;
  readonly clock: number;
  readonly zone: string | null;
  readonly isKnownZone: (word: string) => boolean;
  readonly isDevice: boolean;
};

function finish(line: string, match: RegExpExecArray, after: number, parts: Parts): TimeStamp | null {
  const { year, month, day, clock } = parts;
  if (month < 0 || month > 11 || day < 1 || day > 31 || clock >= 86_401_000) return null;
  let { zone } = parts;
  let end = after;
  let colon = false;
  const next = line.charCodeAt(end);
  if (next === 58 || next === 32) {
    colonAfter.lastIndex = end;
    if (colonAfter.test(line)) {
      end = colonAfter.lastIndex;
      colon = true;
    } else if (zone === null) {
      zoneWord.lastIndex = end;
      const word = zoneWord.exec(line);
      const text = word?.[1];
      if (
        text !== undefined &&
        (parts.isKnownZone(text) || looksLikeZone(text, parts.isDevice || match[1] !== '' || match[0].includes('.')))
      ) {
        zone = text;
        end = zoneWord.lastIndex;
        colon = true;
      } else {
        bareZone.lastIndex = end;
        const bare = bareZone.exec(line)?.[1];
        if (bare !== undefined && (parts.isKnownZone(bare) || bare.charCodeAt(0) < 65)) {
          zone = bare;
          end = bareZone.lastIndex;
        }
      }
    }
  }
  const mark = match[1] === '*' || match[1] === '.' ? match[1] : null;
  return { text: match[2] ?? '', mark, year, month, day, clock, zone, end, colon };
}

/**
 * An unknown word before a colon is a zone after a device's own time (mark, fraction), else it may be an origin-id: `sw-1:`
 * is a name, `UTC-1:` a zone.
 */
const looksLikeZone = (word: string, deviceTime: boolean): boolean =>
  /^(?:UTC|GMT)?[+-]\d/i.test(word) || (deviceTime && word.length < 8) || /^[A-Z]{3,4}$/.test(word);
