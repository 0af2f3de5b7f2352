import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { deviceName, type EpochMs, epochMs } from '../../src/core/brands.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { DeviceState } from '../../src/core/history.ts';
import { openRecord } from '../../src/edge/sqlite/record-store.ts';
import { verifyChain } from '../../src/edge/sqlite/verify-chain.ts';
import type { RecordStore } from '../../src/record-ports.ts';
import { audit, finding, result, state } from './sqlite-samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'pawl-prune-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const day = 86_400_000;
const t0 = Date.UTC(2026, 0, 1);
let files = 0;

/** An output that changes a little with each audit, so that later ones are compressed against earlier ones. */
const output = (device: string, index: number): string =>
  `${Array.from({ length: 60 }, (_, port) => `${device} port ${port * 7919} is up`).join('\r\n')}\r\nuptime is ${index} days\r\n`;

type Opened = {
  readonly file: string;
  readonly record: RecordStore;
  readonly clock: { at: number };
  /** Audits a device once on that day. */
  readonly look: (
    device: string,
    onDay: number,
    more?: { readonly findings?: readonly Finding[]; readonly state?: Partial<DeviceState>; readonly audit?: string },
  ) => void;
};

function opened(): Opened {
  files += 1;
  const file = join(folder, `pawl-${files}.db`);
  const clock = { at: t0 };
  const made = openRecord(file, { mode: 'create', now: () => epochMs(clock.at) });
  if (!made.ok) throw new Error(made.error.message);
  const record = made.value;
  record.startAudit(audit('a1', 'sw1', 'sw2'));
  return {
    file,
    record,
    clock,
    look(device, onDay, more = {}) {
      clock.at = t0 + onDay * day;
      const findings = more.findings ?? [];
      const made = result(device, 'compliant', { takenAt: clock.at, output: output(device, onDay), findings });
      const after = { ...state(device, findings), lastObservedAt: epochMs(clock.at), ...more.state };
      const written = record.recordResult({
        auditId: more.audit ?? 'a1',
        observation: made.observation,
        judgement: { ...made.judgement, state: after },
      });
      if (!written.ok) throw new Error(written.error.message);
    },
  };
}

/** Runs a whole round; gives how many texts went and how long the longest step took. */
function round(record: RecordStore, before: number, limit = 7): { removed: number; longestMs: number; steps: number } {
  let [removed, longestMs, steps] = [0, 0, 0];
  for (;;) {
    const began = performance.now();
    const step = record.prune(epochMs(before), limit);
    longestMs = Math.max(longestMs, performance.now() - began);
    steps += 1;
    if (!step.ok) throw new Error(step.error.message);
    removed += step.value.removed;
    if (step.value.done) return { removed, longestMs, steps };
    if (steps > 5_000) throw new Error('the round does not end');
  }
}
const texts = (record: RecordStore, device: string): readonly (string | null)[] =>
  record
    .history(deviceName(device))
    .flatMap((entry) =>
      entry.kind === 'judgement' ? [record.observation(entry.judgement.observation.seq)?.answers[0]?.text ?? null] : [],
    );
const kept = (record: RecordStore, device: string): readonly number[] =>
  texts(record, device).flatMap((text) => {
    const days = /uptime is (\d+) days/.exec(text ?? '')?.[1];
    return days === undefined ? [] : [Number(days)];
  });

describe('retention', () => {
  it('removes old texts and raw outputs, keeps every link, and the chain holds and says so', () => {
    const { file, record, look } = opened();
    for (let index = 0; index < 30; index += 1) for (const device of ['sw1', 'sw2']) look(device, index);
    const links = record.verifyChain();
    const { removed } = round(record, t0 + 20 * day);
    expect(removed).toBeGreaterThan(80);
    for (const device of ['sw1', 'sw2']) expect(kept(record, device)).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
    for (let index = 20; index < 30; index += 1) expect(texts(record, 'sw2')[index]).toBe(output('sw2', index));
    expect(record.history(deviceName('sw1'))).toHaveLength(30);
    const check = record.verifyChain();
    expect(check).toMatchObject({ ok: true, removed: 80 });
    expect(check.ok && links.ok ? check.links - links.links : 0).toBeGreaterThan(0);
    record.close();
    const db = new Database(file);
    const blobs = db.prepare('SELECT (SELECT count(*) FROM blob) + (SELECT count(*) FROM near_blob)').pluck().get();
    // Ten outputs of each device, and the one that both always give.
    expect(blobs).toBe(21);
    db.close();
  });

  it('finds nothing to do the second time, and goes on as time does', () => {
    const { record, look } = opened();
    for (let index = 0; index < 12; index += 1) look('sw1', index);
    round(record, t0 + 5 * day);
    expect(round(record, t0 + 5 * day)).toMatchObject({ removed: 0 });
    look('sw1', 13);
    round(record, t0 + 8 * day);
    expect(kept(record, 'sw1')).toEqual([8, 9, 10, 11, 13]);
    expect(record.verifyChain()).toMatchObject({ ok: true, removed: 16 });
    record.close();
  });

  it('keeps what the present state, a reference, an open finding and an unsettled alert stand on', () => {
    const { record, look, clock } = opened();
    const at = (onDay: number): EpochMs => epochMs(t0 + onDay * day);
    const open = finding('f1', 'sw1', { firstSeen: at(6), lastSeen: at(9) });
    record.startAudit({ ...audit('alerted', 'sw1'), trigger: 'alert', alert: 'alert-1' });
    record.startAudit({ ...audit('settled', 'sw1'), trigger: 'alert', alert: 'alert-2' });
    const member: DeviceState['members'][number] = {
      id: 'self',
      serial: 'A',
      model: null,
      platform: 'alpha',
      replacedBy: null,
      reference: { version: '1.2.3', patches: [], observedAt: at(3) },
      running: null,
      startedAt: null,
      ran: [],
    };
    for (let index = 0; index < 12; index += 1) {
      const audit = index === 1 ? 'alerted' : index === 2 ? 'settled' : 'a1';
      look('sw1', index, { audit, findings: index < 6 ? [] : [open], state: { members: [member] } });
    }
    const alert = (id: string, disposition: 'pending' | 'refuted') => ({
      id,
      device: 'sw1',
      platform: null,
      stage: 'staged' as const,
      score: 35,
      disposition,
      labels: [],
      openedAt: at(1),
      updatedAt: at(1),
      steps: [],
    });
    record.recordAlerts([alert('alert-1', 'pending'), alert('alert-2', 'refuted')]);
    clock.at = t0 + 400 * day;
    round(record, t0 + 399 * day);
    // 1: the pending alert; 3: the reference; 5 and 6: before and at the opening; 9: last seen; 11: the present.
    expect(kept(record, 'sw1')).toEqual([1, 3, 5, 6, 9, 11]);
    expect(record.verifyChain()).toMatchObject({ ok: true });
    record.close();
  });

  it('does not excuse a text that somebody else removed', () => {
    const { file, record, look } = opened();
    for (let index = 0; index < 12; index += 1) look('sw1', index);
    round(record, t0 + 5 * day);
    record.close();
    const db = new Database(file);
    db.pragma('foreign_keys = OFF');
    const free =
      'SELECT max(link) FROM link_text WHERE link NOT IN (SELECT base FROM link_text WHERE base IS NOT NULL)';
    const link = db.prepare(free).pluck().get();
    db.prepare('DELETE FROM link_text WHERE link = ?').run(link);
    expect(verifyChain(db)).toMatchObject({ ok: false, brokenAt: link });
    db.close();
  });

  it('keeps what is being written while it runs', () => {
    const { file, record, look } = opened();
    for (let index = 0; index < 12; index += 1) look('sw1', index);
    const other = openRecord(file, { mode: 'write', now: () => epochMs(t0 + 100 * day) });
    if (!other.ok) throw new Error(other.error.message);
    // Between any two steps another process records an output that the round is about to remove.
    for (let index = 0, done = false; !done; index += 1) {
      const step = record.prune(epochMs(t0 + 11 * day), 2);
      if (!step.ok) throw new Error(step.error.message);
      done = step.value.done;
      const made = result(`new${index}`, 'compliant', { takenAt: t0 + 100 * day, output: output('sw1', index % 11) });
      expect(other.value.recordResult({ auditId: 'a1', ...made }).ok).toBe(true);
      expect(texts(other.value, `new${index}`)).toEqual([output('sw1', index % 11)]);
    }
    expect(record.verifyChain()).toMatchObject({ ok: true });
    for (const device of record.lastJudgements().map((judged) => judged.device))
      expect(texts(record, device).at(-1), device).not.toBeNull();
    other.value.close();
    record.close();
  });

  it('goes over raw outputs only where much was removed since it last did', () => {
    const { file, record, look } = opened();
    for (let index = 0; index < 60; index += 1) look('sw1', index);
    round(record, t0 + 1 * day);
    const outputs = (): unknown => {
      const db = new Database(file, { readonly: true });
      const count = db.prepare('SELECT (SELECT count(*) FROM blob) + (SELECT count(*) FROM near_blob)').pluck().get();
      db.close();
      return count;
    };
    expect(outputs()).toBe(61);
    round(record, t0 + 10 * day);
    expect(outputs()).toBe(51);
    expect(kept(record, 'sw1')).toHaveLength(50);
    expect(record.verifyChain()).toMatchObject({ ok: true, removed: 20 });
    record.close();
  });

  it('does so in short steps', () => {
    const { record, look } = opened();
    for (let index = 0; index < 200; index += 1) look('sw1', index / 10);
    const { longestMs, steps } = round(record, t0 + 15 * day, 20);
    expect(steps).toBeGreaterThan(20);
    expect(longestMs).toBeLessThan(500);
    record.close();
  });
});

describe('what is left of a removed result', () => {
  it('is its verdict, time and releases; its export has the links without texts', () => {
    const { record, look } = opened();
    for (let index = 0; index < 5; index += 1) look('sw1', index);
    round(record, t0 + 3 * day);
    const [first] = record.history(deviceName('sw1'));
    expect(first).toMatchObject({ kind: 'judgement', judgement: { verdict: 'compliant', findings: [], facts: null } });
    const [oldest] = record.linksAbout({ device: deviceName('sw1') });
    expect(record.exportedLink(oldest ?? 0)).toMatchObject({ kind: 'observation', text: null, outputs: [] });
    expect(
      record.reportReads().verdictRows(deviceName('sw1'), { from: epochMs(0), to: epochMs(t0 + day), until: 999 }),
    ).toHaveLength(2);
    record.close();
  });
});

it('an export of a device has its alerts', () => {
  const { record, look } = opened();
  look('sw1', 0);
  record.recordAlerts([
    {
      id: 'alert-9',
      device: 'sw1',
      platform: null,
      stage: 'staged',
      score: 35,
      disposition: 'open',
      labels: [],
      openedAt: t0,
      updatedAt: t0,
      steps: [],
    },
  ]);
  const kinds = record.linksAbout({ device: deviceName('sw1') }).map((seq) => record.exportedLink(seq)?.kind);
  expect(kinds).toContain('alert');
  expect(record.linksAbout({ device: deviceName('sw2') })).toEqual([]);
  record.close();
});
