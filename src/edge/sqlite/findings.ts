import type { FindingFilter, RecordStore } from '../../record-ports.ts';
import { reading } from './failure.ts';
import { listed, type PageCriteria, pageCriteria, type RecordParts, selectLinks } from './record-parts.ts';

type Criteria = {
  readonly devices: string | null;
  readonly types: string | null;
  readonly statuses: string | null;
  readonly since: number;
} & PageCriteria;

/** The newest form of every finding; earlier forms are links with the same subject. */
export function findings({ db, file, evidence }: RecordParts): Pick<RecordStore, 'findings' | 'findingById'> {
  const select = selectLinks<Criteria>(
    db,
    (ofDevices) => `SELECT link FROM finding
       WHERE ${ofDevices}
         AND (@types IS NULL OR type IN (SELECT value FROM json_each(@types)))
         AND (@statuses IS NULL OR status IN (SELECT value FROM json_each(@statuses)))
         AND last_seen >= @since
         AND (first_seen, id) > (@afterAt, @afterId)
       ORDER BY first_seen, id LIMIT @limit`,
  );
  const byId = db.prepare<[string], number>('SELECT link FROM finding WHERE id = ?').pluck();
  return {
    findings: ({ devices, types, statuses, since, page }: FindingFilter) =>
      reading(file, () =>
        select({
          devices: listed(devices),
          types: listed(types),
          statuses: listed(statuses),
          since: since ?? 0,
          ...pageCriteria(page),
        }).map((link) => evidence.body('finding', link)),
      ),
    findingById: (id) =>
      reading(file, () => {
        const link = byId.get(id);
        return link === undefined ? null : evidence.body('finding', link);
      }),
  };
}
