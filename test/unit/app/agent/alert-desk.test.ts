import { describe, expect, it } from 'vitest';
import type { AgentLog, Metrics } from '../../../../src/agent-ports.ts';
import { alertDesk } from '../../../../src/app/agent/alert-desk.ts';
import type { Awaited } from '../../../../src/app/agent/reload-watch.ts';
import type { VerificationWish } from '../../../../src/app/agent/verification-queue.ts';
import type { AgentEvent } from '../../../../src/core/agent-event.ts';
import type { Alert, AlertStep, StepSign } from '../../../../src/core/alert.ts';
import { deviceName, epochMs } from '../../../../src/core/brands.ts';
import type { Finding } from '../../../../src/core/finding.ts';
import type { JudgedDevice } from '../../../../src/core/judgement.ts';
import { reason } from '../../../../src/core/reason.ts';
import { err } from '../../../../src/core/result.ts';
import { unknownDevice } from '../../../../src/core/unknown-facts.ts';
import type { RecordFailure, RecordStore } from '../../../../src/record-ports.ts';
import { configuration, inventoryDevice, memoryRecord } from '../../../integration/audit-kit.ts';
import { manualTime } from './manual-time.ts';

const r1 = deviceName('r1');
const settings = configuration('r1: {platform: iosxe, username: a, password: b}\n', []).settings.verification;
const silent: Metrics = {
  count: () => undefined,
  set: () => undefined,
  observe: () => undefined,
  onRead: () => undefined,
  text: async () => ({ contentType: '', body: '' }),
};

function scene(record: RecordStore = memoryRecord()) {
  const time = manualTime();
  const wishes: VerificationWish[] = [];
  const watched = new Map<string, Awaited>();
  const told: AgentEvent[] = [];
  const ended: string[] = [];
  const log: string[] = [];
  let isWaiting = false;
  let isFull = false;
  const full: RecordFailure = { kind: 'full', message: 'the disk is full', advice: 'make room' };
  const tell: AgentLog = (level, message) => void log.push(`${level} ${message}`);
  const desk = alertDesk({
    record: { ...record, recordAlerts: (alerts) => (isFull ? err(full) : record.recordAlerts(alerts)) },
    queue: {
      add(wish) {
        wishes.push(wish);
        return {
          id: 'v',
          ...wish,
          requestedAt: time.now(),
          state: 'queued',
          startedAt: null,
          finishedAt: null,
          result: null,
        };
      },
      isWaiting: () => isWaiting,
    },
    watch: {
      watch: (device, awaited) => void watched.set(device, awaited),
      unwatch: (device) => void watched.delete(device),
    },
    settings: () => settings,
    device: (name) => (name === 'r1' ? inventoryDevice({ name: r1 }) : null),
    isKnown: (name) => name === 'r1',
    onEnded: (alert) => void ended.push(alert),
    clock: time.clock,
    metrics: silent,
    tell: (event) => void told.push(event),
    log: tell,
  });
  const step = (kind: AlertStep['kind']): AlertStep => ({
    file: 'udp:192.0.2.1',
    lineNumber: 1,
    at: time.now(),
    kind,
    detail: null,
    score: 45,
    rule: 'r',
    user: 'mallory',
    source: null,
    command: null,
    image: null,
    version: null,
    direction: null,
    outcome: null,
    line: 'l',
  });
  return {
    time,
    desk,
    record,
    wishes,
    watched,
    told,
    ended,
    log,
    queued: (is: boolean) => {
      isWaiting = is;
    },
    full: (is: boolean) => {
      isFull = is;
    },
    /** One more line about the device, and its alert as the correlator has it then. */
    hear: (kind: AlertStep['kind'], more: Partial<Alert> = {}, signs: readonly StepSign[] = []) =>
      desk.heard([
        {
          step: { ...step(kind), ...(signs.length === 0 ? {} : { signs }) },
          alert: {
            id: 'a1',
            device: 'r1',
            platform: null,
            stage: 'boot-changed',
            score: 45,
            disposition: 'open',
            labels: [],
            openedAt: time.now(),
            updatedAt: time.now(),
            steps: [step(kind)],
            ...more,
          },
        },
      ]),
    verified: (judged: Partial<JudgedDevice>) =>
      desk.judged(device(time.now(), judged), { audit: 'audit', verification: 'v' }),
    audited: (judged: Partial<JudgedDevice>) =>
      desk.judged(device(time.now(), judged), { audit: 'audit', verification: null }),
    is: () => record.alertById('a1')?.disposition,
  };
}

const device = (now: number, more: Partial<JudgedDevice>): JudgedDevice => ({
  device: r1,
  platform: 'p',
  verdict: 'compliant',
  reason: null,
  assurance: null,
  digestAgeMs: null,
  historySince: null,
  evidenceAt: epochMs(now),
  facts: unknownDevice('p', []),
  members: [],
  baseline: null,
  images: [],
  findings: [],
  changes: [],
  ...more,
});
const finding = (type: Finding['type'], at: number): Finding => ({
  id: `f-${type}`,
  device: r1,
  type,
  subject: '',
  member: null,
  severity: 'high',
  expected: 'new',
  observed: 'old',
  status: 'open',
  labels: [],
  authorizedBy: null,
  closedBecause: null,
  closedNote: null,
  firstSeen: epochMs(at),
  lastSeen: epochMs(at),
  closedAt: null,
  evidence: [],
  step: null,
  baselineRevision: null,
});
const gone = { verdict: 'unverified', reason: reason('unreachable', 'no answer'), facts: null } as const;

describe('the desk of alerts', () => {
  it('has a device asked after settling, and tells of the alert, once its score reaches the threshold', () => {
    const { hear, wishes, told, time, is } = scene();
    hear('image-transfer', { score: 34 });
    expect([wishes, told, is()]).toEqual([[], [], 'open']);
    hear('boot-change', { score: 62 });
    expect(wishes).toMatchObject([
      { device: 'r1', alerts: ['a1'], priority: 'alert', notBefore: time.now() + settings.settleMs },
    ]);
    hear('boot-change', { score: 62 });
    expect(told.map(({ kind, user }) => [kind, user])).toEqual([['alert-opened', 'mallory']]);
  });

  it('has a device asked at low priority for a restart or a cancellation of any score', () => {
    const { hear, wishes } = scene();
    hear('restarted', { score: 10 });
    hear('reload-cancelled', { score: 0, stage: 'cancelled' });
    expect(wishes.map(({ priority }) => priority)).toEqual(['restart', 'restart']);
  });

  it('takes a line whose counters began anew for a restart', () => {
    const { hear, wishes } = scene();
    hear('logging-disabled', { score: 0 });
    expect(wishes).toEqual([]);
    hear('logging-disabled', { score: 0 }, ['sequence-fell']);
    expect(wishes).toMatchObject([{ device: 'r1', priority: 'restart' }]);
  });

  it('lets no line lower or end an alert', () => {
    const { hear, verified, is, time, record } = scene();
    hear('boot-change');
    verified({ verdict: 'downgrade-pending', findings: [finding('os-downgrade-pending', time.now())] });
    hear('reload-cancelled', { score: 0, stage: 'cancelled' });
    expect(is()).toBe('pending');
    expect(record.alertById('a1')?.score).toBe(45);
  });

  it('shows that a device is being asked, and what came of it', async () => {
    const { hear, desk, verified, is, time, told, ended } = scene();
    hear('boot-change');
    desk.began({
      id: 'v',
      device: r1,
      alerts: ['a1'],
      by: 'alert',
      priority: 'alert',
      requestedAt: time.now(),
      notBefore: time.now(),
      state: 'running',
      startedAt: time.now(),
      finishedAt: null,
      result: null,
    });
    expect(is()).toBe('verifying');
    await time.pass(20_000);
    verified({});
    expect(is()).toBe('refuted');
    expect(told.map(({ kind }) => kind)).toEqual(['alert-opened', 'alert-refuted']);
    expect(ended).toEqual(['a1']);
  });

  it('waits for the next verification where a line came during this one', async () => {
    const { hear, verified, is, time, queued } = scene();
    hear('boot-change');
    const early = device(time.now(), {});
    await time.pass(1_000);
    hear('reload-requested');
    queued(true);
    verified({ evidenceAt: early.evidenceAt });
    expect(is()).toBe('open');
    queued(false);
    await time.pass(1_000);
    verified({});
    expect(is()).toBe('refuted');
  });

  it('stays pending as long as that state lasts, also while the device is away, and watches closely for a while', async () => {
    const { hear, verified, audited, is, time, watched } = scene();
    hear('boot-change');
    const heardAt = time.now();
    const pending = { verdict: 'downgrade-pending', findings: [finding('os-downgrade-pending', heardAt)] } as const;
    verified(pending);
    expect(watched.get('r1')).toMatchObject({ until: heardAt + settings.waitReloadMs, isGone: false });
    verified({ ...gone, findings: pending.findings });
    expect([is(), watched.get('r1')?.isGone]).toEqual(['pending', true]);
    await time.pass(40 * 86_400_000);
    audited(pending);
    expect(is()).toBe('pending');
    verified({ verdict: 'downgraded', findings: [finding('os-downgraded', time.now())] });
    expect([is(), watched.size]).toEqual(['confirmed', 0]);
  });

  it('takes the announced time of a reload from the device', async () => {
    const { hear, verified, time, watched } = scene();
    hear('boot-change');
    const announcedAt = epochMs(time.now() + 3_600_000);
    const facts = {
      ...unknownDevice('p', []),
      scheduledReload: { kind: 'scheduled', text: '', at: announcedAt, by: null } as const,
    };
    verified({ verdict: 'downgrade-pending', facts, findings: [finding('os-downgrade-pending', time.now())] });
    expect(watched.get('r1')).toMatchObject({ announcedAt });
  });

  it('is inconclusive with the reason where a device is not to be had, and is decided when it is', async () => {
    const { hear, verified, is, time, record, watched, told } = scene();
    hear('boot-change', { stage: 'reload-pending' });
    verified(gone);
    expect(is()).toBe('inconclusive');
    expect(record.alertById('a1')?.outcome).toMatchObject({ reason: 'unreachable: no answer', evidenceAt: null });
    expect(watched.get('r1')).toMatchObject({ isGone: true });
    await time.pass(60_000);
    verified({ verdict: 'downgraded', findings: [finding('os-downgraded', time.now())] });
    expect(is()).toBe('confirmed');
    expect(told.map(({ kind }) => kind)).toEqual(['alert-opened', 'alert-inconclusive', 'alert-confirmed']);
  });

  it('watches closely where nothing shows what the next reload brings', () => {
    const { hear, verified, is, watched } = scene();
    hear('boot-change');
    verified({ verdict: 'noncompliant', reason: reason('boot-unresolved', 'the file was changed') });
    expect([is(), watched.get('r1')?.isGone]).toEqual(['inconclusive', false]);
  });

  it('lets an audit confirm, but not refute: that takes a verification, which it has made', async () => {
    const { hear, audited, is, time, wishes } = scene();
    hear('image-transfer', { score: 20 });
    await time.pass(3_600_000);
    audited({});
    expect(is()).toBe('open');
    expect(wishes).toMatchObject([{ device: 'r1', priority: 'restart', by: 'audit' }]);
    audited({ verdict: 'downgraded', findings: [finding('os-downgraded', time.now())] });
    expect(is()).toBe('confirmed');
  });

  it('takes up after a restart what is open, and has it asked', async () => {
    const first = scene();
    first.hear('boot-change');
    first.verified({
      verdict: 'downgrade-pending',
      findings: [finding('os-downgrade-pending', first.time.now())],
    });
    const second = scene(first.record);
    expect(second.desk.restore().map(({ id }) => id)).toEqual(['a1']);
    expect(second.wishes).toMatchObject([{ device: 'r1', alerts: ['a1'], priority: 'alert' }]);
    second.verified({ verdict: 'downgraded', findings: [finding('os-downgraded', second.time.now())] });
    expect(second.is()).toBe('confirmed');
  });

  it('leaves no alert verifying whose device is no longer in the inventory', () => {
    const first = scene();
    first.hear('boot-change');
    const alert = first.record.alertById('a1');
    if (alert === null) throw new Error('no alert');
    first.record.recordAlerts([{ ...alert, device: 'removed', disposition: 'verifying' }]);
    const second = scene(first.record);
    expect(second.desk.restore()).toEqual([]);
    expect([second.is(), second.wishes]).toEqual(['inconclusive', []]);
  });

  it('stores nothing of a batch that the record refuses, and takes the same batch again', () => {
    const { hear, full, is, wishes } = scene();
    full(true);
    expect(hear('boot-change').ok).toBe(false);
    expect([is(), wishes]).toEqual([undefined, []]);
    full(false);
    expect(hear('boot-change').ok).toBe(true);
    expect([is(), wishes.length]).toEqual(['open', 1]);
  });

  it('leaves further lines with the alert that was confirmed', async () => {
    const { hear, verified, is, time, told, ended } = scene();
    hear('boot-change');
    verified({ verdict: 'downgraded', findings: [finding('os-downgraded', time.now())] });
    hear('restarted', { stage: 'restarted' });
    verified({ verdict: 'downgraded', findings: [finding('os-downgraded', time.now())] });
    expect([is(), ended]).toEqual(['confirmed', []]);
    expect(told.map(({ kind }) => kind)).toEqual(['alert-opened', 'alert-confirmed']);
  });

  it('keeps in memory what it decided while the disk is full, and writes it when there is room', async () => {
    const { hear, full, verified, is, time, desk, log } = scene();
    hear('boot-change');
    await time.pass(1_000);
    full(true);
    verified({});
    expect(is()).toBe('open');
    expect(log.some((line) => line.includes('1 alerts are not stored yet'))).toBe(true);
    full(false);
    desk.save();
    expect(is()).toBe('refuted');
  });

  it('has nobody asked for a device that the inventory does not know', () => {
    const { hear, wishes, is, record, desk } = scene();
    hear('boot-change', { device: 'stranger' });
    expect([is(), wishes]).toEqual(['inconclusive', []]);
    hear('restarted', { device: 'stranger' });
    expect(is()).toBe('inconclusive');
    expect(record.alertById('a1')?.outcome?.reason).toBe('no device of the inventory has this name or address');
    expect(Object.values(desk.counts())).toEqual([0, 0, 0, 0, 0]);
  });
});
