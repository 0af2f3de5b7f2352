import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../src/edge/sqlite/migrations.ts';
import { migrate, openDatabase } from '../../src/edge/sqlite/open-database.ts';
import { openRecord, recordStore } from '../../src/edge/sqlite/record-store.ts';
import type { RecordStore } from '../../src/record-ports.ts';
import { compiledCopy } from './compiled-copy.ts';
import { audit, clock, result } from './sqlite-samples.ts';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pawl-record-'));
  file = join(folder, 'pawl.db');
});

afterEach(() => rmSync(folder, { recursive: true }));

function open(mode: 'create' | 'write' | 'read' = 'create', busyMs = 200): RecordStore {
  const opened = openRecord(file, { mode, now: clock(), busyMs });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('opening', () => {
  it('sets full synchronisation on every connection, also later ones', () => {
    for (const mode of ['create', 'write', 'write', 'read'] as const) {
      const opened = openDatabase(file, { mode });
      if (!opened.ok) throw new Error(opened.error.message);
      const setting = (name: string): unknown => opened.value.pragma(name, { simple: true });
      expect([
        setting('journal_mode'),
        setting('synchronous'),
        setting('foreign_keys'),
        setting('trusted_schema'),
      ]).toEqual(['wal', 2, 1, 0]);
      opened.value.close();
    }
  });

  it('wants the file where it reads, and makes none', () => {
    expect(openDatabase(file, { mode: 'read' })).toMatchObject({ ok: false, error: { kind: 'missing' } });
    expect(openDatabase(file, { mode: 'write' })).toMatchObject({ ok: false, error: { kind: 'missing' } });
    expect(spawnSync('ls', [folder]).stdout.toString()).toBe('');
  });

  it('refuses a newer schema and leaves every byte', () => {
    open().close();
    const db = new Database(file);
    db.pragma('user_version = 99');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const before = digest(file);
    for (const mode of ['create', 'write', 'read'] as const)
      expect(openRecord(file, { mode, now: clock() })).toMatchObject({
        ok: false,
        error: { kind: 'newer-schema', message: expect.stringContaining('schema 99') },
      });
    expect(digest(file)).toBe(before);
  });

  it('refuses a newer schema that is still in the log beside the file', () => {
    open().close();
    const db = new Database(file);
    db.pragma('user_version = 99');
    copyFileSync(file, join(folder, 'copy.db'));
    copyFileSync(`${file}-wal`, join(folder, 'copy.db-wal'));
    db.close();
    expect(openRecord(join(folder, 'copy.db'), { mode: 'create', now: clock() })).toMatchObject({
      ok: false,
      error: { kind: 'newer-schema' },
    });
  });

  it('refuses what is no database, and the database of another program, and leaves them', () => {
    writeFileSync(file, 'name: not a database\n'.repeat(20));
    const before = digest(file);
    expect(openDatabase(file, { mode: 'create' })).toMatchObject({ ok: false, error: { kind: 'not-a-database' } });
    expect(digest(file)).toBe(before);
    const other = join(folder, 'other.db');
    const db = new Database(other);
    db.exec('CREATE TABLE music (title TEXT)');
    db.close();
    const otherBefore = digest(other);
    expect(openDatabase(other, { mode: 'create' })).toMatchObject({ ok: false, error: { kind: 'foreign' } });
    expect(digest(other)).toBe(otherBefore);
  });
});

describe('migration', () => {
  const schemaOf = (db: Database.Database): unknown =>
    db.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name").all();

  it.each(migrations.map((_, version) => version))('from schema %i ends in the schema of a new database', (version) => {
    const old = new Database(file);
    if (version > 0) migrate(old, migrations.slice(0, version));
    old.close();
    const opened = openDatabase(file, { mode: version === 0 ? 'create' : 'write' });
    const fresh = openDatabase(join(folder, 'fresh.db'), { mode: 'create' });
    if (!opened.ok || !fresh.ok) throw new Error('not opened');
    expect(schemaOf(opened.value)).toEqual(schemaOf(fresh.value));
    expect(opened.value.pragma('user_version', { simple: true })).toBe(migrations.length);
    opened.value.close();
    fresh.value.close();
  });

  it('keeps the version before a step that fails, and nothing of the step', () => {
    const db = new Database(file);
    expect(() =>
      migrate(db, ['CREATE TABLE one (a TEXT) STRICT', 'CREATE TABLE two (a TEXT) STRICT; CREATE TABLE one (a TEXT)']),
    ).toThrow();
    expect(db.pragma('user_version', { simple: true })).toBe(1);
    expect(schemaOf(db)).toHaveLength(1);
    db.close();
  });

  it('makes strict tables only', () => {
    open().close();
    const db = new Database(file);
    const loose = db
      .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' AND strict = 0")
      .all();
    expect(loose).toEqual([]);
    db.close();
  });
});

describe('a locked database', () => {
  it('gives a clear failure after the waiting time, and the work can be done again', () => {
    const record = open('create', 100);
    expect(record.startAudit(audit('a1', 'sw1')).ok).toBe(true);
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    const refused = record.recordResult({ auditId: 'a1', ...result('sw1', 'compliant') });
    expect(refused).toMatchObject({ ok: false, error: { kind: 'busy', advice: expect.stringContaining('--resume') } });
    other.exec('ROLLBACK');
    other.close();
    expect(record.recordResult({ auditId: 'a1', ...result('sw1', 'compliant') }).ok).toBe(true);
    expect(record.verifyChain()).toMatchObject({ ok: true, links: 3 });
    record.close();
  });

  it('is written by two processes in turn without a failure', () => {
    const first = open('create', 5_000);
    const second = open('write', 5_000);
    first.startAudit(audit('a1', 'x'));
    for (let n = 0; n < 100; n += 1) {
      expect(first.recordResult({ auditId: 'a1', ...result(`a${n}`, 'compliant') }).ok).toBe(true);
      expect(second.recordResult({ auditId: 'a1', ...result(`b${n}`, 'compliant') }).ok).toBe(true);
    }
    expect(first.verifyChain()).toMatchObject({ ok: true, links: 401 });
    second.close();
    first.close();
  });
});

describe('a full disk', () => {
  it('keeps what was acknowledged, keeps nothing of the rest, and goes on when there is room', () => {
    const opened = openDatabase(file, { mode: 'create' });
    if (!opened.ok) throw new Error(opened.error.message);
    const db = opened.value;
    // SQLite reports this limit of a connection just as it reports a full disk.
    const limit = (extra: number): unknown =>
      db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + extra}`);
    const record = recordStore(db, file, clock());
    limit(20);
    record.startAudit(audit('a1', 'x'));
    let kept = 0;
    let failure: unknown = null;
    for (let n = 0; n < 200 && failure === null; n += 1) {
      const noise = Array.from({ length: 400 }, (_, k) => ((k + 1) * (n + 3) * 7919).toString(36)).join(' ');
      const done = record.recordResult({ auditId: 'a1', ...result(`sw${n}`, 'compliant', { output: noise }) });
      if (done.ok) kept += 1;
      else failure = done.error;
    }
    expect(failure).toMatchObject({ kind: 'full' });
    expect(kept).toBeGreaterThan(2);
    expect(record.lastJudgements()).toHaveLength(kept);
    expect(record.verifyChain()).toMatchObject({ ok: true, links: 1 + 2 * kept });
    limit(10_000);
    expect(record.recordResult({ auditId: 'a1', ...result('later', 'compliant') }).ok).toBe(true);
    record.close();
  });
});

describe('a process that is killed', () => {
  const build = mkdtempSync(join(tmpdir(), 'pawl-writer-'));
  const writer = compiledCopy(fileURLToPath(new URL('sqlite-writer.ts', import.meta.url)), build);
  afterAll(() => rmSync(build, { recursive: true }));
  const run = (lethal: number): string => spawnSync(process.execPath, [writer, file, String(lethal)]).stdout.toString();

  it('at any writing statement loses nothing that was acknowledged, and leaves nothing half-written', () => {
    const total = Number(/statements (\d+)/.exec(run(0))?.[1]);
    expect(total).toBeGreaterThan(20);
    rmSync(file);
    // The statements of the start and of the first two results; the third is like the second.
    for (let lethal = 1; lethal <= Math.ceil((total * 2) / 3); lethal += 1) {
      const acknowledged = run(lethal)
        .split('\n')
        .filter((line) => line !== '');
      const record = open('write');
      const stored = record.lastJudgements().map(({ device }) => device);
      expect(stored, `killed at statement ${lethal}`).toEqual(acknowledged);
      expect(record.findings({}).map(({ device }) => device)).toEqual(acknowledged);
      expect(record.verifyChain()).toMatchObject({ ok: true });
      record.close();
      for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    }
  });
});
