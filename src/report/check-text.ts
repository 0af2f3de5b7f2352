import { type CheckResult, checkTitles } from '../core/cross-check.ts';

/** The cross-checks in a few lines: how many hold, and both sides of each that does not. Not yet printable. */
export function checkLines(checks: readonly CheckResult[]): readonly string[] {
  const of = (outcome: CheckResult['outcome']): readonly CheckResult[] =>
    checks.filter((check) => check.outcome === outcome);
  const apart = of('disagree');
  return [
    `checks       ${of('agree').length} agree, ${apart.length} disagree, ${of('cannot-tell').length} cannot tell`,
    ...apart.flatMap(({ id, weight, claims }) => [
      `  ${id}        ${checkTitles[id]}: no (${weight})`,
      ...claims.flatMap(({ from, says, excerpt }) => [
        `             ${from}: ${says}`,
        ...(excerpt === null || excerpt === says ? [] : [`             | ${excerpt}`]),
      ]),
    ]),
  ];
}

export const checksJson = (checks: readonly CheckResult[]): readonly object[] =>
  checks.map(({ id, outcome, weight, claims }) => ({ id, title: checkTitles[id], outcome, weight, claims }));
