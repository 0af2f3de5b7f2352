import type { Database } from 'better-sqlite3';
import type { EpochMs } from '../../core/brands.ts';
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
