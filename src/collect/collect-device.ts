import type { DeviceFacts } from '../core/facts.ts';
import type { Answer } from '../core/observation.ts';
import type { Platform, Step, Want } from '../platforms/platform.ts';

export type Collected = {
  readonly facts: DeviceFacts;
  /** The platform whose rules read the answers: the one that the output itself shows. */
  readonly platform: Platform;
  readonly answers: readonly Answer[];
};

/**
 * Asks one device. An inventory's word on the platform is settled from the device's own version output: where a
 * sibling claims it, the sibling's questions go on, and the answers that are known are not asked for again.
 */
export function* collectDevice(
  named: Platform,
  siblings: readonly Platform[],
  want: (platform: Platform) => Want,
): Generator<Step, Collected, Answer> {
  const answers = new Map<string, Answer>();
  let platform = named;
  let collection = named.collect(want(named));
  let next = collection.next();
  let settled = false;
  while (next.done !== true) {
    const { command, again } = next.value;
    const known = again === true ? undefined : answers.get(command.text);
    const answer = known ?? (yield next.value);
    let key = command.text;
    // What is asked once more is evidence beside what was told before.
    while (again === true && answers.has(key)) key += ' ';
    answers.set(key, answer);
    const claimant = settled ? null : claimantOf(answer, named, siblings);
    settled ||= answer.status === 'ok';
    if (claimant !== null) {
      platform = claimant;
      collection = claimant.collect(want(claimant));
      next = collection.next();
    } else next = collection.next(answer);
  }
  const notes =
    platform === named ? [] : [`the inventory says ${named.id}; the output shows ${platform.id} (${platform.title})`];
  const facts = { ...next.value, platform: platform.id, notes: [...notes, ...next.value.notes] };
  return { facts, platform, answers: [...answers.values()] };
}

/** The sibling that claims an output which the named platform does not. */
function claimantOf(answer: Answer, named: Platform, siblings: readonly Platform[]): Platform | null {
  if (answer.status !== 'ok' || named.claims(answer.text)) return null;
  return siblings.find((sibling) => sibling !== named && sibling.claims(answer.text)) ?? null;
}
