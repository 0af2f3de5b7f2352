import { closeSync, openSync, readSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Result } from '../../core/result.ts';
import { RecordError, type RecordFailure } from '../../record-ports.ts';
import { attempt, recordFailure } from './failure.ts';
import { migrations } from './migrations.ts';

/** `create` makes the file where it is absent; the others want it. `read` cannot write. */
export type OpenMode = 'create' | 'write' | 'read';

/** "pawl" in ASCII, in the header of the file: tells our databases from others. */
const applicationId = 0x70_61_77_6c;

/** How long a statement waits for another process; the wait blocks the event loop. */
const defaultBusyMs = 5_000;

/**
 * The only place that opens a database: write-ahead log, full synchronisation on every connection (better-sqlite3
 * opens a WAL database with NORMAL, which loses the last commits on power loss), foreign keys, no trust in the schema.
 * Brings an older schema forward; refuses a newer one, another program's database and other files, untouched.
 */
export function openDatabase(
  file: string,
  { mode, busyMs = defaultBusyMs }: { readonly mode: OpenMode; readonly busyMs?: number },
): Result<Database.Database, RecordFailure> {
  return attempt(file, () => {
    refuseByHeader(file);
    if (mode === 'read') {
      const db = new Database(file, { readonly: true, fileMustExist: true, timeout: busyMs });
      if (schemaVersion(db) === migrations.length) return settle(db, file);
      db.close();
      // An older schema is brought forward first; that needs a connection that writes.
      prepare(new Database(file, { fileMustExist: true, timeout: busyMs }), file).close();
      return settle(new Database(file, { readonly: true, fileMustExist: true, timeout: busyMs }), file);
    }
    return prepare(new Database(file, { fileMustExist: mode === 'write', timeout: busyMs }), file);
  });
}

/** Looks at the 100 bytes of the header without SQLite, which could move a log into the file on closing. */
function refuseByHeader(file: string): void {
  const header = readHeader(file);
  if (header === null || header.length < 100) return;
  if (header.toString('latin1', 0, 15) !== 'SQLite format 3')
    throw new RecordError(recordFailure('not-a-database', `${file} is no SQLite database`));
  refuse(file, header.readUInt32BE(60), header.readUInt32BE(68));
}

function readHeader(file: string): Buffer | null {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return null; // absent or unreadable: SQLite says it with its own code
  }
  try {
    const header = Buffer.alloc(100);
    return header.subarray(0, readSync(descriptor, header, 0, 100, 0));
  } catch {
    return null; // a folder: SQLite says it too
  } finally {
    closeSync(descriptor);
  }
}

function refuse(file: string, version: number, application: number): void {
  if (application !== applicationId && (application !== 0 || version !== 0))
    throw new RecordError(recordFailure('foreign', `${file} is a database of another program`));
  if (version > migrations.length)
    throw new RecordError(
      recordFailure('newer-schema', `${file} has schema ${version}; this version knows up to ${migrations.length}`),
    );
}

/** A database that can be written, with the newest schema. On any failure the connection is closed. */
function prepare(db: Database.Database, file: string): Database.Database {
  return closingOnFailure(db, () => {
    refuse(file, schemaVersion(db), Number(db.pragma('application_id', { simple: true })));
    if (schemaVersion(db) === 0 && db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() !== 0)
      throw new RecordError(recordFailure('foreign', `${file} is a database of another program`));
    db.pragma('journal_mode = WAL');
    configure(db);
    migrate(db, migrations);
    return db;
  });
}

function settle(db: Database.Database, file: string): Database.Database {
  return closingOnFailure(db, () => {
    refuse(file, schemaVersion(db), Number(db.pragma('application_id', { simple: true })));
    configure(db);
    return db;
  });
}

function closingOnFailure(db: Database.Database, work: () => Database.Database): Database.Database {
  try {
    return work();
  } catch (error) {
    db.close();
    throw error;
  }
}

function configure(db: Database.Database): void {
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('trusted_schema = OFF');
  // The log is cut back to this after a checkpoint; without it, it keeps the size of its worst day.
  db.pragma('journal_size_limit = 67108864');
}

const schemaVersion = (db: Database.Database): number => Number(db.pragma('user_version', { simple: true }));

/** Runs the steps that are missing, each in a transaction with its number; another process may do the same meanwhile. */
export function migrate(db: Database.Database, steps: readonly string[]): void {
  for (let step = schemaVersion(db); step < steps.length; step = schemaVersion(db)) {
    db.transaction(() => {
      if (schemaVersion(db) !== step) return;
      db.exec(steps[step] ?? '');
      db.pragma(`application_id = ${applicationId}`);
      db.pragma(`user_version = ${step + 1}`);
    }).immediate();
  }
}
