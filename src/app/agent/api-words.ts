import type { ApiProblem } from '../../agent-ports.ts';
import { err, ok, type Result } from '../../core/result.ts';

/** A comma list of a filter; null: not asked. */
export const parts = (given: string | null): readonly string[] | null =>
  given === null
    ? null
    : given
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');

/** A comma list of words that the filter knows; another word is told, with those that there are. */
export function words<T extends string>(
  filter: string,
  given: string | null,
  known: readonly T[],
): Result<readonly T[] | null, ApiProblem> {
  const asked = parts(given);
  if (asked === null) return ok(null);
  const read = asked.flatMap((word) => known.filter((one) => one === word));
  const unknown = asked.find((word) => !known.some((one) => one === word));
  return unknown === undefined
    ? ok(read)
    : err({ kind: 'invalid', message: `${filter}: "${unknown.slice(0, 40)}" is none of ${known.join(', ')}` });
}
