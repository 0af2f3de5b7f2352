import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertStep } from '../../../src/core/alert.ts';
import { epochMs } from '../../../src/core/brands.ts';
import { alertScore, alertStage } from '../../../src/correlate/alert-score.ts';
import { type CorrelatorSettings, correlator } from '../../../src/correlate/correlator.ts';
import { emptyTrail, foldStep } from '../../../src/correlate/fold-step.ts';

const minute = 60_000;
const start = Date.UTC(2026, 3, 2, 2);
let line = 0;

const step = (kind: AlertStep['kind'], score: number, minutes: number, more: Partial<AlertStep> = {}): AlertStep => ({
  file: 'a.log',
  lineNumber: ++line,
  at: start + minutes * minute,
  kind,
  detail: null,
  score,
  rule: 'r',
  user: 'ops',
  source: '198.51.100.7',
  command: null,
  image: null,
  version: null,
  direction: null,
  outcome: null,
  line: `line ${line}`,
  ...more,
});

const window = {
  name: 'CHG1',
  select: {},
  from: epochMs(start),
  to: epochMs(start + 60 * minute),
  ticket: 'CHG1',
  approvedBy: 'board',
  target: { version: '17.12.04', patch: null, image: null },
  enteredAt: null,
};
const settings = (more: Partial<CorrelatorSettings> = {}, isLab = false): CorrelatorSettings => ({
  automation: [{ name: 'controller', users: ['dnac'], sources: ['192.0.2.10'] }],
  contextOf: () => ({ windows: [window], isLab, order: (a, b) => (a === b ? 'same' : 'incomparable') }),
  isOwn: (_, { user, source }) =>
    user !== 'pawl' ? 'other' : source === '192.0.2.5' ? 'own' : 'own-account-elsewhere',
  threshold: 35,
  maxDevices: 3,
  ...more,
});
const subject = { key: 'edge1', name: 'edge1', platform: null };
const alertOf = (steps: readonly AlertStep[], given = settings()) => {
  const joined = correlator(given);
  for (const one of steps) joined.add(subject, one);
  return joined.open()[0];
};

describe('the score of an alert', () => {
  it('is the highest plus half of each further kind, at most 100', () => {
    expect(alertScore([step('image-transfer', 35, 0), step('boot-change', 45, 1)])).toBe(62.5);
    expect(alertScore([step('software-change', 90, 0), step('boot-change', 75, 1)])).toBe(100);
  });
  it('counts a reload only beside a change', () => {
    expect(alertScore([step('reload-requested', 15, 0)])).toBe(0);
    expect(alertScore([step('boot-change', 45, 0), step('reload-requested', 15, 1)])).toBe(52.5);
  });
  it('counts a restart by itself', () => {
    expect(alertScore([step('restarted', 95, 0)])).toBe(95);
  });
  it('counts a cancelled schedule nothing, and keeps the change before it', () => {
    const steps = [step('boot-change', 45, 0), step('reload-scheduled', 15, 1), step('reload-cancelled', 0, 2)];
    expect([alertScore(steps), alertStage(steps)]).toEqual([45, 'boot-changed']);
    expect(alertOf(steps.slice(1))).toMatchObject({
      score: 0,
      stage: 'cancelled',
      labels: expect.arrayContaining(['ended:cancelled']),
    });
  });
});

describe('look-alikes', () => {
  it('a planned upgrade to the target of its window is authorized', () => {
    const alert = alertOf([
      step('install-op', 50, 5, { version: '17.12.04' }),
      step('reload-requested', 15, 10),
      step('restarted', 10, 20, { version: '17.12.04' }),
    ]);
    expect(alert).toMatchObject({ disposition: 'authorized', labels: ['window:CHG1'], stage: 'restarted' });
  });
  it('another version in the window stays open', () => {
    expect(alertOf([step('install-op', 50, 5, { version: '17.06.05' })])).toMatchObject({
      disposition: 'open',
      labels: ['window:CHG1'],
    });
  });
  it('a step after the window stays open', () => {
    expect(alertOf([step('install-op', 50, 61, { version: '17.12.04' })])?.disposition).toBe('open');
  });
  it('automation is labelled only from its own address', () => {
    const from = (source: string) => alertOf([step('install-op', 50, 90, { user: 'dnac', source })]);
    expect(from('192.0.2.10')).toMatchObject({ labels: ['automation:controller'], disposition: 'open' });
    expect(from('203.0.113.9')?.labels).toEqual([]);
  });
  it('a rollback is labelled', () => {
    expect(alertOf([step('install-op', 70, 90, { detail: 'rollback' })])?.labels).toEqual(['rollback']);
  });
  it('a newer image that is brought in advance is labelled', () => {
    expect(alertOf([step('image-transfer', 35, 90, { direction: 'newer' })])?.labels).toEqual(['prestage']);
  });
  it('a lab device is labelled and judged like any other', () => {
    expect(alertOf([step('boot-change', 45, 90)], settings({}, true))).toMatchObject({
      labels: ['lab'],
      score: 45,
      disposition: 'open',
    });
  });
  it("pawl's own account is set aside from its own address, an alarm from another", () => {
    expect(alertOf([step('reload-requested', 15, 0, { user: 'pawl', source: '192.0.2.5' })])).toBeUndefined();
    expect(alertOf([step('reload-requested', 15, 0, { user: 'pawl', source: '203.0.113.9' })])?.score).toBe(35);
  });
});

describe('the trail of a device', () => {
  it('counts one command over two channels once', () => {
    const command = 'boot system flash:a.bin';
    expect(
      alertOf([
        step('boot-change', 45, 0, { command }),
        step('boot-change', 45, 0.05, { command: 'boot  system flash:A.bin' }),
      ])?.steps,
    ).toHaveLength(1);
    expect(
      alertOf([step('boot-change', 45, 0, { command }), step('boot-change', 45, 0.2, { command })])?.steps,
    ).toHaveLength(2);
  });
  it('takes from the second channel what the first does not tell', () => {
    const command = 'boot system flash:a.bin';
    const logged = step('boot-change', 45, 0, { command, source: null });
    const accounted = step('boot-change', 45, 0.05, { command, source: '198.51.100.8' });
    expect(alertOf([logged, accounted])?.steps).toEqual([{ ...logged, source: '198.51.100.8' }]);
    expect(alertOf([accounted, logged])?.steps).toEqual([accounted]);
    const failed = step('boot-change', 20, 0.05, { command, outcome: 'failed' });
    expect(alertOf([logged, failed])).toMatchObject({ score: 20, stage: 'staged' });
  });
  it('ends after seven days and after a restart', () => {
    const one = foldStep(emptyTrail, step('boot-change', 45, 0)).trail;
    expect(foldStep(one, step('boot-change', 45, 7 * 24 * 60 + 1)).finished).toBe(one);
    const restarted = foldStep(one, step('restarted', 10, 5)).trail;
    expect(foldStep(restarted, step('restarted', 10, 6)).finished).toBeNull();
    expect(foldStep(restarted, step('image-transfer', 35, 60)).finished).toBe(restarted);
  });
  it('never keeps more devices than allowed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }), (keys) => {
        const joined = correlator(settings());
        let ended = 0;
        for (const key of keys)
          ended += joined.add({ key: String(key), name: null, platform: null }, step('boot-change', 45, 0)).ended
            .length;
        expect(joined.open().length).toBeLessThanOrEqual(3);
        expect(ended + joined.open().length).toBeGreaterThanOrEqual(new Set(keys).size);
      }),
    );
  });
  it('goes on with a restored alert under its id, as if nothing had happened', () => {
    const steps = [step('image-transfer', 35, 0), step('boot-change', 45, 1), step('restarted', 40, 2)];
    const before = alertOf(steps.slice(0, 2));
    const again = correlator(settings());
    if (before !== undefined) again.restore(subject, before);
    const last = steps[2];
    expect(last === undefined ? null : again.add(subject, last).joinedTo?.alert()).toEqual(alertOf(steps));
  });
});
