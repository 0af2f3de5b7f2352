import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/core/alert.ts';
import { deviceName, epochMs } from '../../src/core/brands.ts';
import { openRecord } from '../../src/edge/sqlite/record-store.ts';
import type { Page } from '../../src/record-ports.ts';
import { audit, clock, finding, result } from './sqlite-samples.ts';

function emptyRecord() {
  const opened = openRecord(':memory:', { mode: 'create', now: clock() });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

const alert = (id: string, openedAt: number | null): Alert => ({
  id,
  device: 'sw1',
  platform: 'alpha',
  stage: 'staged',
  score: 40,
  disposition: 'open',
  labels: [],
  openedAt,
  updatedAt: openedAt,
  steps: [],
});

/** Walks a list page by page, as a client does. */
function walk<T>(limit: number, read: (page: Page) => readonly T[], keyOf: (item: T) => { at: number; id: string }) {
  const pages: (readonly T[])[] = [];
  for (let after: Page['after'] = null; pages.length < 20; ) {
    const page = read({ after, limit });
    pages.push(page);
    const last = page.at(-1);
    if (last === undefined || page.length < limit) return pages;
    after = keyOf(last);
  }
  throw new Error('the list has no end');
}

describe('pages of the record', () => {
  it('findings of one time are told apart by their id, each comes once', () => {
    const record = emptyRecord();
    record.startAudit(audit('a1', 'sw1'));
    const findings = ['c', 'a', 'e', 'b', 'd'].map((id, index) =>
      finding(id, 'sw1', { subject: id, firstSeen: epochMs(index < 3 ? 1_000 : 2_000) }),
    );
    record.recordResult({ auditId: 'a1', ...result('sw1', 'downgraded', { findings }) });
    const pages = walk(
      2,
      (page) => record.findings({ page }),
      ({ firstSeen, id }) => ({ at: firstSeen, id }),
    );
    expect(pages.map((page) => page.map(({ id }) => id))).toEqual([['a', 'c'], ['e', 'b'], ['d']]);
    expect(record.findings({}).map(({ id }) => id)).toEqual(['a', 'c', 'e', 'b', 'd']);
  });

  it('alerts without a time come first and do not stop the walk', () => {
    const record = emptyRecord();
    record.recordAlerts([alert('z', null), alert('y', null), alert('b', 5), alert('a', 9), alert('c', 5)]);
    const pages = walk(
      2,
      (page) => record.alerts({ page }),
      ({ openedAt, id }) => ({ at: openedAt ?? 0, id }),
    );
    expect(pages.flat().map(({ id }) => id)).toEqual(['y', 'z', 'b', 'c', 'a']);
  });

  it('audits come newest first, by device, trigger, state and time', () => {
    const record = emptyRecord();
    for (const [index, id] of ['a1', 'a2', 'a3'].entries())
      record.startAudit({
        ...audit(id, 'sw1', 'sw2'),
        startedAt: epochMs(1_000 * (index + 1)),
        trigger: id === 'a2' ? 'api' : 'manual',
      });
    record.recordResult({ auditId: 'a1', ...result('sw1', 'compliant') });
    record.recordResult({ auditId: 'a3', ...result('sw2', 'downgraded') });
    record.finishAudit({ id: 'a1', finishedAt: epochMs(9_000), outcome: 'finished' });
    const ids = (filter: Parameters<typeof record.audits>[0]) => record.audits(filter).map(({ id }) => id);
    expect(ids(undefined)).toEqual(['a3', 'a2', 'a1']);
    expect(ids({ devices: [deviceName('sw1')] })).toEqual(['a1']);
    expect(ids({ triggers: ['api'] })).toEqual(['a2']);
    expect(ids({ states: ['running'] })).toEqual(['a3', 'a2']);
    expect(ids({ states: ['finished'] })).toEqual(['a1']);
    expect(ids({ since: epochMs(2_000) })).toEqual(['a3', 'a2']);
    const pages = walk(
      2,
      (page) => record.audits({ page }),
      ({ startedAt, id }) => ({ at: startedAt, id }),
    );
    expect(pages.map((page) => page.map(({ id }) => id))).toEqual([['a3', 'a2'], ['a1']]);
    expect(record.auditById('a1')).toMatchObject({ id: 'a1', outcome: 'finished', verdicts: { compliant: 1 } });
    expect(record.auditById('none')).toBeNull();
    expect([...record.auditVerdicts('a3')]).toEqual([['sw2', 'downgraded']]);
  });

  it('heads give the newest evidence of each device by name, from behind a name on', () => {
    const record = emptyRecord();
    record.startAudit(audit('a1', 'sw1'));
    for (const name of ['sw2', 'sw10', 'sw1'])
      record.recordResult({ auditId: 'a1', ...result(name, 'compliant', { takenAt: 5_000 }) });
    record.recordResult({ auditId: 'a1', ...result('sw2', 'downgraded', { takenAt: 6_000 }) });
    record.recordResult({ auditId: 'a1', ...result('sw2', 'noncompliant', { takenAt: 4_000, source: 'capture' }) });
    const heads = record.verdictHeads({ after: null, limit: 10 });
    expect(heads.map(({ device, verdict, takenAt }) => [device, verdict, takenAt])).toEqual([
      ['sw1', 'compliant', 5_000],
      ['sw10', 'compliant', 5_000],
      ['sw2', 'downgraded', 6_000],
    ]);
    expect(record.verdictHeads({ after: 'sw1', limit: 1 }).map(({ device }) => device)).toEqual(['sw10']);
    expect(record.lastJudgement(deviceName('sw2'))?.verdict).toBe('downgraded');
    expect(record.lastJudgement(deviceName('none'))).toBeNull();
  });
});
