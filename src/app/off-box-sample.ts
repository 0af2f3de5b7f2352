import { createHash } from 'node:crypto';
import type { Schedule } from '../core/agent.ts';
import type { DeviceName, EpochMs } from '../core/brands.ts';

/** With a run each night every device comes about once a month. */
const defaultEvery = 29;
const hourMs = 3_600_000;

/**
 * Whether a scheduled run that is due at `due` reads this device's files off the box: one device of `offBoxEvery` in each
 * run, another the next time. The choice follows from name and due time alone. Devices have a turn by their name; the
 * turn moves on by the hours between two runs. `offBoxEvery` is raised to a prime above 7, so that runs each day or each
 * week, which are 24 or 168 hours apart, come to every turn.
 */
export function isSampled(schedule: Pick<Schedule, 'hash' | 'offBoxEvery'>, device: DeviceName, due: EpochMs): boolean {
  const { hash, offBoxEvery = hash ? defaultEvery : 0 } = schedule;
  if (offBoxEvery === 0) return false;
  if (offBoxEvery === 1) return true;
  const every = primeFrom(Math.max(offBoxEvery, 11));
  const turn = createHash('sha256').update(device).digest().readUInt32BE(0) % every;
  return Math.floor(due / hourMs) % every === turn;
}

function primeFrom(start: number): number {
  for (let candidate = start; ; candidate += 1) {
    let divisor = 2;
    while (divisor * divisor <= candidate && candidate % divisor !== 0) divisor += 1;
    if (divisor * divisor > candidate) return candidate;
  }
}
