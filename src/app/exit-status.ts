import type { Judgement } from '../core/judgement.ts';
import { assertNever } from '../core/result.ts';
import { atLeast, type Severity } from '../core/severity.ts';

/** 0 all verified and nothing found · 1 findings · 3 no findings, but some devices could not be verified. */
export function auditStatus(judgements: readonly Judgement[], failOn: Severity, left: number): 0 | 1 | 3 {
  if (judgements.some((judgement) => hasFindings(judgement, failOn))) return 1;
  return left > 0 || judgements.some(({ verdict, reason }) => verdict === 'unverified' || reason !== null) ? 3 : 0;
}

/** Authorised findings do not count, acknowledged ones do. */
function hasFindings({ findings, verdict }: Judgement, failOn: Severity): boolean {
  const found = findings.some(({ severity, authorizedBy }) => authorizedBy === null && atLeast(severity, failOn));
  switch (verdict) {
    case 'tampered':
    case 'downgraded':
    case 'downgrade-pending':
    case 'noncompliant':
    case 'authorized':
    case 'compliant':
      return found;
    case 'unverified':
      // What only says that nothing could be decided is no finding of its own.
      return findings.some(
        ({ severity, authorizedBy, type }) =>
          authorizedBy === null && atLeast(severity, failOn) && !undecided.has(type),
      );
    default:
      return assertNever(verdict);
  }
}

const undecided: ReadonlySet<string> = new Set(['member-missing', 'identity-ambiguous', 'os-incomparable-step']);
