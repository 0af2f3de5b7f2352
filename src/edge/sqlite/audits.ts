import type { Database } from 'better-sqlite3';
import { type DeviceName, deviceName } from '../../core/brands.ts';
import type { Verdict } from '../../core/verdict.ts';
import {
  type AuditFilter,
  type AuditStart,
  RecordError,
  type RecordedAudit,
  type RecordStore,
} from '../../record-ports.ts';
import { attempt, reading, recordFailure } from './failure.ts';
import { listed, type RecordParts } from './record-parts.ts';

type AuditMethods = Pick<
  RecordStore,
  'startAudit' | 'finishAudit' | 'audits' | 'auditById' | 'auditVerdicts' | 'unfinishedAudit' | 'lastUnverified'
>;

export function audits({ db, file, evidence }: RecordParts): AuditMethods {
  const known = db.prepare<[string], number>('SELECT 1 FROM audit WHERE id = ?').pluck();
  const byId = db.prepare<[string], number>('SELECT link FROM audit WHERE id = ?').pluck();
  const all = db.prepare<[], number>('SELECT link FROM audit ORDER BY link DESC').pluck();
  const select = selectAudits(db);
  const newest = db.prepare<[], number>('SELECT link FROM audit ORDER BY link DESC LIMIT 1').pluck();
  const endOf = db
    .prepare<[string], number>('SELECT link FROM audit_end WHERE audit = ? ORDER BY link DESC LIMIT 1')
    .pluck();
  const results = lastResults(db);

  const recorded = (link: number): RecordedAudit => {
    const start = evidence.body('audit', link);
    const end = endOf.get(start.id);
    const { finishedAt = null, outcome = null } = end === undefined ? {} : evidence.body('audit-end', end);
    const verdicts: Partial<Record<Verdict, number>> = {};
    for (const verdict of results(start.id).values()) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    return { ...start, finishedAt, outcome, verdicts };
  };
  const newestStart = (): AuditStart | null => {
    const link = newest.get();
    return link === undefined ? null : evidence.body('audit', link);
  };
  return {
    startAudit: (audit) =>
      attempt(file, () =>
        db
          .transaction(() => {
            if (known.get(audit.id) !== undefined)
              throw new RecordError(recordFailure('conflict', `an audit ${audit.id} is recorded already`));
            evidence.add('audit', audit.id, audit);
          })
          .immediate(),
      ),
    finishAudit: (end) =>
      attempt(file, () =>
        db
          .transaction(() => {
            if (known.get(end.id) === undefined) throw new RecordError(recordFailure('conflict', `no audit ${end.id}`));
            evidence.add('audit-end', end.id, end);
          })
          .immediate(),
      ),
    audits: (filter) =>
      reading(file, () => (filter === undefined ? all.all() : select(filter)).map((link) => recorded(link))),
    auditById: (id) =>
      reading(file, () => {
        const link = byId.get(id);
        return link === undefined ? null : recorded(link);
      }),
    auditVerdicts: (id) => reading(file, () => results(id)),
    unfinishedAudit: () =>
      reading(file, () => {
        const start = newestStart();
        if (start === null) return null;
        const end = endOf.get(start.id);
        if (end !== undefined && evidence.body('audit-end', end).outcome === 'finished') return null;
        return { ...start, done: [...results(start.id).keys()] };
      }),
    lastUnverified: () =>
      reading(file, () => {
        const start = newestStart();
        if (start === null) return [];
        const verdicts = results(start.id);
        return start.selected.filter((device) => (verdicts.get(device) ?? 'unverified') === 'unverified');
      }),
  };
}

/** Links of the audits that a filter lets through. */
function selectAudits(db: Database): (filter: AuditFilter) => readonly number[] {
  const statement = db
    .prepare<Readonly<Record<string, string | number | null>>, number>(
      `SELECT link FROM audit
       WHERE (@devices IS NULL OR EXISTS (
           SELECT 1 FROM judgement
           WHERE judgement.audit = audit.id AND device IN (SELECT value FROM json_each(@devices))))
         AND (@triggers IS NULL OR trigger IN (SELECT value FROM json_each(@triggers)))
         AND (@states IS NULL OR coalesce(
           (SELECT outcome FROM audit_end WHERE audit_end.audit = audit.id ORDER BY audit_end.link DESC LIMIT 1),
           'running') IN (SELECT value FROM json_each(@states)))
         AND started_at >= @since
         AND (started_at, id) < (@at, @id)
       ORDER BY started_at DESC, id DESC LIMIT @limit`,
    )
    .pluck();
  return ({ devices, triggers, states, since, page }) =>
    statement.all({
      devices: listed(devices),
      triggers: listed(triggers),
      states: listed(states),
      since: since ?? 0,
      at: page?.after?.at ?? Number.MAX_SAFE_INTEGER,
      id: page?.after?.id ?? '',
      limit: page?.limit ?? -1,
    });
}

/** The last verdict of each device in one audit; a resumed audit may have asked a device twice. */
function lastResults(db: Database): (audit: string) => ReadonlyMap<DeviceName, Verdict> {
  const select = db.prepare<[string], { device: string; verdict: Verdict }>(
    'SELECT device, verdict FROM judgement WHERE audit = ? ORDER BY link',
  );
  return (audit) => new Map(select.all(audit).map(({ device, verdict }) => [deviceName(device), verdict]));
}
