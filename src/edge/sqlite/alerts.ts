import type { AlertFilter, RecordStore } from '../../record-ports.ts';
import { alertForms, bodyText } from './alert-forms.ts';
import { attempt, reading } from './failure.ts';
import { listed, type PageCriteria, pageCriteria, type RecordParts, selectLinks } from './record-parts.ts';

type Criteria = {
  readonly devices: string | null;
  readonly dispositions: string | null;
  readonly since: number;
} & PageCriteria;

type AlertMethods = Pick<RecordStore, 'recordAlerts' | 'alerts' | 'alertById'>;

/** Alerts: the newest form of each in a table, every form as a link. */
export function alerts({ db, file, evidence }: RecordParts): AlertMethods {
  const select = selectLinks<Criteria>(
    db,
    (ofDevices) => `SELECT link FROM alert
       WHERE ${ofDevices}
         AND (@dispositions IS NULL OR disposition IN (SELECT value FROM json_each(@dispositions)))
         AND coalesce(updated_at, 9e15) >= @since
         AND (coalesce(opened_at, 0), id) > (@afterAt, @afterId)
       ORDER BY coalesce(opened_at, 0), id LIMIT @limit`,
  );
  const byId = db.prepare<[string], number>('SELECT link FROM alert WHERE id = ?').pluck();
  const forms = alertForms(evidence);
  return {
    recordAlerts: (given) =>
      attempt(file, () =>
        db
          .transaction(() => {
            let changed = 0;
            for (const alert of given) {
              const body = forms.next(byId.get(alert.id) ?? null, alert);
              if (body === null) continue;
              forms.written(evidence.add('alert', alert.id, body, bodyText(body)), alert, body);
              changed += 1;
            }
            return changed;
          })
          .immediate(),
      ),
    alerts: ({ devices, dispositions, since, page }: AlertFilter) =>
      reading(file, () =>
        select({
          devices: listed(devices),
          dispositions: listed(dispositions),
          since: since ?? Number.MIN_SAFE_INTEGER,
          ...pageCriteria(page),
        }).map(forms.read),
      ),
    alertById: (id) =>
      reading(file, () => {
        const link = byId.get(id);
        return link === undefined ? null : forms.read(link);
      }),
  };
}
