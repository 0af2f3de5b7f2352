import type { JudgedDevice } from '../core/judgement.ts';
import { atLeast, type Severity } from '../core/severity.ts';

/** 0 all verified and nothing found · 1 findings · 3 no findings, but some devices could not be verified. */
export function auditStatus(judgements: readonly JudgedDevice[], failOn: Severity, left: number): 0 | 1 | 3 {
  if (judgements.some((judgement) => hasFindings(judgement, failOn))) return 1;
  return left > 0 || judgements.some(({ verdict, reason }) => verdict === 'unverified' || reason !== null) ? 3 : 0;
}

/** They say only that nothing could be decided; an unverified device that has no other is no finding. */
const undecided: ReadonlySet<string> = new Set(['member-missing', 'identity-ambiguous', 'os-incomparable-step']);

/** Authorised findings do not count, acknowledged ones do. */
const hasFindings = ({ findings, verdict }: JudgedDevice, failOn: Severity): boolean =>
  findings.some(
    ({ severity, authorizedBy, type }) =>
      authorizedBy === null && atLeast(severity, failOn) && !(verdict === 'unverified' && undecided.has(type)),
  );
