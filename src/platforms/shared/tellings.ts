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

/**
 * A start that the device states (`20:11:05 CET Mon Nov 2 2026`, `2026-11-02 20:11:05 CET`), by the auditor's clock: as long
 * ago as the device's own clock says. Its time is null where one of both has a zone that the other has not: they may be
 * hours apart.
 */
export function startTelling(
  reply: Told,
  member: string,
  printed: string | null,
  clock: DeviceClock & { readonly zone: string | null },
  now: EpochMs | null,
): readonly Telling[] {
  return telling(reply, 'started-at', member, printed, printed === null ? null : startOf(printed, clock, now));
}

const timeFirst = /^(\d{1,2}:\d{2}:\d{2}) ([A-Za-z]{1,5}) \w{3} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{4})$/;

function startOf(
  printed: string,
  clock: DeviceClock & { readonly zone: string | null },
  now: EpochMs | null,
): EpochMs | null {
  const words = timeFirst.exec(printed.trim());
  const time = printedTime(words === null ? printed : `${words[3]} ${words[4]} ${words[1]} ${words[2]} ${words[5]}`);
  if (time === null || now === null) return null;
  if (time.offsetMinutes !== null && clock.now !== null)
    return epochMs(now - (clock.now - (time.localMs - time.offsetMinutes * 60_000)));
  const zone = words?.[2] ?? null;
  if (zone === null || zone !== clock.zone || clock.localMs === null) return null;
  return epochMs(now - (clock.localMs - time.localMs));
}
