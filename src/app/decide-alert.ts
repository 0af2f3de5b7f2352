import { alertOutcome } from '../compare/alert-outcome.ts';
import type { Alert } from '../core/alert.ts';
import type { JudgedDevice } from '../core/judgement.ts';
import { err, ok, type Result } from '../core/result.ts';
import { chainMs } from '../correlate/fold-step.ts';
import type { RecordFailure, RecordStore } from '../record-ports.ts';

/**
 * Records what a verification made of the alert that it was for. Null: no alert of this id is on record, it is about
 * another device, or it was decided already. The error is the record's.
 */
export function decideAlert(
  record: Pick<RecordStore, 'alertById' | 'recordAlerts'>,
  id: string,
  judged: JudgedDevice,
  audit: string,
): Result<Alert | null, RecordFailure> {
  const alert = record.alertById(id);
  if (alert === null || alert.device !== judged.device) return ok(null);
  if (alert.disposition === 'refuted' || (alert.disposition === 'authorized' && alert.outcome !== undefined))
    return ok(null);
  const after: Alert = {
    ...alert,
    ...alertOutcome(alert, { judged, fresh: true, audit, verification: null }, chainMs),
  };
  const stored = record.recordAlerts([after]);
  return stored.ok ? ok(after) : err(stored.error);
}
