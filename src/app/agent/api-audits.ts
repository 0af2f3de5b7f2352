import type { ApiProblem, Listed, ListQuery } from '../../agent-ports.ts';
import { deviceName, isoTime } from '../../core/brands.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { RecordedAudit, RecordStore } from '../../record-ports.ts';
import { parts, words } from './api-words.ts';
import { pageOf, readCursor } from './list-cursor.ts';

type Reads = Pick<RecordStore, 'audits' | 'auditById' | 'auditVerdicts'>;

/** Audits, the newest first. */
export function listAudits(record: Reads, query: ListQuery): Result<Listed, ApiProblem> {
  const after = readCursor(query.cursor);
  if (!after.ok) return after;
  const triggers = words('type', query.type, ['manual', 'schedule', 'alert', 'api']);
  if (!triggers.ok) return triggers;
  const states = words('status', query.status, ['running', 'finished', 'cancelled']);
  if (!states.ok) return states;
  const devices = parts(query.device)?.map(deviceName);
  const audits = record.audits({
    ...(devices === undefined ? {} : { devices }),
    ...(triggers.value === null ? {} : { triggers: triggers.value }),
    ...(states.value === null ? {} : { states: states.value }),
    ...(query.since === null ? {} : { since: query.since }),
    page: { after: after.value, limit: query.limit + 1 },
  });
  const keyOf = ({ startedAt, id }: RecordedAudit) => ({ at: startedAt, id });
  return ok(pageOf('pawl/audits/v1', audits, query.limit, keyOf, auditHead));
}

/** One audit with the verdict of each device that it has an answer for. */
export function oneAudit(record: Reads, id: string): Result<object, ApiProblem> {
  const audit = record.auditById(id);
  if (audit === null) return err({ kind: 'not-found', message: 'no audit of this id on record' });
  const results = [...record.auditVerdicts(id)].map(([device, verdict]) => ({ device, verdict }));
  return ok({ schema: 'pawl/audit-run/v1', ...auditHead(audit), results });
}

/** The head of the audit JSON, with who asked for it. A device without an answer counts as unverified. */
function auditHead({
  id,
  trigger,
  startedAt,
  finishedAt,
  selected,
  verdicts,
  outcome,
  alert,
  by,
}: RecordedAudit): object {
  const answered = Object.entries(verdicts).reduce(
    (sum, [verdict, count]) => sum + (verdict === 'unverified' ? 0 : count),
    0,
  );
  return {
    id,
    trigger,
    startedAt: isoTime(startedAt),
    finishedAt: finishedAt === null ? null : isoTime(finishedAt),
    devices: {
      selected: selected.length,
      verified: answered,
      unverified: Math.max(0, selected.length - answered),
    },
    verdicts,
    outcome,
    alert,
    by,
  };
}
