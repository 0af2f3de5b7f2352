import type { StepSign } from '../core/alert.ts';
import type { IndicatorKind } from '../core/indicator.ts';

/** What a line shows of the state of the device that wrote it, beside what it says. Null: nothing. */
export type LineMarks = {
  /** The device's own number of the line; it begins anew with a restart. */
  readonly sequence: number | null;
  readonly uptimeSeconds: number | null;
  /** `unset`: the device says that its clock was never set. */
  readonly clock: 'set' | 'unset' | null;
  /** Device clock and, where a relay or collector added it, its clock; milliseconds since 1970 UTC. */
  readonly deviceAt: number | null;
  readonly relayAt: number | null;
};

export type MarkMemory = {
  /** What this line shows against the earlier ones of its device. Call it once a line, in their order. */
  readonly signs: (device: string, kind: IndicatorKind, marks: LineMarks) => readonly StepSign[];
};

type Remembered = LineMarks & { readonly restartTold: boolean };

/** Lines that overtake each other on their way differ by a few numbers. */
const overtaking = 20;
const dayMs = 86_400_000;

/** Kinds that tell of a restart or bring one about: a counter that begins anew afterwards is no surprise. */
const restarts: ReadonlySet<IndicatorKind> = new Set([
  'restarted',
  'reload-requested',
  'reload-scheduled',
  'install-op',
  'software-change',
]);

/**
 * Compares counters and clock of each line with the last ones of its device. A fall that no line explains is a sign that
 * the device restarted or was quiet unheard. At most `maxDevices` are remembered, the ones heard longest ago forgotten first.
 */
export function markMemory(maxDevices: number): MarkMemory {
  const known = new Map<string, Remembered>();
  return {
    signs(device, kind, marks) {
      const before = known.get(device);
      const explained = restarts.has(kind) || before?.restartTold === true;
      known.delete(device);
      known.set(device, {
        sequence: marks.sequence ?? before?.sequence ?? null,
        uptimeSeconds: marks.uptimeSeconds ?? before?.uptimeSeconds ?? null,
        clock: marks.clock ?? before?.clock ?? null,
        deviceAt: marks.deviceAt ?? before?.deviceAt ?? null,
        relayAt: marks.relayAt ?? before?.relayAt ?? null,
        restartTold: restarts.has(kind) || (before?.restartTold === true && !showsCounter(marks)),
      });
      if (known.size > maxDevices)
        for (const [first] of known) {
          known.delete(first);
          break;
        }
      return before === undefined || explained ? [] : signsBetween(before, marks);
    },
  };
}

const showsCounter = ({ sequence, uptimeSeconds }: LineMarks): boolean => sequence !== null || uptimeSeconds !== null;

function signsBetween(before: LineMarks, now: LineMarks): readonly StepSign[] {
  const signs: StepSign[] = [];
  const isLater =
    !isEarlier(now.relayAt, before.relayAt) && !(now.clock === 'set' && isEarlier(now.deviceAt, before.deviceAt));
  if (now.sequence !== null && before.sequence !== null && now.sequence < before.sequence - overtaking && isLater)
    signs.push('sequence-fell');
  if (now.uptimeSeconds !== null && before.uptimeSeconds !== null && now.uptimeSeconds < before.uptimeSeconds)
    signs.push('uptime-fell');
  const setBack =
    now.relayAt !== null &&
    before.relayAt !== null &&
    now.relayAt >= before.relayAt &&
    now.deviceAt !== null &&
    before.deviceAt !== null &&
    now.deviceAt < before.deviceAt - dayMs;
  if ((before.clock === 'set' && now.clock === 'unset') || setBack) signs.push('clock-set-back');
  return signs;
}

/** Older lines that come later are those of another file, or of a relay that was cut off. */
const isEarlier = (now: number | null, before: number | null): boolean =>
  now !== null && before !== null && now < before;
