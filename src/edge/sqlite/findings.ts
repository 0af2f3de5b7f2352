import type { FindingFilter, RecordStore } from '../../record-ports.ts';
import { reading } from './failure.ts';
import type { RecordParts } from './record-parts.ts';

type Criteria = {
  readonly devices: string | null;
  readonly types: string | null;
  readonly statuses: string | null;
  readonly since: number;
};

const listed = (values: readonly string[] | undefined): string | null =>
  values === undefined ? null : JSON.stringify(values);

/** The newest form of every finding; earlier forms are links with the same subject. */
export function findings({ db, file, evidence }: RecordParts): Pick<RecordStore, 'findings' | 'findingById'> {
  const select = db
    .prepare<Criteria, number>(
      `SELECT link FROM finding
       WHERE (@devices IS NULL OR device IN (SELECT value FROM json_each(@devices)))
         AND (@types IS NULL OR type IN (SELECT value FROM json_each(@types)))
         AND (@statuses IS NULL OR status IN (SELECT value FROM json_each(@statuses)))
         AND last_seen >= @since
       ORDER BY first_seen, id`,
    )
    .pluck();
  const byId = db.prepare<[string], number>('SELECT link FROM finding WHERE id = ?').pluck();
  return {
    findings: ({ devices, types, statuses, since }: FindingFilter) =>
      reading(file, () =>
        select
          .all({ devices: listed(devices), types: listed(types), statuses: listed(statuses), since: since ?? 0 })
          .map((link) => evidence.body('finding', link)),
      ),
    findingById: (id) =>
      reading(file, () => {
        const link = byId.get(id);
        return link === undefined ? null : evidence.body('finding', link);
      }),
  };
}
