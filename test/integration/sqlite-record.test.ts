import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChangeWindow } from '../../src/core/baseline.ts';
import { deviceName, epochMs } from '../../src/core/brands.ts';
import type { Decision } from '../../src/core/decision.ts';
import { fleetEntry } from '../../src/core/fleet-entry.ts';
import { openRecord } from '../../src/edge/sqlite/record-store.ts';
import type { RecordStore } from '../../src/record-ports.ts';
import { audit, clock, finding, result, state } from './sqlite-samples.ts';

let folder = '';
let file = '';
let record: RecordStore;
const now = clock();

function open(mode: 'create' | 'write' | 'read' = 'create'): RecordStore {
  const opened = openRecord(file, { mode, now });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pawl-record-'));
  file = join(folder, 'pawl.db');
  record = open();
});

afterEach(() => {
  record.close();
  rmSync(folder, { recursive: true });
});

const must = <T, E>(
  outcome: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E },
): T => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
};

const decision: Decision = {
  id: 'd1',
  device: deviceName('sw1'),
  at: epochMs(Date.UTC(2026, 0, 3)),
  by: 'ann',
  reason: 'planned',
  ticket: 'CHG1',
  kind: 'accept',
  finding: 'f1',
};

describe('what other devices are judged with', () => {
  it('is read without opening their results or states, and follows results and decisions', () => {
    must(record.startAudit(audit('a1', 'sw1', 'sw2')));
    for (const device of ['sw1', 'sw2']) {
      const sample = result(device, 'downgraded', { findings: [finding('f1', device)] });
      must(record.recordResult({ auditId: 'a1', ...sample }));
    }
    const stateOf = (device: string) => record.deviceState(deviceName(device)) ?? state('none');
    expect(record.fleetEntries()).toEqual(['sw1', 'sw2'].map((device) => fleetEntry(stateOf(device))));
    must(record.applyDecision(decision, { ...state('sw1', [], 1) }));
    expect(record.fleetEntries()[0]).toEqual(fleetEntry(state('sw1', [], 1)));
    record.close();
    const db = new Database(file);
    db.exec('UPDATE link_text SET bytes = zeroblob(1); UPDATE device_state SET bytes = zeroblob(1)');
    db.close();
    record = open();
    expect(record.fleetEntries().map(({ device }) => device)).toEqual(['sw1', 'sw2']);
  });

  it('comes from the states where the record is older, and is held to them', () => {
    must(record.startAudit(audit('a1', 'sw1')));
    must(record.recordResult({ auditId: 'a1', ...result('sw1', 'compliant') }));
    const before = record.fleetEntries();
    record.close();
    const db = new Database(file);
    db.exec('UPDATE device_state SET fleet = NULL');
    record = open();
    expect(record.fleetEntries()).toEqual(before);
    expect(record.verifyChain()).toMatchObject({ ok: true });
    db.exec(
      `UPDATE device_state SET fleet = '{"device":"sw1","platform":null,"serials":["X"],"paths":[],"digests":[]}'`,
    );
    db.close();
    expect(record.verifyChain()).toMatchObject({ ok: false, why: 'the state of "sw1" was changed' });
  });
});

describe('results', () => {
  it('come back whole after the process ended, raw outputs included', () => {
    must(record.startAudit(audit('a1', 'sw1')));
    const sample = result('sw1', 'downgraded', { findings: [finding('f1', 'sw1')] });
    const { seq } = must(record.recordResult({ auditId: 'a1', ...sample }));
    record.close();
    record = open('read');
    const [judged] = record.lastJudgements();
    const { state: after, ...rest } = sample.judgement;
    expect(judged).toMatchObject({ ...rest, audit: 'a1', seq });
    expect(record.observation(judged?.observation.seq ?? 0)).toEqual(sample.observation);
    expect(record.deviceState(deviceName('sw1'))).toEqual(after);
    expect(record.findingById('f1')).toEqual(finding('f1', 'sw1'));
    expect(record.verifyChain()).toMatchObject({ ok: true, links: 4 });
  });

  it('store equal outputs once and give them by their SHA-256', () => {
    must(record.startAudit(audit('a1', 'sw1', 'sw2')));
    const output = 'line of a device\r\n'.repeat(200);
    must(record.recordResult({ auditId: 'a1', ...result('sw1', 'compliant', { output }) }));
    must(record.recordResult({ auditId: 'a1', ...result('sw2', 'compliant', { output }) }));
    const db = new Database(file, { readonly: true });
    const rows = db
      .prepare<[number], { sha256: string; bytes: Buffer }>('SELECT sha256, bytes FROM blob WHERE size = ?')
      .all(output.length);
    db.close();
    expect(rows).toHaveLength(1);
    expect(rows[0]?.bytes.length).toBeLessThan(output.length / 10);
    expect(record.rawOutput(`sha256:${rows[0]?.sha256}`)).toBe(output);
    expect(record.rawOutput('0'.repeat(64))).toBeNull();
  });

  it('keep hostile text as it can be kept', () => {
    must(record.startAudit(audit('a1', 'sw1')));
    const odd = 'a\u0000b\u001b[2J\ud800 "\\ud800" \u2028 \u{1f600}';
    must(
      record.recordResult({
        auditId: 'a1',
        ...result('sw1', 'compliant', { output: odd, findings: [finding('f1', 'sw1', { observed: odd })] }),
      }),
    );
    const wellFormed = odd.replace('\ud800 ', '\ufffd ');
    expect(record.observation(2)?.answers[0]?.text).toBe(wellFormed);
    expect(record.findingById('f1')?.observed).toBe(wellFormed);
    expect(record.verifyChain().ok).toBe(true);
  });

  it('of an older capture do not become the current verdict', () => {
    must(record.startAudit(audit('a1', 'sw1')));
    const day = 86_400_000;
    const at = Date.UTC(2026, 0, 10);
    must(record.recordResult({ auditId: 'a1', ...result('sw1', 'compliant', { takenAt: at }) }));
    must(
      record.recordResult({ auditId: 'a1', ...result('sw1', 'tampered', { takenAt: at - day, source: 'capture' }) }),
    );
    must(record.recordResult({ auditId: 'a1', ...result('sw1', 'unverified', { takenAt: null, source: 'capture' }) }));
    expect(record.lastJudgements().map(({ verdict }) => verdict)).toEqual(['compliant']);
    expect(record.history(deviceName('sw1'))).toHaveLength(3);
  });

  it('are given as they were known at a time', () => {
    must(record.startAudit(audit('a1', 'sw1')));
    must(record.recordResult({ auditId: 'a1', ...result('sw1', 'compliant', { takenAt: Date.UTC(2025, 0, 1) }) }));
    const between = now();
    must(record.recordResult({ auditId: 'a1', ...result('sw1', 'downgraded', { takenAt: Date.UTC(2025, 0, 2) }) }));
    expect(record.lastJudgements(between).map(({ verdict }) => verdict)).toEqual(['compliant']);
    expect(record.lastJudgements().map(({ verdict }) => verdict)).toEqual(['downgraded']);
    expect(record.lastJudgements(epochMs(0))).toEqual([]);
  });

  it('are refused as stale after another process recorded one, and nothing of them is kept', () => {
    must(record.startAudit(audit('a1', 'sw1')));
    const other = open('write');
    expect(record.deviceState(deviceName('sw1'))).toBeNull();
    must(other.recordResult({ auditId: 'a1', ...result('sw1', 'downgraded') }));
    const late = record.recordResult({ auditId: 'a1', ...result('sw1', 'compliant') });
    expect(late).toMatchObject({ ok: false, error: { kind: 'stale' } });
    expect(record.history(deviceName('sw1'))).toHaveLength(1);
    record.deviceState(deviceName('sw1'));
    must(record.recordResult({ auditId: 'a1', ...result('sw1', 'compliant') }));
    other.close();
    expect(record.verifyChain().ok).toBe(true);
  });

  it('of an audit that was never started are refused', () => {
    expect(record.recordResult({ auditId: 'a9', ...result('sw1', 'compliant') })).toMatchObject({
      ok: false,
      error: { kind: 'conflict' },
    });
    expect(record.verifyChain()).toEqual({ ok: true, links: 0, head: null });
  });
});

describe('audits', () => {
  it('that were cut short are found with what they have done, and no longer once they are finished', () => {
    must(record.startAudit(audit('a1', 'sw1', 'sw2')));
    must(record.recordResult({ auditId: 'a1', ...result('sw1', 'compliant') }));
    expect(record.unfinishedAudit()).toMatchObject({ id: 'a1', selected: ['sw1', 'sw2'], done: ['sw1'] });
    must(record.finishAudit({ id: 'a1', finishedAt: now(), outcome: 'cancelled' }));
    expect(record.unfinishedAudit()).toMatchObject({ id: 'a1', done: ['sw1'] });
    must(record.recordResult({ auditId: 'a1', ...result('sw2', 'unverified') }));
    must(record.finishAudit({ id: 'a1', finishedAt: now(), outcome: 'finished' }));
    expect(record.unfinishedAudit()).toBeNull();
    expect(record.audits()).toMatchObject([
      { id: 'a1', outcome: 'finished', verdicts: { compliant: 1, unverified: 1 } },
    ]);
  });

  it('name the devices to try again: unverified ones and those never reached', () => {
    expect(record.lastUnverified()).toEqual([]);
    must(record.startAudit(audit('a1', 'sw1', 'sw2', 'sw3')));
    must(record.recordResult({ auditId: 'a1', ...result('sw1', 'compliant') }));
    must(record.recordResult({ auditId: 'a1', ...result('sw2', 'unverified') }));
    expect(record.lastUnverified()).toEqual(['sw2', 'sw3']);
  });

  it('cannot be started twice or finished unstarted', () => {
    must(record.startAudit(audit('a1', 'sw1')));
    expect(record.startAudit(audit('a1', 'sw1'))).toMatchObject({ ok: false, error: { kind: 'conflict' } });
    expect(record.finishAudit({ id: 'a2', finishedAt: now(), outcome: 'finished' })).toMatchObject({ ok: false });
  });
});

describe('findings', () => {
  beforeEach(() => {
    must(record.startAudit(audit('a1', 'sw1', 'sw2')));
    must(
      record.recordResult({
        auditId: 'a1',
        ...result('sw1', 'downgraded', {
          findings: [finding('f1', 'sw1'), finding('f2', 'sw1', { type: 'image-changed', status: 'acknowledged' })],
        }),
      }),
    );
    must(
      record.recordResult({
        auditId: 'a1',
        ...result('sw2', 'downgraded', { findings: [finding('f3', 'sw2', { lastSeen: epochMs(9_000) })] }),
      }),
    );
  });

  it.each([
    [{}, ['f1', 'f2', 'f3']],
    [{ devices: [deviceName('sw1')] }, ['f1', 'f2']],
    [{ types: ['image-changed' as const] }, ['f2']],
    [{ statuses: ['open' as const], since: epochMs(5_000) }, ['f3']],
    [{ devices: [] }, []],
  ])('are filtered by %j', (filter, expected) => {
    expect(record.findings(filter).map(({ id }) => id)).toEqual(expected);
  });

  it('get a link only when something about them changed', () => {
    const before = record.verifyChain();
    must(
      record.recordResult({
        auditId: 'a1',
        ...result('sw2', 'downgraded', { findings: [finding('f3', 'sw2', { lastSeen: epochMs(9_000) })] }),
      }),
    );
    const after = record.verifyChain();
    expect(before.ok && after.ok && after.links - before.links).toBe(2);
  });

  it('follow a decision together with the state', () => {
    const closed = finding('f1', 'sw1', { status: 'closed', closedBecause: 'accepted' });
    must(record.applyDecision(decision, { ...state('sw1', [closed]), decisions: [decision] }));
    expect(record.findingById('f1')).toEqual(closed);
    expect(record.deviceState(deviceName('sw1'))?.decisions).toEqual([decision]);
    expect(record.history(deviceName('sw1')).map(({ kind }) => kind)).toEqual(['judgement', 'decision']);
    expect(record.applyDecision(decision, state('sw1'))).toMatchObject({ ok: false, error: { kind: 'conflict' } });
    expect(record.findingById('f1')).toEqual(closed);
    expect(record.verifyChain().ok).toBe(true);
  });
});

describe('windows and baselines', () => {
  const window: ChangeWindow = {
    name: 'CHG1',
    select: { device: ['sw*'] },
    from: epochMs(1_000),
    to: epochMs(9_000),
    ticket: 'CHG1',
    approvedBy: 'board',
    target: { version: '1.2.3', patch: null, image: null },
    enteredAt: epochMs(500),
  };

  it('end a window when it was ended, never later', () => {
    must(record.addWindow(window, 'ann'));
    expect(record.windows()).toEqual([window]);
    must(record.endWindow({ name: 'CHG1', at: epochMs(4_000), by: 'ann', reason: null }));
    expect(record.windows()).toEqual([{ ...window, to: 4_000 }]);
    expect(record.endWindow({ name: 'CHG1', at: epochMs(5_000), by: 'ann', reason: null })).toMatchObject({
      ok: false,
    });
    expect(record.addWindow(window, 'ann')).toMatchObject({ ok: false, error: { kind: 'conflict' } });
    expect(record.endWindow({ name: 'CHG2', at: epochMs(5_000), by: 'ann', reason: null })).toMatchObject({
      ok: false,
    });
  });

  it('keep the text of each baseline revision once', () => {
    must(record.recordBaseline('sha256:1', 'name: x\n'));
    must(record.recordBaseline('sha256:1', 'name: x\n'));
    expect(record.baselineText('sha256:1')).toBe('name: x\n');
    expect(record.baselineText('sha256:2')).toBeNull();
    expect(record.verifyChain()).toMatchObject({ ok: true, links: 1 });
  });
});
