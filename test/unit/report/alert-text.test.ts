import { describe, expect, it } from 'vitest';
import type { Alert, AlertStep } from '../../../src/core/alert.ts';
import { alertsTable, alertText } from '../../../src/report/alert-text.ts';

const step = (more: Partial<AlertStep> = {}): AlertStep => ({
  file: 'night.log',
  lineNumber: 7,
  at: Date.UTC(2026, 3, 2, 2, 12, 45),
  kind: 'boot-change',
  detail: null,
  score: 75,
  rule: 'cisco-boot-system',
  user: 'ops',
  source: '198.51.100.7',
  command: 'boot system flash:old.bin',
  image: 'old.bin',
  version: '12.2(58)SE2',
  direction: 'older',
  outcome: null,
  line: 'the whole line',
  ...more,
});
const alert = (more: Partial<Alert> = {}): Alert => ({
  id: 'alert-0123456789abcdef',
  device: 'r9',
  platform: null,
  stage: 'boot-changed',
  score: 75,
  disposition: 'open',
  labels: ['lab'],
  chains: ['C4', 'C5'],
  openedAt: Date.UTC(2026, 3, 2, 2, 12, 45),
  updatedAt: Date.UTC(2026, 3, 2, 2, 13),
  steps: [step({ signs: ['sequence-fell'] })],
  ...more,
});

describe('an alert for a person', () => {
  it('says what it is, its chains, and step by step who did what, on which line', () => {
    expect(alertText(alert(), 80)).toBe(`alert-0123456789abcdef  r9  open
stage boot-changed, score 75, lab
1 line, 2026-04-02T02:12:45.000Z to 2026-04-02T02:13:00.000Z
C4 staged: what boots next was changed, and the restart is still to come
C5 evasion: a log target was taken away, or lines are missing

2026-04-02T02:12:45.000Z  boot-change  score 75
  release 12.2(58)SE2, older than before
  ops from 198.51.100.7: boot system flash:old.bin
  the device numbers its lines anew, and no line told of a restart
  night.log:7, rule cisco-boot-system
    the whole line`);
  });
  it('says what evidence made of it', () => {
    const outcome = {
      evidenceAt: Date.UTC(2026, 3, 2, 3),
      verdict: 'downgraded' as const,
      reason: null,
      audit: 'a1',
      verification: 'v1',
      finding: 'f1',
      otherFinding: null,
      ticket: null,
      versionBefore: '15.0(2)SE11',
      versionAfter: '12.2(58)SE2',
    };
    const text = alertText(alert({ disposition: 'confirmed', outcome }), 80).replace(/\n +/g, ' ');
    expect(text).toContain(
      'device asked: downgraded, at 2026-04-02T03:00:00.000Z, 15.0(2)SE11 -> 12.2(58)SE2, finding f1, audit a1',
    );
  });
  it('stays within the width, printable and short, whatever a line says', () => {
    const nasty = `\u001b[2J\u0007${'x'.repeat(5000)} \u202e${'word '.repeat(5000)}`;
    const hostile = alert({
      device: nasty.slice(0, 60),
      labels: [nasty.slice(0, 300)],
      steps: [step({ command: nasty, line: nasty, user: nasty.slice(0, 100), version: null, at: null })],
    });
    for (const text of [alertText(hostile, 80), alertsTable([hostile], 80)]) {
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      expect(text.length).toBeLessThan(4000);
    }
    const body = alertText(hostile, 80).split('\n').slice(1);
    expect(Math.max(...body.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

it('a table of alerts has two lines an alert, and says when there is none', () => {
  expect(alertsTable([alert(), alert({ device: null, chains: [], labels: [] })], 80)).toBe(
    `alert                   device   stage         score  disposition
alert-0123456789abcdef  r9       boot-changed  75     open
  2026-04-02T02:13:00.000Z; 1 line; C4 staged, C5 evasion; lab
alert-0123456789abcdef  unknown  boot-changed  75     open
  2026-04-02T02:13:00.000Z; 1 line`,
  );
  expect(alertsTable([], 80)).toBe('no alerts');
});
