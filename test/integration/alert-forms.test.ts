import type Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert, AlertStep } from '../../src/core/alert.ts';
import { epochMs } from '../../src/core/brands.ts';
import { bodyText } from '../../src/edge/sqlite/alert-forms.ts';
import { canonical } from '../../src/edge/sqlite/links.ts';
import { openDatabase } from '../../src/edge/sqlite/open-database.ts';
import { recordStore } from '../../src/edge/sqlite/record-store.ts';

const at = Date.UTC(2026, 3, 2, 2);

const step = (number: number): AlertStep => ({
  file: 'udp:192.0.2.1',
  lineNumber: number,
  at: at + number,
  kind: 'boot-change',
  detail: null,
  score: 45,
  rule: 'r',
  user: 'ops',
  source: null,
  command: `boot system flash:${number}.bin`,
  image: `${number}.bin`,
  version: null,
  direction: null,
  outcome: null,
  line: `line ${number} \ud800`,
});

const alertOf = (steps: readonly AlertStep[], more: Partial<Alert> = {}): Alert => ({
  id: 'alert-1',
  device: 'edge1',
  platform: 'iosxe',
  stage: 'boot-changed',
  score: 45,
  disposition: 'open',
  labels: [],
  openedAt: at,
  updatedAt: at + steps.length,
  steps,
  ...more,
});

function opened() {
  const result = openDatabase(':memory:', { mode: 'create' });
  if (!result.ok) throw new Error(result.error.message);
  const db: Database.Database = result.value;
  const store = recordStore(db, 'x.db', () => epochMs(at));
  return {
    store,
    put: (...alerts: readonly Alert[]) => store.recordAlerts(alerts),
    size: () => Number(db.prepare('SELECT coalesce(sum(length(body)), 0) FROM link').pluck().get()),
    again: () => recordStore(db, 'x.db', () => epochMs(at)),
  };
}

/** As it comes back: JSON, halves of surrogate pairs replaced. */
const plain = (alert: Alert | null): unknown => JSON.parse(JSON.stringify(alert).replaceAll('\\ud800', '\ufffd'));

describe('an alert that grows', () => {
  it('is read as it was written, at every step, and vouched for', () => {
    const { store, put, again } = opened();
    const steps: AlertStep[] = [];
    for (let number = 0; number < 120; number++) {
      steps.push(step(number));
      const alert = alertOf([...steps], number % 7 === 0 ? { disposition: 'verifying' } : {});
      expect(put(alert)).toEqual({ ok: true, value: 1 });
      expect(store.alertById('alert-1')).toEqual(plain(alert));
      expect(again().alerts({})).toEqual([plain(alert)]);
    }
    expect(store.verifyChain()).toMatchObject({ ok: true, links: 120 });
  });

  it('writes a few times its own length, however often it is written', () => {
    const { put, size } = opened();
    const all = Array.from({ length: 400 }, (_, number) => step(number));
    for (let count = 1; count <= all.length; count++) put(alertOf(all.slice(0, count)));
    const whole = opened();
    whole.put(alertOf(all));
    expect(size()).toBeLessThan(5 * whole.size());
  });

  it('loses steps of its middle without being written whole', () => {
    const { store, put, size } = opened();
    let steps = Array.from({ length: 400 }, (_, number) => step(number));
    put(alertOf(steps));
    const before = size();
    for (let number = 400; number < 420; number++) {
      steps = [...steps.slice(0, 200), ...steps.slice(201), step(number)];
      put(alertOf(steps));
    }
    expect(store.alertById('alert-1')).toEqual(plain(alertOf(steps)));
    expect(size() - before).toBeLessThan(before / 4);
  });

  it('is not written again where nothing changed', () => {
    const { put, again } = opened();
    const alert = alertOf([step(1), step(2), step(3)]);
    put(alert);
    expect(put({ ...alert })).toEqual({ ok: true, value: 0 });
    expect(put(alertOf([step(1), step(2), step(3)]))).toEqual({ ok: true, value: 0 });
    expect(again().recordAlerts([alert])).toEqual({ ok: true, value: 0 });
    expect(put({ ...alert, disposition: 'pending' })).toEqual({ ok: true, value: 1 });
  });

  it('is written as the canonical JSON of RFC 8785, whatever its lines hold', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), (line, user, time) => {
        const given: AlertStep = { ...step(1), line, user, at: time, signs: ['uptime-fell'] };
        const alert = alertOf([given, step(2)], { device: `"steps":[] ${user}`, labels: [line, 'b'] });
        const outcome = { at: 1, verdict: 'unverified', reason: user, audit: null, verification: line };
        const judged = Object.assign({}, alert, { outcome, after: { link: 7, keep: 1, skip: 0 } });
        expect(bodyText(judged)).toBe(canonical(judged));
        expect(bodyText(alert)).toBe(canonical(alert));
      }),
    );
  });

  it('is whole after a write that was taken back', () => {
    const { store, put } = opened();
    const steps = [1, 2, 3, 4, 5, 6].map(step);
    put(alertOf(steps.slice(0, 4)));
    expect(() =>
      store.together(() => {
        put(alertOf(steps.slice(0, 5)));
        throw new Error('taken back');
      }),
    ).toThrow('taken back');
    put(alertOf([step(9)], { id: 'alert-2' }));
    put(alertOf(steps));
    expect(store.alertById('alert-1')).toEqual(plain(alertOf(steps)));
    expect(store.verifyChain()).toMatchObject({ ok: true });
  });

  it('is read right whatever was added, left out or changed, and by whichever process', () => {
    const pool = Array.from({ length: 12 }, (_, number) => step(number));
    const lists = fc.array(fc.tuple(fc.subarray(pool), fc.boolean(), fc.constantFrom('open', 'pending')), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(lists, (forms) => {
        const { store, again } = opened();
        const other = again();
        for (const [steps, isOther, disposition] of forms) {
          const alert = alertOf(steps, { disposition: disposition === 'open' ? 'open' : 'pending' });
          (isOther ? other : store).recordAlerts([alert]);
          expect(store.alertById('alert-1')).toEqual(plain(alert));
        }
        expect(store.verifyChain().ok).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
