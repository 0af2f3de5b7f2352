import { describe, expect, it } from 'vitest';
import { type AlertEvidence, alertOutcome } from '../../../src/compare/alert-outcome.ts';
import type { Alert, AlertStep } from '../../../src/core/alert.ts';
import { deviceName, epochMs } from '../../../src/core/brands.ts';
import type { Finding } from '../../../src/core/finding.ts';
import type { JudgedDevice, JudgedMember } from '../../../src/core/judgement.ts';
import { reason } from '../../../src/core/reason.ts';
import { unknownMember } from '../../../src/core/unknown-facts.ts';

const day = 86_400_000;
const week = 7 * day;
const heard = Date.UTC(2026, 4, 20, 12);

const step: AlertStep = {
  file: 'udp 192.0.2.1',
  lineNumber: 1,
  at: heard,
  kind: 'boot-change',
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
  line: 'l',
};
const alert = (more: Partial<Alert> = {}): Alert => ({
  id: 'alert-1',
  device: 'edge1',
  platform: null,
  stage: 'boot-changed',
  score: 45,
  disposition: 'verifying',
  labels: [],
  openedAt: heard,
  updatedAt: heard,
  steps: [step],
  ...more,
});
const finding = (type: Finding['type'], more: Partial<Finding> = {}): Finding => ({
  id: `f-${type}`,
  device: deviceName('edge1'),
  type,
  subject: '',
  member: 'self',
  severity: 'high',
  expected: 'new',
  observed: 'old',
  status: 'open',
  labels: [],
  authorizedBy: null,
  closedBecause: null,
  closedNote: null,
  firstSeen: epochMs(heard + 30_000),
  lastSeen: epochMs(heard + 30_000),
  closedAt: null,
  evidence: [],
  step: null,
  baselineRevision: null,
  ...more,
});
const stepAt = (at: number | null, between: [number | null, number] | null = null): Finding['step'] => ({
  from: '17.09.04a',
  to: '17.06.05',
  at: at === null ? null : epochMs(at),
  between: between === null ? null : [between[0] === null ? null : epochMs(between[0]), epochMs(between[1])],
});
const window = { kind: 'window', name: 'CHG1', ticket: 'CHG1', by: 'board' } as const;
const member: JudgedMember = {
  id: 'self',
  facts: { ...unknownMember('self', reason('unsupported', 'not asked')), version: '17.09.04a' },
  reference: null,
  verdict: 'compliant',
  missing: [],
  next: null,
};
const evidence = (judged: Partial<JudgedDevice>, more: Partial<AlertEvidence> = {}): AlertEvidence => ({
  judged: {
    device: deviceName('edge1'),
    platform: 'p',
    verdict: 'compliant',
    reason: null,
    assurance: null,
    digestAgeMs: null,
    historySince: null,
    evidenceAt: epochMs(heard + 30_000),
    facts: null,
    members: [member],
    baseline: null,
    images: [],
    findings: [],
    changes: [],
    ...judged,
  },
  fresh: true,
  audit: 'a1',
  verification: 'v1',
  ...more,
});
const outcome = (given: AlertEvidence, of: Alert = alert()) => {
  const { disposition, outcome: told, labels } = alertOutcome(of, given, week);
  return { disposition, finding: told.finding, other: told.otherFinding, reason: told.reason, labels };
};

describe('what evidence makes of an alert', () => {
  it('confirms it by a step back or a changed image that is later than the first indicator minus the window', () => {
    const late = finding('os-downgraded', { step: stepAt(heard + 10_000) });
    expect(outcome(evidence({ verdict: 'downgraded', findings: [late] }))).toMatchObject({
      disposition: 'confirmed',
      finding: late.id,
      other: null,
    });
    expect(
      outcome(evidence({ verdict: 'tampered', findings: [finding('image-hash-mismatch', { severity: 'critical' })] }))
        .disposition,
    ).toBe('confirmed');
    const inWindow = finding('os-downgraded', { step: stepAt(heard - 6 * day) });
    expect(outcome(evidence({ verdict: 'downgraded', findings: [inWindow] })).disposition).toBe('confirmed');
  });

  it('reports an older step as a finding and leaves the alert inconclusive with it', () => {
    const old = finding('os-downgraded', { step: stepAt(heard - 8 * day), firstSeen: epochMs(heard - 8 * day) });
    expect(outcome(evidence({ verdict: 'downgraded', findings: [old] }))).toMatchObject({
      disposition: 'inconclusive',
      finding: null,
      other: old.id,
      reason: 'os-downgraded is older than this alert',
    });
  });

  it('takes the latest time at which a step can have been where its own is unknown', () => {
    const issu = finding('os-downgraded', { step: stepAt(null, [heard - 30 * day, heard + 5_000]) });
    expect(outcome(evidence({ verdict: 'downgraded', findings: [issu] })).disposition).toBe('confirmed');
    const long = finding('os-downgraded', { step: stepAt(null, [null, heard - 20 * day]) });
    expect(outcome(evidence({ verdict: 'downgraded', findings: [long] })).disposition).toBe('inconclusive');
  });

  it('is pending while the next boot is older than what runs, however long ago that began', () => {
    const pending = finding('os-downgrade-pending', { firstSeen: epochMs(heard - 90 * day) });
    expect(outcome(evidence({ verdict: 'downgrade-pending', findings: [pending] })).disposition).toBe('pending');
    const unreachable = reason('unreachable', 'no answer');
    expect(
      outcome(evidence({ verdict: 'downgrade-pending', reason: unreachable, evidenceAt: null, findings: [pending] }))
        .disposition,
    ).toBe('pending');
  });

  it('is pending by an older image only where that was newly staged', () => {
    const staged = finding('os-downgrade-staged');
    expect(outcome(evidence({ verdict: 'noncompliant', findings: [staged] })).disposition).toBe('pending');
    const kept = finding('os-downgrade-staged', { firstSeen: epochMs(heard - 90 * day) });
    expect(outcome(evidence({ verdict: 'noncompliant', findings: [kept] })).disposition).toBe('inconclusive');
  });

  it('is refuted by a compliant verdict with evidence younger than the last indicator, and by nothing less', () => {
    expect(outcome(evidence({})).disposition).toBe('refuted');
    expect(outcome(evidence({ evidenceAt: epochMs(heard) })).disposition).toBe('inconclusive');
    expect(outcome(evidence({}), alert({ updatedAt: heard + 40_000 }))).toMatchObject({
      disposition: 'inconclusive',
      reason: 'the evidence is older than the last indicator',
    });
    expect(outcome(evidence({ evidenceAt: null })).disposition).toBe('inconclusive');
    expect(outcome(evidence({}, { fresh: false })).reason).toMatch(/^digest-too-old: /);
    const wrong = finding('os-not-approved');
    expect(outcome(evidence({ verdict: 'noncompliant', findings: [wrong] }))).toMatchObject({
      disposition: 'inconclusive',
      finding: wrong.id,
      reason: 'noncompliant: os-not-approved, expected new, observed old',
    });
  });

  it('says why it is inconclusive', () => {
    expect(
      outcome(evidence({ verdict: 'unverified', reason: reason('unreachable', 'no answer'), evidenceAt: null })),
    ).toMatchObject({ disposition: 'inconclusive', reason: 'unreachable: no answer' });
  });

  it('is authorized by a decision that covers the step, beside other faults too, and not by old evidence', () => {
    const covered = finding('os-downgraded', { step: stepAt(heard), authorizedBy: window });
    const result = alertOutcome(alert(), evidence({ verdict: 'authorized', findings: [covered] }), week);
    expect(result).toMatchObject({ disposition: 'authorized', outcome: { finding: covered.id, ticket: 'CHG1' } });
    const beside = [covered, finding('ssh-crypto-weakened', { severity: 'medium' })];
    expect(outcome(evidence({ verdict: 'noncompliant', findings: beside })).disposition).toBe('authorized');
    expect(
      outcome(evidence({ verdict: 'authorized', findings: [covered], evidenceAt: epochMs(heard) })).disposition,
    ).toBe('inconclusive');
    const other = finding('patch-removed', { step: stepAt(heard) });
    expect(outcome(evidence({ verdict: 'downgraded', findings: [covered, other] })).disposition).toBe('confirmed');
  });

  it('is undecided where a window covers a step of unknown time', () => {
    const untimed = finding('os-downgraded', { step: stepAt(heard), labels: ['step-time-unknown'] });
    const why = reason('step-time-unknown', 'a window covers it');
    expect(outcome(evidence({ verdict: 'unverified', reason: why, findings: [untimed] })).disposition).toBe(
      'inconclusive',
    );
  });

  it('keeps what was confirmed, until its finding is authorised after the fact', () => {
    const late = finding('os-downgraded', { step: stepAt(heard) });
    const first = alertOutcome(alert(), evidence({ verdict: 'downgraded', findings: [late] }), week);
    const confirmed = alert({ disposition: 'confirmed', outcome: first.outcome });
    expect(outcome(evidence({ evidenceAt: epochMs(heard + day) }), confirmed)).toMatchObject({
      disposition: 'confirmed',
      finding: late.id,
    });
    const afterwards = { ...late, authorizedBy: { ...window, kind: 'retrospective' as const } };
    expect(outcome(evidence({ verdict: 'authorized', findings: [afterwards] }), confirmed).disposition).toBe(
      'authorized',
    );
  });

  it('labels a refuted alert whose newer image lies on the device', () => {
    const next = {
      kind: 'image' as const,
      image: 'flash:x',
      version: '17.12.04',
      versionFrom: 'install-state' as const,
      exists: true,
      fallbacks: [],
      implicit: false,
    };
    expect(outcome(evidence({ members: [{ ...member, next }] }))).toMatchObject({
      disposition: 'refuted',
      labels: ['prestage'],
    });
    expect(outcome(evidence({})).labels).toEqual([]);
    expect(outcome(evidence({}), alert({ labels: ['prestage'] })).labels).toEqual(['prestage']);
  });

  it('tells the versions before and after the step', () => {
    const late = finding('os-downgraded', { step: stepAt(heard) });
    expect(alertOutcome(alert(), evidence({ verdict: 'downgraded', findings: [late] }), week).outcome).toMatchObject({
      verdict: 'downgraded',
      versionBefore: '17.09.04a',
      versionAfter: '17.06.05',
      audit: 'a1',
      verification: 'v1',
    });
  });
});
