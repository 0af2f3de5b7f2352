import Database from 'better-sqlite3';
import { err, ok, type Result } from '../../core/result.ts';
import { RecordError, type RecordFailure } from '../../record-ports.ts';

const advice: Readonly<Record<RecordFailure['kind'], string>> = {
  busy: 'another process writes for long; run again when it is done (audits go on with `pawl audit --resume`)',
  full: 'free space on the disk, then `pawl audit --resume`; what was recorded is kept',
  'newer-schema': 'use the version of pawl that wrote it, or newer; nothing was changed',
  'not-a-database': 'name the right file with --db; nothing was changed',
  foreign: 'name the right file with --db; nothing was changed',
  corrupt: 'restore the file from a backup, and look at the disk',
  missing: 'name the file with --db, or run `pawl audit` first',
  'read-only': 'give the account that runs pawl the right to write the file and its folder',
  io: 'look at the disk, its quota and the system log; what was recorded is kept (audits go on with `pawl audit --resume`)',
  stale: 'run the command again',
  conflict: 'look at what is recorded already',
};

export const recordFailure = (kind: RecordFailure['kind'], message: string): RecordFailure => ({
  kind,
  message,
  advice: advice[kind],
});

/** What an error of SQLite means to an operator; null for anything else, which is a bug. */
function failureOf(error: unknown, file: string): RecordFailure | null {
  if (error instanceof RecordError) return error.failure;
  if (!(error instanceof Database.SqliteError)) return null;
  const [, family = ''] = /^SQLITE_([A-Z]+)/.exec(error.code) ?? [];
  switch (family) {
    case 'BUSY':
    case 'LOCKED':
      return recordFailure('busy', `the database ${file} is locked by another process`);
    case 'FULL':
      return recordFailure('full', `no space left to write the database ${file}`);
    case 'NOTADB':
      return recordFailure('not-a-database', `${file} is no SQLite database`);
    case 'CORRUPT':
      return recordFailure('corrupt', `the database ${file} is damaged: ${error.message}`);
    case 'CANTOPEN':
      return recordFailure('missing', `the database ${file} cannot be opened`);
    case 'READONLY':
    case 'PERM':
      return recordFailure('read-only', `the database ${file} cannot be written`);
    case 'IOERR':
      return recordFailure('io', `reading or writing ${file} failed: ${error.code}`);
    default:
      return null;
  }
}

/** Runs something that may fail for reasons of the machine; bugs pass through as exceptions. */
export function attempt<T>(file: string, work: () => T): Result<T, RecordFailure> {
  try {
    return ok(work());
  } catch (error) {
    const failure = failureOf(error, file);
    if (failure === null) throw error;
    return err(failure);
  }
}

/** The same for reads: the failure is thrown, as a `RecordError`. */
export function reading<T>(file: string, work: () => T): T {
  const result = attempt(file, work);
  if (result.ok) return result.value;
  throw new RecordError(result.error);
}
