import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deviceName, epochMs } from '../../src/core/brands.ts';
import { compress, sha256 } from '../../src/edge/sqlite/blobs.ts';
import { canonical, type LinkKind, links } from '../../src/edge/sqlite/links.ts';
import { migrations } from '../../src/edge/sqlite/migrations.ts';
import { migrate } from '../../src/edge/sqlite/open-database.ts';
import { openRecord } from '../../src/edge/sqlite/record-store.ts';
import type { RecordStore } from '../../src/record-ports.ts';
import { audit, clock, finding, result } from './sqlite-samples.ts';

/**
 * What takes each step back, so that a record of the version before it can be had with data in it; the first step has
 * none. A new step needs its line here.
 */
const undo: readonly (string | null)[] = [
  null,
  // What it stores cannot be said in the tables before it: that version is written by hand below.
  null,
  'DROP INDEX link_of_alert; DROP TABLE alert;',
  'ALTER TABLE device_state DROP COLUMN fleet;',
  'DROP TABLE prune; DROP INDEX link_text_by_base;',
];

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pawl-steps-'));
  file = join(folder, 'pawl.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(mode: 'create' | 'write' | 'read'): RecordStore {
  const opened = openRecord(file, { mode, now: clock() });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

const version = (): unknown => {
  const db = new Database(file, { readonly: true });
  const told = db.pragma('user_version', { simple: true });
  db.close();
  return told;
};

/** Everything that the record can be asked for, as one value. */
function told(record: RecordStore): unknown {
  const devices = ['sw1', 'sw2'].map(deviceName);
  const reads = record.reportReads();
  const span = { from: epochMs(0), to: epochMs(Date.UTC(2030, 0, 1)), until: 1_000 };
  return {
    states: devices.map((device) => record.deviceState(device)),
    fleet: record.fleetEntries(),
    histories: devices.map((device) => record.history(device)),
    findings: record.findings({}),
    alerts: record.alerts({}),
    audits: record.audits(),
    last: record.lastJudgements(),
    rows: devices.map((device) => reads.verdictRows(device, span)),
    reported: reads.findings(span),
    baseline: record.baselineText('sha256:b1'),
    windows: record.windows(),
  };
}

/** Goes on as an audit does after an upgrade of the program. */
function goesOn(record: RecordStore): void {
  expect(record.startAudit(audit('after', 'sw1')).ok).toBe(true);
  record.deviceState(deviceName('sw1'));
  const next = result('sw1', 'compliant', { takenAt: Date.UTC(2026, 5, 1), version: '1.2.5' });
  expect(record.recordResult({ auditId: 'after', ...next }).ok).toBe(true);
  expect(record.history(deviceName('sw1')).at(-1)).toMatchObject({ judgement: { verdict: 'compliant' } });
  expect(record.verifyChain()).toMatchObject({ ok: true });
}

describe('a step of the schema', () => {
  it('has what takes it back in this file', () => {
    expect(undo).toHaveLength(migrations.length);
  });

  const steps = undo.flatMap((text, step) => (text === null ? [] : [step]));
  it.each(steps)('%i keeps every answer of a record that was written before it', (step) => {
    const before = open('create');
    before.startAudit(audit('first', 'sw1', 'sw2'));
    const found = finding('f1', 'sw2');
    before.recordResult({ auditId: 'first', ...result('sw1', 'compliant') });
    before.recordResult({ auditId: 'first', ...result('sw2', 'downgraded', { findings: [found] }) });
    before.finishAudit({ id: 'first', finishedAt: epochMs(Date.UTC(2026, 0, 3)), outcome: 'finished' });
    before.recordBaseline('sha256:b1', 'name: b1\n');
    const known = told(before);
    before.close();

    const old = new Database(file);
    for (let back = migrations.length - 1; back >= step; back -= 1) old.exec(undo[back] ?? '');
    old.pragma(`user_version = ${step}`);
    old.close();
    expect(version()).toBe(step);

    const after = open('write');
    expect(version()).toBe(migrations.length);
    expect(told(after)).toEqual(known);
    expect(after.verifyChain()).toMatchObject({ ok: true });
    goesOn(after);
    after.close();
  });

  it('is taken by a command that only reads, too', () => {
    open('create').close();
    const old = new Database(file);
    old.exec(undo.at(-1) ?? '');
    old.pragma(`user_version = ${migrations.length - 1}`);
    old.close();
    open('read').close();
    expect(version()).toBe(migrations.length);
  });
});

describe('a record of the first schema', () => {
  /** As that version wrote it: texts whole in `blob`, no releases in the rows of judgements. */
  function writeFirst(): void {
    const db = new Database(file);
    migrate(db, migrations.slice(0, 1));
    const now = clock();
    const chain = links(db, now);
    const blob = (value: unknown): string => {
      const raw = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value), 'utf8');
      const key = sha256(raw);
      const small = compress(raw);
      const [method, bytes] = small.length < raw.length ? ['deflate-raw', small] : ['plain', raw];
      db.prepare('INSERT OR IGNORE INTO blob VALUES (?, ?, ?, ?)').run(key, method, raw.length, bytes);
      return key;
    };
    const add = (kind: LinkKind, subject: string, body: object): number => chain.append(kind, subject, canonical(body));
    db.transaction(() => {
      const start = audit('first', 'sw1');
      db.prepare('INSERT INTO audit VALUES (?, ?, ?, ?)').run(
        add('audit', start.id, start),
        start.id,
        start.trigger,
        start.startedAt,
      );
      const found = finding('f1', 'sw1');
      const { observation, judgement } = result('sw1', 'downgraded', { findings: [found] });
      const { state, facts: _, ...judged } = judgement;
      const { facts, ssh, answers, ...seen } = observation;
      const stored = {
        facts: blob(facts),
        ssh: ssh === null ? null : blob(ssh),
        answers: answers.map(({ text, ...answer }) => ({ ...answer, sha256: blob(text) })),
      };
      const observed = add('observation', 'sw1', { audit: 'first', ...seen, ...stored });
      db.prepare('INSERT INTO observation VALUES (?, ?, ?, ?, ?, ?)').run(
        observed,
        'first',
        'sw1',
        seen.source,
        seen.takenAt,
        stored.facts,
      );
      const stateText = Buffer.from(JSON.stringify(state), 'utf8');
      const link = add('judgement', 'sw1', {
        audit: 'first',
        device: 'sw1',
        observation: observed,
        verdict: judged.verdict,
        takenAt: seen.takenAt,
        judgement: blob(judged),
        facts: null,
        state: sha256(stateText),
      });
      db.prepare('INSERT INTO judgement VALUES (?, ?, ?, ?, ?, ?)').run(
        link,
        observed,
        'first',
        'sw1',
        judged.verdict,
        seen.takenAt,
      );
      const { id, device, type, status, firstSeen, lastSeen } = found;
      db.prepare('INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?)').run(
        id,
        add('finding', id, found),
        device,
        type,
        status,
        firstSeen,
        lastSeen,
      );
      db.prepare('INSERT INTO device_state VALUES (?, ?, ?, ?)').run(
        'sw1',
        link,
        sha256(stateText),
        compress(stateText),
      );
      const end = { id: 'first', finishedAt: epochMs(Date.UTC(2026, 0, 3)), outcome: 'finished' };
      db.prepare('INSERT INTO audit_end VALUES (?, ?, ?, ?)').run(
        add('audit-end', 'first', end),
        end.id,
        end.finishedAt,
        end.outcome,
      );
    }).immediate();
    db.close();
  }

  it('is read, reported, verified and gone on with', () => {
    writeFirst();
    const record = open('write');
    expect(record.verifyChain()).toMatchObject({ ok: true });
    const [entry] = record.history(deviceName('sw1'));
    expect(entry).toMatchObject({
      judgement: { verdict: 'downgraded', audit: 'first', facts: { configWrittenBy: { version: '1.2.3' } } },
    });
    expect(record.deviceState(deviceName('sw1'))).toMatchObject({ device: 'sw1', findings: [{ id: 'f1' }] });
    expect(record.findings({ statuses: ['open'] })).toMatchObject([{ id: 'f1' }]);
    expect(record.alerts({})).toEqual([]);
    expect(record.fleetEntries()).toHaveLength(1);
    const span = { from: epochMs(0), to: epochMs(Date.UTC(2030, 0, 1)), until: 1_000 };
    const reads = record.reportReads();
    expect(reads.verdictRows(deviceName('sw1'), span)).toMatchObject([{ verdict: 'downgraded', runs: '' }]);
    const outputs = record.exportedLink(reads.judgement(3).observation.seq)?.outputs ?? [];
    expect(outputs.map(({ command, text }) => [command, text])).toEqual([
      ['show version', 'version 1.2.3\r\n'],
      ['show boot', 'boot image'],
    ]);
    goesOn(record);
    record.close();
  });
});
