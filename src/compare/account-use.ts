import { isoTime } from '../core/brands.ts';
import { type Case, type Draft, nothingSeen, type Sight } from './case.ts';

/**
 * audit-account-misuse: a line that the collector received has the audit account at work from an address that is not
 * ours. Nothing refutes it but a person: one that was closed by hand opens again by later lines only.
 */
export function seeAccount(c: Case): Sight {
  const uses = c.collector?.foreignUse ?? [];
  const bySource = new Map<string, Draft>();
  for (const { at, user, source, line } of uses) {
    const settled = c.state.findings.find(
      ({ type, subject, status, closedAt }) =>
        type === 'audit-account-misuse' && subject === source && status === 'closed' && (closedAt ?? 0) >= at,
    );
    if (settled !== undefined || bySource.has(source)) continue;
    bySource.set(source, {
      type: 'audit-account-misuse',
      member: null,
      subject: source,
      expected: `account ${user} from the address of the auditor only`,
      observed: `from ${source} at ${isoTime(at)}: ${line.slice(0, 200)}`,
      evidence: ['log collector'],
    });
  }
  return { ...nothingSeen, drafts: [...bySource.values()] };
}
