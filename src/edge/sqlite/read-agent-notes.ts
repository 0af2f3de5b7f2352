import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/**
 * What an agent keeps of one kind beside a record; null where no agent ever ran there. The running agent holds its file
 * locked, so a copy is read, with its journal: SQLite takes back what was half-written.
 */
export function readAgentNotes(
  record: string,
  kind: string,
): readonly { readonly name: string; readonly value: unknown }[] | null {
  const file = `${record}-agent`;
  if (!existsSync(file)) return null;
  const folder = mkdtempSync(join(tmpdir(), 'pawl-notes-'));
  try {
    const copy = join(folder, 'notes');
    copyFileSync(file, copy);
    if (existsSync(`${file}-journal`)) copyFileSync(`${file}-journal`, `${copy}-journal`);
    const db = new Database(copy, { fileMustExist: true });
    try {
      return db
        .prepare<[string], { name: string; value: string }>(
          'SELECT name, value FROM agent_memory WHERE kind = ? ORDER BY name',
        )
        .all(kind)
        .map(({ name, value }) => ({ name, value: JSON.parse(value) }));
    } finally {
      db.close();
    }
  } catch {
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
