import Database from 'better-sqlite3';
import { err, ok, type Result } from '../../core/result.ts';
import type { AgentMemory } from '../../ports.ts';
import type { RecordFailure } from '../../record-ports.ts';
import { attempt, reading, recordFailure } from './failure.ts';

export type OpenAgentMemory = AgentMemory & {
  /** True where a write reaches the disk. */
  readonly isWritable: () => boolean;
  readonly close: () => void;
};

const table = `CREATE TABLE IF NOT EXISTS agent_memory (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID`;

/**
 * The agent's memory, in a file of its own beside the record: every row of the record is vouched for by its chain, and
 * of these none needs to be. It is also the lock of the record: one agent holds it, exclusively, until it closes it or
 * the kernel does as the process ends. Commands that read and audit beside the agent do not open it.
 */
export function openAgentMemory(record: string): Result<OpenAgentMemory, RecordFailure> {
  const file = `${record}-agent`;
  let opened: Database.Database | null = null;
  const held = attempt(file, () => {
    opened = new Database(file, { timeout: 0 });
    opened.pragma('locking_mode = EXCLUSIVE');
    opened.pragma('synchronous = FULL');
    opened.exec(`BEGIN EXCLUSIVE; ${table}; COMMIT`);
    return opened;
  });
  if (held.ok) return ok(memoryIn(held.value, file));
  (opened as Database.Database | null)?.close();
  return held.error.kind === 'busy' ? err(recordFailure('busy', `another agent serves ${record}`)) : held;
}

function memoryIn(db: Database.Database, file: string): OpenAgentMemory {
  const get = db
    .prepare<[string, string], string>('SELECT value FROM agent_memory WHERE kind = ? AND name = ?')
    .pluck();
  const put = db.prepare<[string, string, string]>('INSERT OR REPLACE INTO agent_memory VALUES (?, ?, ?)');
  const remove = db.prepare<[string, string]>('DELETE FROM agent_memory WHERE kind = ? AND name = ?');
  const list = db.prepare<[string], { name: string; value: string }>(
    'SELECT name, value FROM agent_memory WHERE kind = ? ORDER BY name',
  );
  return {
    get: (kind, name) =>
      reading(file, () => {
        const text = get.get(kind, name);
        return text === undefined ? null : JSON.parse(text);
      }),
    put: (kind, name, value) => reading(file, () => void put.run(kind, name, JSON.stringify(value))),
    remove: (kind, name) => reading(file, () => void remove.run(kind, name)),
    together: (writes) => reading(file, () => void db.transaction(writes).immediate()),
    list: (kind) => reading(file, () => list.all(kind).map(({ name, value }) => ({ name, value: JSON.parse(value) }))),
    isWritable: () => attempt(file, () => put.run('probe', 'write', 'true')).ok,
    close: () => void db.close(),
  };
}
