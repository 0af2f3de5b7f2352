import { describe, expect, it } from 'vitest';
import type { AlertStep } from '../../../src/core/alert.ts';
import type { ChangeWindow, Target } from '../../../src/core/baseline.ts';
import { epochMs } from '../../../src/core/brands.ts';
import { isCovered } from '../../../src/correlate/covered.ts';

const minute = 60_000;
const start = Date.UTC(2026, 11, 1, 20);
const step = (kind: AlertStep['kind'], minutes: number | null, more: Partial<AlertStep> = {}): AlertStep => ({
  file: 'a.log',
  lineNumber: 1,
  at: minutes === null ? null : start + minutes * minute,
  kind,
  detail: null,
  score: 45,
  rule: 'r',
  user: 'ops',
  source: null,
  command: null,
  image: null,
  version: null,
  direction: null,
  outcome: null,
  line: '',
  ...more,
});
const window = (target: Partial<Target>, from = 0, to = 180): ChangeWindow => ({
  name: 'CHG1',
  select: {},
  from: epochMs(start + from * minute),
  to: epochMs(start + to * minute),
  ticket: 'CHG1',
  approvedBy: 'board',
  target: { version: null, patch: null, image: null, ...target },
  enteredAt: null,
});
const release = [window({ version: '17.12.04' })];
const order = (a: string, b: string) => (a.replace('.04', '.4') === b.replace('.04', '.4') ? 'same' : 'older');
const covered = (steps: readonly AlertStep[], windows: readonly ChangeWindow[] = release): boolean =>
  isCovered(steps, windows, order);
const bootLine = (minutes: number, image: string, version: string, command = `boot system flash:${image}`) =>
  step('boot-change', minutes, { image, version, command });

describe('a window covers', () => {
  it('steps that lie in it and tell its release, in any spelling', () => {
    expect(
      covered([step('install-op', 5, { version: '17.12.04' }), step('restarted', 30, { version: '17.12.4' })]),
    ).toBe(true);
  });
  it('steps that tell no release', () => {
    expect(covered([step('install-op', 5, { detail: 'rollback' }), step('reload-requested', 10)])).toBe(true);
  });
  it('its first and its last moment', () => {
    expect(covered([step('reload-requested', 0), step('reload-requested', 180)])).toBe(true);
    expect(covered([step('reload-requested', 181)])).toBe(false);
    expect(covered([step('reload-requested', -1)])).toBe(false);
  });
  it('its image wherever it lies, and no other', () => {
    const windows = [window({ image: 'flash:New.bin' })];
    expect(covered([bootLine(5, 'new.bin', '1.0')], windows)).toBe(true);
    expect(covered([bootLine(5, 'old.bin', '1.0')], windows)).toBe(false);
    expect(covered([bootLine(5, 'rogue.bin', '17.12.04')], [window({ version: '17.12.04', image: 'new.bin' })])).toBe(
      false,
    );
  });
  it('its patch by the name of the file, where it is for the patch alone', () => {
    const windows = [window({ patch: 'CSCwh00001' })];
    const named = (image: string) => [step('install-op', 5, { image })];
    expect(covered(named('cat9k.17.12.04.cscwh00001.SPA.smu.bin'), windows)).toBe(true);
    expect(covered(named('cat9k.17.12.04.CSCwh00002.SPA.smu.bin'), windows)).toBe(false);
    const removed = step('install-op', 5, { detail: 'remove', image: 'cat9k.17.12.04.CSCwh00001.SPA.smu.bin' });
    expect(covered([removed, step('install-op', 6, { detail: 'commit' })], windows)).toBe(true);
  });
  it('each step by one of several windows', () => {
    const windows = [window({ version: '17.12.04' }, 0, 60), window({ version: '17.12.04' }, 600, 700)];
    const steps = [step('image-transfer', 5, { version: '17.12.04' }), step('restarted', 650, { version: '17.12.04' })];
    expect(covered(steps, windows)).toBe(true);
    expect(covered([...steps, step('reload-requested', 300)], windows)).toBe(false);
  });
});

describe('a window does not cover', () => {
  it('another release, the one before, or one that may be rolled back to', () => {
    for (const version of ['17.06.05', '17.09.04a', '18.01.01'])
      expect(covered([step('install-op', 5, { version: '17.12.04' }), step('restarted', 30, { version })])).toBe(false);
  });
  it('a step whose time is not known', () => {
    expect(covered([step('reload-requested', null)])).toBe(false);
  });
  it('anything where there is none', () => {
    expect(covered([step('reload-requested', 5)], [])).toBe(false);
  });
});

describe('what is taken away', () => {
  it('is covered where it is not the target', () => {
    expect(
      covered([
        bootLine(5, 'old.bin', '17.06.05', 'no boot system flash:old.bin'),
        bootLine(6, 'new.bin', '17.12.04'),
        step('image-transfer', 9, { detail: 'deleted', image: 'old.bin', version: '17.06.05' }),
      ]),
    ).toBe(true);
  });
  it('is not covered where it is the target', () => {
    expect(covered([bootLine(5, 'new.bin', '17.12.04', 'no boot system flash:new.bin')])).toBe(false);
    expect(covered([step('image-transfer', 9, { detail: 'deleted', version: '17.12.04' })])).toBe(false);
  });
  it('and put back behind another within a minute is the fallback', () => {
    const reordered = (again: number) => [
      bootLine(5, 'old.bin', '17.06.05', 'no boot system flash:old.bin'),
      bootLine(5.2, 'new.bin', '17.12.04'),
      bootLine(again, 'old.bin', '17.06.05'),
    ];
    expect(covered(reordered(5.4))).toBe(true);
    expect(covered(reordered(8))).toBe(false);
  });
  it('and put back in front is the choice', () => {
    expect(
      covered([
        bootLine(5, 'old.bin', '17.06.05', 'no boot system flash:old.bin'),
        bootLine(5.2, 'old.bin', '17.06.05'),
        bootLine(5.4, 'new.bin', '17.12.04'),
      ]),
    ).toBe(false);
  });
});
