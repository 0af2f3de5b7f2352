import { type EpochMs, epochMs } from '../../core/brands.ts';
import type { Telling } from '../../core/facts.ts';
import type { Reply } from './collect-kit.ts';
import { printedTime } from './printed-time.ts';
import type { DeviceClock } from './read-clock.ts';

type Told = Pick<Reply, 'command' | 'text'>;

/** One fact as this output tells it; nothing where it does not. */
export function telling(
  reply: Told,
  fact: Telling['fact'],
  member: string,
  value: string | null,
  at: EpochMs | null = null,
): readonly Telling[] {
  if (value === null) return [];
  return [{ fact, member, value, at, command: reply.command, line: lineWith(reply.text, value) }];
}

/** The line that the value stands in, at most 200 characters; the value itself where it was put together of several. */
function lineWith(text: string, value: string): string {
  const found = text.toLowerCase().indexOf(value.toLowerCase());
  if (found === -1) return value;
  const begin = Math.max(text.lastIndexOf('\n', found) + 1, found - 150);
  const end = text.indexOf('\n', found);
  return text.slice(begin, Math.min(end === -1 ? text.length : end, begin + 200)).trim();
}

type StartClock = DeviceClock & {
  /** Word of the zone, where the clock printed one. */
  readonly zone: string | null;
  /** Auditor's clock at the collection. */
  readonly auditor: EpochMs | null;
};

/**
 * A start that the device states (`20:11:05 CET Mon Nov 2 2026`, `2026-11-02 20:11:05 CET`), by the auditor's clock: as long
 * ago as the device's own clock says, or at that very time, whichever is nearer to `started`; a clock that was set since
 * makes the first wrong. Its time is null where one of both has a zone that the other has not: they may be hours apart.
 */
export function startTelling(
  reply: Told,
  member: string,
  printed: string | null,
  clock: StartClock,
  started: EpochMs | null,
): readonly Telling[] {
  const times = printed === null ? [] : startsOf(printed, clock);
  const nearest = [...times].sort((a, b) => Math.abs(a - (started ?? a)) - Math.abs(b - (started ?? b)))[0];
  return telling(reply, 'started-at', member, printed, nearest ?? null);
}

const timeFirst = /^(\d{1,2}:\d{2}:\d{2}) ([A-Za-z]{1,5}) \w{3} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{4})$/;

function startsOf(printed: string, { now, localMs, zone, auditor }: StartClock): readonly EpochMs[] {
  const words = timeFirst.exec(printed.trim());
  const time = printedTime(words === null ? printed : `${words[3]} ${words[4]} ${words[1]} ${words[2]} ${words[5]}`);
  if (time === null || auditor === null) return [];
  if (time.offsetMinutes !== null && now !== null) {
    const exact = time.localMs - time.offsetMinutes * 60_000;
    return [epochMs(exact), epochMs(auditor - (now - exact))];
  }
  const own = words?.[2] ?? null;
  return own === null || own !== zone || localMs === null ? [] : [epochMs(auditor - (localMs - time.localMs))];
}
