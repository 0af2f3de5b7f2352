import type { AnswerStatus } from './observation.ts';

/** How a platform words that a command was refused, is unknown, or was asked about something that is not there. */
export type RefusalWords = {
  readonly denied: readonly RegExp[];
  readonly unsupported: readonly RegExp[];
  readonly absent: readonly RegExp[];
};

/** What the platform's own words make of an output; a refusal of the account comes before the rest. */
export function outputStatus(
  text: string,
  words: RefusalWords,
): Extract<AnswerStatus, 'denied' | 'unsupported' | 'absent' | 'ok'> {
  const says = (patterns: readonly RegExp[]): boolean =>
    patterns.some((pattern) => {
      pattern.lastIndex = 0;
      return pattern.test(text);
    });
  if (says(words.denied)) return 'denied';
  if (says(words.unsupported)) return 'unsupported';
  return says(words.absent) ? 'absent' : 'ok';
}
