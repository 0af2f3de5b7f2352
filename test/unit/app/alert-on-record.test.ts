import { describe, expect, it } from 'vitest';
import { alertOnRecord } from '../../../src/app/alert-on-record.ts';
import type { Alert, AlertStep, Disposition } from '../../../src/core/alert.ts';

const step = (at: number): AlertStep => ({
  file: 'a.log',
  lineNumber: at,
  at,
  kind: 'boot-change',
  detail: null,
  score: 45,
  rule: 'r',
  user: null,
  source: null,
  command: null,
  image: null,
  version: null,
  direction: null,
  outcome: null,
  line: '',
});
const alert = (disposition: Disposition, steps = 1, more: Partial<Alert> = {}): Alert => ({
  id: 'alert-1',
  device: 'r9',
  platform: null,
  stage: 'boot-changed',
  score: 45,
  disposition,
  labels: [],
  openedAt: 1,
  updatedAt: steps,
  steps: Array.from({ length: steps }, (_, at) => step(at + 1)),
  ...more,
});

describe('an alert that is read again', () => {
  it('is what the lines say where nothing is on record, or no evidence was judged', () => {
    const now = alert('authorized');
    for (const before of [null, alert('open'), alert('authorized')]) expect(alertOnRecord(before, now)).toBe(now);
  });
  it.each<Disposition>(['verifying', 'confirmed', 'pending', 'refuted', 'inconclusive'])(
    'stays %s without further lines',
    (disposition) => {
      const before = alert(disposition, 2);
      expect(alertOnRecord(before, alert('open', 2))).toBe(before);
      expect(alertOnRecord(before, alert('open', 1))).toBe(before);
    },
  );
  it.each<[Disposition, Disposition]>([
    ['confirmed', 'confirmed'],
    ['pending', 'pending'],
    ['verifying', 'verifying'],
    ['refuted', 'open'],
    ['inconclusive', 'open'],
  ])('that was %s is %s with further lines, and keeps its score', (before, after) => {
    expect(alertOnRecord(alert(before, 1, { score: 90 }), alert('authorized', 2))).toMatchObject({
      disposition: after,
      score: 90,
      steps: [{}, {}],
    });
  });
});
