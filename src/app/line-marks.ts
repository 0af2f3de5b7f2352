import type { LogEvent } from '../core/indicator.ts';
import type { LineMarks } from '../correlate/mark-memory.ts';

/** Only lines that the device itself numbered and stamped; accounting carries the clock and numbers of its server. */
const ownStamps = new Set(['cisco', 'cisco-xr', 'cisco-nx', 'arista']);

const nothing: LineMarks = { sequence: null, uptimeSeconds: null, clock: null, deviceAt: null, relayAt: null };

/** Counters and clock of the device that wrote a line. */
export function lineMarks({ format, fields, time, relayTime }: LogEvent): LineMarks {
  if (!ownStamps.has(format)) return nothing;
  const sequence = fields['sequence'];
  return {
    sequence: sequence === undefined ? null : Number(sequence),
    uptimeSeconds: fields['uptime'] === undefined ? null : uptimeSeconds(fields['uptime']),
    clock: time === null || fields['uptime'] !== undefined ? null : time.clock === 'unsynchronised' ? 'unset' : 'set',
    deviceAt: time?.at ?? null,
    relayAt: relayTime?.at ?? null,
  };
}

const unitSeconds: Readonly<Record<string, number>> = { y: 31_536_000, w: 604_800, d: 86_400, h: 3600 };

/** `1y3w`, `2w1d`, `3d04h`, `00:12:31`; null for other text. */
function uptimeSeconds(text: string): number | null {
  const pair = /^(\d{1,4})([ywd])(\d{1,4})([wdh])$/.exec(text);
  if (pair !== null)
    return Number(pair[1]) * (unitSeconds[pair[2] ?? ''] ?? 0) + Number(pair[3]) * (unitSeconds[pair[4] ?? ''] ?? 0);
  const clock = /^(\d{1,3}):(\d{2}):(\d{2})/.exec(text);
  return clock === null ? null : Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
}
