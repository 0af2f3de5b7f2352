import type { ReadOnlyCommand } from '../../core/command.ts';
import { type Reason, reason } from '../../core/reason.ts';
import type { Parsed } from '../../core/result.ts';
import { type Asking, ask } from './collect-kit.ts';
import { type Fields, firstMatch, numberField, parsed, readLines } from './read-kit.ts';

/**
 * Reads the load out of `show system resources` (NX-OS), `show processes top once` (EOS, both by what is idle) and
 * `show processes cpu` (IOS XR, over one minute). Per cent, rounded up.
 */
export function readCpuLoad(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const minute = firstMatch(output.lines, /^\s*CPU utilization for one minute: (\d{1,3})%/i);
  const idle = firstMatch(
    output.lines,
    /^\s*(?:CPU states|%?Cpu\(s\)) {0,8}:.{0,80}?\s(\d{1,3}(?:\.\d{1,3})?) ?%? ?id(?:le)?\b/i,
  );
  const percent =
    minute !== undefined ? Number(minute) : idle === undefined ? undefined : Math.ceil(100 - Number(idle));
  return parsed({ cpu_percent: percent }, output, ['cpu_percent']);
}

/** Above this load (per cent) nothing is hashed: it would disturb what the device is there for. */
const busyPercent = 60;

/** Why the device should not be asked to hash now; null where it can, and where it does not tell its load. */
export function* whyBusy(command: ReadOnlyCommand): Asking<Reason | null> {
  const reply = yield* ask(command, readCpuLoad);
  const percent = numberField(reply.fields, 'cpu_percent');
  if (percent === null || percent <= busyPercent) return null;
  return reason(
    'digest-missing',
    `the CPU of the device is at ${percent} %, above ${busyPercent} %: nothing was hashed`,
  );
}
