import { type CheckResult, checkTitles } from '../../core/cross-check.ts';
import { reason } from '../../core/reason.ts';
import type { Case, Sight } from '../case.ts';
import { crossChecks } from './table.ts';

/** So many strong contradictions of its own word, and nothing that the device says refutes anything. */
const untrustworthyFrom = 2;

/** Runs every check over what was seen. Two strong disagreements about the device's own word poison that word. */
export function seeCrossChecks(
  c: Case,
  sight: Sight,
): { readonly sight: Sight; readonly results: readonly CheckResult[] } {
  const looks = crossChecks.map((check) => ({ check, look: check.rule(c, sight) }));
  const strong = looks.filter(
    ({ check, look }) =>
      look.outcome === 'disagree' && check.against === 'word' && (look.weight ?? check.weight) === 'strong',
  );
  const poisoned = strong.length >= untrustworthyFrom;
  return {
    sight: {
      drafts: looks.flatMap(({ look }) => look.drafts ?? []),
      seen: looks.flatMap(({ look }) => look.seen ?? []),
      missing: poisoned
        ? [
            {
              member: null,
              reason: reason(
                'device-not-trustworthy',
                `${strong.map(({ check }) => `${check.id} (${checkTitles[check.id]})`).join(', ')} do not hold: what the device says about itself refutes nothing`,
              ),
            },
          ]
        : [],
      poisoned,
    },
    results: looks.map(({ check, look }) => ({
      id: check.id,
      outcome: look.outcome,
      weight: look.weight ?? check.weight,
      claims: look.outcome === 'disagree' ? (look.claims ?? []).slice(0, 8) : [],
    })),
  };
}
