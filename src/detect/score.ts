import type { Hit, Indicator, IndicatorKind } from '../core/indicator.ts';

/** What each kind weighs by itself, 0 to 100. Source: docs/detection.md, "Scores". */
export const kindScores: Readonly<Record<IndicatorKind, number>> = {
  'software-change': 60,
  'install-op': 50,
  'boot-change': 45,
  'image-transfer': 35,
  'reload-requested': 15,
  'reload-scheduled': 15,
  restarted: 10,
  'logging-disabled': 10,
  'reload-cancelled': 0,
};

/** An attempt that failed changed nothing yet. */
const attemptScore = 20;
const olderScore = 90;
const newerScore = 10;
/** A file that is no image, and a copy that does not tell which file. */
const otherFileScore = 5;
const unnamedFileScore = 20;

/** The score of one hit: the rule's own or the kind's, by what the line tells of the version, the file and the outcome. */
export function hitScore(
  { kind, score }: Indicator,
  { direction, outcome, image, command }: Pick<Hit, 'direction' | 'outcome' | 'image' | 'command'>,
): number {
  const base =
    kind === 'software-change' && direction !== null
      ? direction === 'older'
        ? olderScore
        : newerScore
      : kind === 'image-transfer' && score === undefined && image === null && command !== null
        ? namesFile(command)
          ? otherFileScore
          : unnamedFileScore
        : (score ?? kindScores[kind]);
  return outcome === 'failed' ? Math.min(base, attemptScore) : base;
}

/** `tftp://host/name.x` or `flash:name.x`; a bare `tftp: flash:` names none. */
const namesFile = (command: string): boolean => /[:/][\w-]{1,128}\.[\w.-]{1,64}(?: |$)/.test(command.slice(0, 1024));
