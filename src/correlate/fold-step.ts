import type { AlertStep } from '../core/alert.ts';
import { isChange } from './alert-score.ts';

/** What is kept of a device: the steps of its open alert and the newest time that was told. */
export type Trail = {
  readonly steps: readonly AlertStep[];
  readonly lastAt: number | null;
  /** Steps that were left out of the middle of a very long trail. */
  readonly dropped: number;
};

export const emptyTrail: Trail = { steps: [], lastAt: null, dropped: 0 };

/** Steps further apart than this do not belong together. */
export const chainMs = 7 * 86_400_000;
/** The messages of one restart come within this time, and it ends what led to it. */
const restartMs = 30 * 60_000;
const twinMs = 5_000;
/** The first half and the last half of a longer trail are kept. */
export const maxSteps = 400;

/**
 * Puts one step on the trail of its device; `finished` is the trail that it does not belong to any more. Pure: the same
 * steps give the same trails. A step without a time counts as following at once.
 */
export function foldStep(trail: Trail, given: AlertStep): { readonly trail: Trail; readonly finished: Trail | null } {
  const at = given.at ?? trail.lastAt;
  const step = { ...given, at };
  if (trail.steps.length > 0 && beginsAnew(trail, step, at))
    return { trail: { steps: [step], lastAt: at, dropped: 0 }, finished: trail };
  const lastAt = at === null ? trail.lastAt : Math.max(at, trail.lastAt ?? at);
  const twin = trail.steps.findIndex((other) => isTwin(other, step));
  const [known] = twin === -1 ? [] : trail.steps.slice(twin);
  if (known !== undefined) {
    const both = joined(known, step);
    const steps = both === known ? trail.steps : trail.steps.with(twin, both);
    return { trail: { ...trail, steps, lastAt }, finished: null };
  }
  const steps = [...trail.steps, step];
  if (steps.length <= maxSteps) return { trail: { ...trail, steps, lastAt }, finished: null };
  const kept = [...steps.slice(0, maxSteps / 2), ...steps.slice(maxSteps / 2 + 1)];
  return { trail: { steps: kept, lastAt, dropped: trail.dropped + 1 }, finished: null };
}

/**
 * True where too long a time passed, or the trail ended in a restart and something other than the rest of that restart
 * comes. Device clocks that were set back (`*Mar  1`) do not split a trail.
 */
function beginsAnew({ steps, lastAt }: Trail, step: AlertStep, at: number | null): boolean {
  const passed = at === null || lastAt === null ? 0 : at - lastAt;
  if (passed > chainMs) return true;
  const restart = steps.findLast(({ kind }) => kind === 'restarted');
  if (restart === undefined) return false;
  return passed > restartMs || (step.kind !== 'restarted' && isChange(step) && passed > 0 && endsInRestart(steps));
}

const endsInRestart = (steps: readonly AlertStep[]): boolean => steps.at(-1)?.kind === 'restarted';

/** The same event over two channels, or the same line by two relays: one user, one command, at most five seconds apart. */
function isTwin(one: AlertStep, two: AlertStep): boolean {
  if (one.at === null || two.at === null || Math.abs(one.at - two.at) > twinMs || one.kind !== two.kind) return false;
  if (one.command !== null && two.command !== null) return one.user === two.user && wordsOf(one) === wordsOf(two);
  return one.command === two.command && one.line === two.line;
}

/** One event by two channels: what the first one does not tell is the second one's, such as the address of the actor. */
function joined(known: AlertStep, step: AlertStep): AlertStep {
  const source = known.source ?? step.source;
  const outcome = known.outcome ?? step.outcome;
  if (source === known.source && outcome === known.outcome) return known;
  return { ...known, source, outcome, score: outcome === 'failed' ? Math.min(known.score, step.score) : known.score };
}

/** A flood of one device compares each command with hundreds of others. */
const words = new WeakMap<AlertStep, string>();

function wordsOf(step: AlertStep): string {
  let text = words.get(step);
  if (text === undefined) {
    text = (step.command ?? '').toLowerCase().split(/\s+/).join(' ');
    words.set(step, text);
  }
  return text;
}
