import Database from 'better-sqlite3';
import { err, ok, type Result } from '../../core/result.ts';
import type { AgentMemory } from '../../ports.ts';
import type { RecordFailure } from '../../record-ports.ts';
import { attempt, reading, recordFailure } from './failure.ts';
import { openDatabase } from './open-database.ts';

export type OpenAgentMemory = AgentMemory & {
  /** True where a write reaches the disk. */
  readonly isWritable: () => boolean;
  readonly sizeBytes: () => number;
  readonly close: () => void;
};

/** The agent's own table in the database of the record. */
export function openAgentMemory(file: string): Result<OpenAgentMemory, RecordFailure> {
  const opened = openDatabase(file, { mode: 'create' });
  if (!opened.ok) return opened;
  const db = opened.value;
  const get = db
    .prepare<[string, string], string>('SELECT value FROM agent_memory WHERE kind = ? AND name = ?')
    .pluck();
  const put = db.prepare<[string, string, string]>('INSERT OR REPLACE INTO agent_memory VALUES (?, ?, ?)');
  const remove = db.prepare<[string, string]>('DELETE FROM agent_memory WHERE kind = ? AND name = ?');
  const list = db.prepare<[string], { name: string; value: string }>(
    'SELECT name, value FROM agent_memory WHERE kind = ? ORDER BY name',
  );
  const write = (work: () => void): void => reading(file, work);
  return ok({
    get: (kind, name) =>
      reading(file, () => {
        const text = get.get(kind, name);
        return text === undefined ? null : JSON.parse(text);
      }),
    put: (kind, name, value) => write(() => void put.run(kind, name, JSON.stringify(value))),
    remove: (kind, name) => write(() => void remove.run(kind, name)),
    list: (kind) => reading(file, () => list.all(kind).map(({ name, value }) => ({ name, value: JSON.parse(value) }))),
    isWritable: () => attempt(file, () => put.run('probe', 'write', 'true')).ok,
    sizeBytes: () =>
      reading(
        file,
        () => Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true })),
      ),
    close: () => void db.close(),
  });
}

/**
 * Holds a database for one agent: an exclusive lock on a small file beside it, which the kernel releases when the
 * process ends, however it ends. Commands that read and audit beside the agent do not look at it.
 */
export function holdForAgent(file: string): Result<{ readonly release: () => void }, RecordFailure> {
  const path = `${file}-agent`;
  let db: Database.Database | null = null;
  const held = attempt(path, () => {
    db = new Database(path, { timeout: 0 });
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
    return db;
  });
  if (held.ok) return ok({ release: () => void held.value.close() });
  (db as Database.Database | null)?.close();
  return held.error.kind === 'busy' ? err(recordFailure('busy', `another agent serves ${file}`)) : held;
}
