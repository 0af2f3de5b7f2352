import { isoTime } from '../core/brands.ts';
import type { ComplianceReport } from './compliance-model.ts';

/** What a reader must know before any figure: that the period has no audit, or that the record does not reach it. */
export function evidenceNote({
  scope: { period, recordEndsAt },
  population,
}: Pick<ComplianceReport, 'scope' | 'population'>): string | null {
  if (population.audited > 0) return null;
  if (recordEndsAt === null) return 'No audit in the period: nothing was recorded at all.';
  if (recordEndsAt < period.from)
    return `No audit in the period: the record ends at ${isoTime(recordEndsAt)}, before the period begins. Nothing is claimed about any device, and what was found before is not listed.`;
  return 'No audit in the period: nothing is claimed about any device. Findings are listed as they were known from before.';
}
