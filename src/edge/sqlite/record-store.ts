import type { Database } from 'better-sqlite3';
import type { EpochMs } from '../../core/brands.ts';
import { ok, type Result } from '../../core/result.ts';
import type { RecordFailure, RecordStore } from '../../record-ports.ts';
import { alerts } from './alerts.ts';
import { audits } from './audits.ts';
import { blobs } from './blobs.ts';
import { evidence } from './evidence.ts';
import { exported } from './exported.ts';
import { attempt, reading } from './failure.ts';
import { findings } from './findings.ts';
import { links } from './links.ts';
import { type OpenMode, openDatabase } from './open-database.ts';
import { prune } from './prune.ts';
import type { RecordParts } from './record-parts.ts';
import { reportReads } from './report-reads.ts';
import { resultTexts } from './result-texts.ts';
import { results } from './results.ts';
import { states } from './states.ts';
import { verifyChain } from './verify-chain.ts';
import { windowsAndBaselines } from './windows.ts';

/** Opens the record. `now` is the auditor's clock; it dates the links. */
export function openRecord(
  file: string,
  options: { readonly mode: OpenMode; readonly now: () => EpochMs; readonly busyMs?: number },
): Result<RecordStore, RecordFailure> {
  const opened = openDatabase(file, options);
  return opened.ok ? ok(recordStore(opened.value, file, options.now)) : opened;
}

/** The record in an open database; `file` is for messages. */
export function recordStore(db: Database, file: string, now: () => EpochMs): RecordStore {
  const chained = evidence(db, links(db, now));
  const stored = blobs(db);
  const parts: RecordParts = {
    db,
    file,
    now,
    evidence: chained,
    blobs: stored,
    states: states(db),
    texts: resultTexts(db, chained, stored),
  };
  return {
    ...audits(parts),
    ...results(parts),
    ...findings(parts),
    ...alerts(parts),
    ...windowsAndBaselines(parts),
    ...exported(parts),
    ...prune(parts),
    reportReads: () => reading(file, () => reportReads(parts)),
    rawOutput: (sha256) => reading(file, () => parts.blobs.get(sha256.replace(/^sha256:/, ''))),
    together: (writes) => attempt(file, () => db.transaction(writes).immediate()),
    consistent: (read) => db.transaction(read).deferred(),
    verifyChain: () => reading(file, () => db.transaction(() => verifyChain(db)).deferred()),
    close: () => db.close(),
  };
}
