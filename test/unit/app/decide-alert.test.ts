import { expect, test } from 'vitest';
import { decideAlert } from '../../../src/app/decide-alert.ts';
import type { Alert } from '../../../src/core/alert.ts';
import { deviceName, epochMs } from '../../../src/core/brands.ts';
import type { JudgedDevice } from '../../../src/core/judgement.ts';
import { unknownDevice } from '../../../src/core/unknown-facts.ts';
import { memoryRecord } from '../../integration/audit-kit.ts';

const heard = Date.UTC(2026, 4, 20, 12);
const alert: Alert = {
  id: 'a1',
  device: 'r1',
  platform: null,
  stage: 'staged',
  score: 45,
  disposition: 'open',
  labels: [],
  openedAt: heard,
  updatedAt: heard,
  steps: [],
};
const judged = (device: string, evidenceAt: number): JudgedDevice => ({
  device: deviceName(device),
  platform: 'p',
  verdict: 'compliant',
  reason: null,
  assurance: null,
  digestAgeMs: null,
  historySince: null,
  evidenceAt: epochMs(evidenceAt),
  facts: unknownDevice('p', []),
  members: [],
  baseline: null,
  images: [],
  findings: [],
  changes: [],
});

test('a verification by hand decides the alert that it was for, and records it', () => {
  const record = memoryRecord();
  record.recordAlerts([alert]);
  expect(decideAlert(record, 'a1', judged('r1', heard + 1), 'audit')).toMatchObject({
    value: { disposition: 'refuted', outcome: { audit: 'audit', verdict: 'compliant' } },
  });
  expect(record.alertById('a1')?.disposition).toBe('refuted');
  expect(decideAlert(record, 'a1', judged('r1', heard + 2), 'later')).toEqual({ ok: true, value: null });
});

test('it decides no alert of another device, none that is not on record, and refutes none by older evidence', () => {
  const record = memoryRecord();
  record.recordAlerts([alert]);
  expect(decideAlert(record, 'a1', judged('r2', heard + 1), 'audit')).toEqual({ ok: true, value: null });
  expect(decideAlert(record, 'a9', judged('r1', heard + 1), 'audit')).toEqual({ ok: true, value: null });
  decideAlert(record, 'a1', judged('r1', heard - 1), 'audit');
  expect(record.alertById('a1')?.disposition).toBe('inconclusive');
});
