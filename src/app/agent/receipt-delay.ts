import { type EpochMs, epochMs } from '../../core/brands.ts';
import type { LogEvent } from '../../core/indicator.ts';

/** Seconds from the device's own stamp to now; null where the stamp cannot be trusted to tell. */
export function receiptDelay({ time }: LogEvent, now: EpochMs): number | null {
  if (time === null || time.at === null || time.clock === 'unsynchronised') return null;
  if (time.assumed?.includes('zone') === true) return null;
  return Math.max(0, now - epochMs(time.at)) / 1000;
}
