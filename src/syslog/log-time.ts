import type { LogTime } from '../core/indicator.ts';
import type { TimeStamp } from './time-stamp.ts';
import { zoneOffsets } from './time-zones.ts';

/** What is known when a stamp is placed on the time line. */
export type TimeContext = {
  /** When the line was received, milliseconds since 1970 UTC; null: not known. */
  readonly receivedAt: number | null;
  /** Offset of the device's configured zone in minutes, for stamps without a zone or with an unknown word. */
  readonly deviceZone?: number | null;
};

/**
 * Best reading of a stamp in UTC. Without a year: the one that puts it nearest to the time of receipt (around New Year
 * either side). Without a zone: the device's configured one, else UTC. A zone name with several meanings: the one that
 * lies nearest to the time of receipt. `at` is null where a missing year or an ambiguous zone cannot be settled because
 * the time of receipt is unknown, where the zone word is unknown and no zone is configured, and for impossible dates.
 */
export function placeInTime(stamp: TimeStamp, { receivedAt, deviceZone = null }: TimeContext): LogTime {
  const clock = stamp.mark === '*' ? 'unsynchronised' : stamp.mark === '.' ? 'lost-sync' : null;
  const assumed: ('year' | 'zone')[] = [];
  let offsets: readonly number[];
  if (stamp.zone === null) {
    offsets = [deviceZone ?? 0];
    assumed.push('zone');
  } else {
    const meant = zoneOffsets(stamp.zone);
    offsets = meant;
    if (offsets.length === 0) offsets = deviceZone === null ? [] : [deviceZone];
    else if (offsets.length > 1 && deviceZone !== null && offsets.includes(deviceZone)) offsets = [deviceZone];
    if (meant.length !== 1) assumed.push('zone');
  }
  if (stamp.year === null) assumed.push('year');
  return { text: stamp.text, zone: stamp.zone, clock, at: nearest(stamp, offsets, receivedAt), assumed };
}

function nearest(stamp: TimeStamp, offsets: readonly number[], receivedAt: number | null): number | null {
  if (receivedAt === null) {
    const offset = offsets[0];
    return stamp.year === null || offset === undefined || offsets.length > 1
      ? null
      : instant(stamp, stamp.year, offset);
  }
  let best: number | null = null;
  for (const offset of offsets) {
    const at = stamp.year === null ? nearestYear(stamp, offset, receivedAt) : instant(stamp, stamp.year, offset);
    if (at !== null && (best === null || Math.abs(at - receivedAt) < Math.abs(best - receivedAt))) best = at;
  }
  return best;
}

const halfYearMs = 182 * 86_400_000;

/** The year of the receipt, unless it puts the stamp more than half a year away or does not have that day. */
function nearestYear(stamp: TimeStamp, offset: number, receivedAt: number): number | null {
  const year = new Date(receivedAt).getUTCFullYear();
  const same = instant(stamp, year, offset);
  if (same !== null && Math.abs(same - receivedAt) < halfYearMs) return same;
  let best = same;
  for (const other of [year - 1, year + 1]) {
    const at = instant(stamp, other, offset);
    if (at !== null && (best === null || Math.abs(at - receivedAt) < Math.abs(best - receivedAt))) best = at;
  }
  return best;
}

/** Null where the day does not exist in that year (29 February). */
function instant(stamp: TimeStamp, year: number, offset: number): number | null {
  const day = Date.UTC(year, stamp.month, stamp.day);
  if (!Number.isFinite(day) || (stamp.day > 28 && new Date(day).getUTCDate() !== stamp.day)) return null;
  return day + stamp.clock - offset * 60_000;
}
