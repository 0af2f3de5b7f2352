import type { CheckId, CheckResult, Claim } from '../../core/cross-check.ts';
import type { FindingType } from '../../core/finding-types.ts';
import type { Observation } from '../../core/observation.ts';
import type { Case, Draft, Sight } from '../case.ts';

/** What a rule saw. `weight` where this very disagreement weighs otherwise than the check does. */
export type Look = {
  readonly outcome: CheckResult['outcome'];
  readonly weight?: CheckResult['weight'];
  readonly claims?: readonly Claim[];
  readonly drafts?: readonly Draft[];
  readonly seen?: Sight['seen'];
};

/** One check as data; docs/findings.md prints the table. */
export type CrossCheck = {
  readonly id: CheckId;
  /** The facts that it needs; where a platform does not tell them, it cannot tell. */
  readonly inputs: string;
  readonly weight: CheckResult['weight'];
  /**
   * `word`: two statements of one fact, so that a disagreement means that one of them is false. `state`: two states that
   * an ordinary change also sets apart; a disagreement is a finding, and does not make the device a liar.
   */
  readonly against: 'word' | 'state';
  /** `sight` is what the other looks gave. */
  readonly rule: (c: Case, sight: Sight) => Look;
};

export const cannotTell: Look = { outcome: 'cannot-tell' };

/** A check that other looks make already: their findings of these types are its answer. */
export const judgedBy =
  (...types: readonly FindingType[]): CrossCheck['rule'] =>
  (c, { drafts, seen }) => {
    const found = drafts.filter(({ type }) => types.includes(type));
    if (found.length > 0) return { outcome: 'disagree', claims: found.flatMap((draft) => claimsOf(c, draft)) };
    return seen.some(({ type }) => types.includes(type)) ? { outcome: 'agree' } : cannotTell;
  };

/** Both sides of a finding, the seen one with its raw line. */
export function claimsOf({ observation }: Pick<Case, 'observation'>, draft: Draft): readonly Claim[] {
  const [command = 'the record'] = draft.evidence;
  return [
    { from: 'expected', says: draft.expected, excerpt: null },
    {
      from: command,
      says: draft.observed,
      excerpt: excerptOf(observation, command, draft.observed.split(/[ ,;]/)[0] ?? ''),
    },
  ];
}

/** The first line of an answer with this text in it, at most 200 characters; null where it is not there. */
export function excerptOf({ answers }: Pick<Observation, 'answers'>, command: string, needle: string): string | null {
  if (needle === '') return null;
  const text = answers.find((answer) => answer.command === command)?.text ?? '';
  const at = text.indexOf(needle);
  if (at === -1) return null;
  const begin = Math.max(text.lastIndexOf('\n', at) + 1, at - 100);
  const end = text.indexOf('\n', at);
  return text.slice(begin, Math.min(end === -1 ? text.length : end, begin + 200)).trim();
}
