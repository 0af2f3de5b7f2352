import type { Alert } from '../../core/alert.ts';
import type { AlertFilter, RecordStore } from '../../record-ports.ts';
import { attempt, reading } from './failure.ts';
import { canonical } from './links.ts';
import { listed, type PageCriteria, pageCriteria, type RecordParts } from './record-parts.ts';

type Criteria = {
  readonly devices: string | null;
  readonly dispositions: string | null;
  readonly since: number;
} & PageCriteria;

type AlertMethods = Pick<RecordStore, 'recordAlerts' | 'alerts' | 'alertById'>;

/** Alerts: the newest form of each in a table, every form as a link. */
export function alerts({ db, file, evidence }: RecordParts): AlertMethods {
  const select = db
    .prepare<Criteria, number>(
      `SELECT link FROM alert
       WHERE (@devices IS NULL OR device IN (SELECT value FROM json_each(@devices)))
         AND (@dispositions IS NULL OR disposition IN (SELECT value FROM json_each(@dispositions)))
         AND coalesce(updated_at, 9e15) >= @since
         AND (coalesce(opened_at, 0), id) > (@afterAt, @afterId)
       ORDER BY coalesce(opened_at, 0), id LIMIT @limit`,
    )
    .pluck();
  const byId = db.prepare<[string], number>('SELECT link FROM alert WHERE id = ?').pluck();
  const stored = (id: string): Alert | null => {
    const link = byId.get(id);
    return link === undefined ? null : evidence.body('alert', link);
  };
  return {
    recordAlerts: (given) =>
      attempt(file, () =>
        db
          .transaction(() => {
            let changed = 0;
            for (const alert of given) {
              const before = stored(alert.id);
              if (before !== null && canonical(before) === canonical(alert)) continue;
              evidence.add('alert', alert.id, alert);
              changed += 1;
            }
            return changed;
          })
          .immediate(),
      ),
    alerts: ({ devices, dispositions, since, page }: AlertFilter) =>
      reading(file, () =>
        select
          .all({
            devices: listed(devices),
            dispositions: listed(dispositions),
            since: since ?? Number.MIN_SAFE_INTEGER,
            ...pageCriteria(page),
          })
          .map((link) => evidence.body('alert', link)),
      ),
    alertById: (id) => reading(file, () => stored(id)),
  };
}
