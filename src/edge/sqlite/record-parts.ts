import type { Database } from 'better-sqlite3';
import type { EpochMs } from '../../core/brands.ts';
import type { Page } from '../../record-ports.ts';
import type { Blobs } from './blobs.ts';
import type { Evidence } from './evidence.ts';
import type { ResultTexts } from './result-texts.ts';
import type { States } from './states.ts';

/** What the parts of the store share. */
export type RecordParts = {
  readonly db: Database;
  readonly file: string;
  readonly now: () => EpochMs;
  readonly evidence: Evidence;
  readonly blobs: Blobs;
  readonly states: States;
  readonly texts: ResultTexts;
};

/** A list of words as a parameter for `json_each`; null where none is asked for. */
export const listed = (values: readonly string[] | undefined): string | null =>
  values === undefined ? null : JSON.stringify(values);

export type PageCriteria = { readonly afterAt: number; readonly afterId: string; readonly limit: number };

/** The parameters of a page in an ascending list; a negative limit is none. */
export const pageCriteria = (page: Page | undefined): PageCriteria => ({
  afterAt: page?.after?.at ?? Number.MIN_SAFE_INTEGER,
  afterId: page?.after?.id ?? '',
  limit: page?.limit ?? -1,
});

/**
 * A select of links in which devices may be asked for. Two statements, as SQLite goes by no index for
 * `@devices IS NULL OR device IN …`: an audit asks for the alerts of every device, and would read them all each time.
 */
export function selectLinks<C extends { readonly devices: string | null }>(
  db: Database,
  sql: (ofDevices: string) => string,
): (criteria: C) => readonly number[] {
  const every = db.prepare<C, number>(sql('TRUE')).pluck();
  const some = db.prepare<C, number>(sql('device IN (SELECT value FROM json_each(@devices))')).pluck();
  return (criteria) => (criteria.devices === null ? every : some).all(criteria);
}
