import { describe, expect, it } from 'vitest';
import type { VerificationJob, VerificationResult } from '../../../../src/agent-ports.ts';
import { verificationQueue } from '../../../../src/app/agent/verification-queue.ts';
import { deviceName, epochMs } from '../../../../src/core/brands.ts';
import { configuration } from '../../../integration/audit-kit.ts';
import { manualTime, plainMemory } from './manual-time.ts';

const names = Array.from({ length: 12 }, (_, at) => `d${at}`);
const { inventory } = configuration(
  [
    ...names.map((name) => `${name}: {platform: iosxe, username: audit}`),
    'old: {platform: iosxe, excluded: {reason: gone}}',
  ].join('\n'),
  [],
);
const good: VerificationResult = { audit: 'a', verdict: 'compliant', reason: null, findings: [] };

function scene(more: { concurrency?: number; every?: number; memory?: ReturnType<typeof plainMemory> } = {}) {
  const time = manualTime();
  const memory = more.memory ?? plainMemory();
  const begun: VerificationJob[] = [];
  const ends: ((result: VerificationResult | null) => void)[] = [];
  let id = 0;
  const queue = verificationQueue({
    memory,
    clock: time.clock,
    after: time.after,
    newId: () => `v${++id}`,
    limits: () => ({ concurrency: more.concurrency ?? 8, perDeviceEveryMs: more.every ?? 60_000 }),
    device: (name) => inventory.devices.find((device) => device.name === name) ?? null,
    run: (job, signal) =>
      new Promise((resolve) => {
        begun.push(job);
        ends.push(resolve);
        signal.addEventListener('abort', () =>
          resolve({ ...good, verdict: 'unverified', reason: { code: 'cancelled', message: 'cut' } }),
        );
      }),
  });
  const wish = (device: string, settleMs = 0, priority: VerificationJob['priority'] = 'alert', alert = `a-${device}`) =>
    queue.add({
      device: deviceName(device),
      alerts: [alert],
      by: priority,
      priority,
      notBefore: epochMs(time.now() + settleMs),
    });
  return { time, memory, queue, begun, ends, wish };
}
const devices = (jobs: readonly VerificationJob[]): readonly string[] => jobs.map(({ device }) => device);

describe('the queue of verifications', () => {
  it('begins after settling, the alert first, then who asked, then restarts, and never more than allowed', async () => {
    const { time, queue, begun, ends, wish } = scene({ concurrency: 2 });
    queue.start();
    wish('d1', 0, 'restart');
    expect(queue.request({ device: 'd2', alert: null, by: 'siem' }).ok).toBe(true);
    wish('d3', 0);
    wish('d4', 20_000);
    await time.pass(0);
    expect(devices(begun)).toEqual(['d3', 'd2']);
    ends[0]?.(good);
    await time.pass(20_000);
    expect(devices(begun)).toEqual(['d3', 'd2', 'd1']);
    ends[1]?.(good);
    await time.pass(0);
    expect(devices(begun)).toEqual(['d3', 'd2', 'd1', 'd4']);
  });

  it('lets a second wish for a waiting device join, which makes it more urgent and never later', async () => {
    const { time, queue, begun, wish } = scene();
    queue.start();
    const first = wish('d1', 20_000, 'restart', 'a1');
    await time.pass(15_000);
    const second = wish('d1', 20_000, 'alert', 'a2');
    expect(second).toMatchObject({ id: first.id, alerts: ['a1', 'a2'], priority: 'alert' });
    await time.pass(4_999);
    expect(begun).toEqual([]);
    await time.pass(1);
    expect(begun).toMatchObject([{ id: first.id, alerts: ['a1', 'a2'] }]);
  });

  it('asks a device again after the one that runs, and not sooner than allowed', async () => {
    const { time, queue, begun, ends, wish } = scene({ every: 60_000 });
    queue.start();
    wish('d1');
    await time.pass(0);
    const second = wish('d1', 0, 'alert', 'a2');
    await time.pass(30_000);
    expect(queue.isWaiting(deviceName('d1'))).toBe(true);
    ends[0]?.(good);
    await time.pass(29_999);
    expect(begun).toHaveLength(1);
    await time.pass(1);
    expect(begun[1]?.id).toBe(second.id);
  });

  it('gives the same verification for the same alert of another system, while it waits, runs, and is done', async () => {
    const { time, queue, begun, ends } = scene();
    queue.start();
    const ask = (alert: string | null) => queue.request({ device: 'd1', alert, by: 'siem' });
    const first = ask('INC-1');
    const id = first.ok ? first.value.id : '';
    expect(ask('INC-1')).toMatchObject({ value: { id, state: 'queued' } });
    await time.pass(0);
    expect(ask('INC-1')).toMatchObject({ value: { id, state: 'running' } });
    ends[0]?.(good);
    await time.pass(0);
    expect(ask('INC-1')).toMatchObject({ value: { id, state: 'done', result: good } });
    expect(queue.job(id)).toMatchObject({ state: 'done' });
    expect(ask('INC-2')).toMatchObject({ value: { state: 'queued' } });
    expect(begun).toHaveLength(1);
  });

  it('refuses what the inventory does not know, what is excluded, and what cannot be kept', () => {
    const { queue, memory } = scene();
    const ask = (device: string) => queue.request({ device, alert: null, by: 'siem' });
    expect(ask('nobody')).toMatchObject({ error: { kind: 'not-found' } });
    expect(ask('old')).toMatchObject({ error: { kind: 'conflict', message: expect.stringContaining('gone') } });
    memory.broken(true);
    expect(ask('d1')).toMatchObject({ error: { kind: 'unavailable' } });
  });

  it('takes up after a restart what waited and what ran, with its ids', async () => {
    const first = scene({ concurrency: 1 });
    first.queue.start();
    const [running, waits] = [first.wish('d1'), first.wish('d2')];
    await first.time.pass(1_000);
    expect(first.begun).toHaveLength(1);
    const second = scene({ memory: first.memory });
    second.queue.start();
    await second.time.pass(0);
    expect(second.begun.map(({ id }) => id).sort()).toEqual([running.id, waits.id].sort());
  });

  it('waits at its end for what runs, cuts it after the grace, and keeps it for the next run', async () => {
    const { time, memory, queue, ends, wish } = scene();
    queue.start();
    const [quick, slow] = [wish('d1'), wish('d2')];
    await time.pass(1_000);
    let stopped = false;
    const stopping = queue.stop(7_000).then(() => {
      stopped = true;
    });
    ends[0]?.(good);
    await time.pass(6_999);
    expect(stopped).toBe(false);
    await time.pass(1);
    await stopping;
    queue.close();
    const next = scene({ memory });
    next.queue.start();
    await next.time.pass(0);
    expect(next.queue.job(quick.id)).toMatchObject({ state: 'done', result: good });
    expect(next.begun.map(({ id }) => id)).toEqual([slow.id]);
  });

  it('asks again where nothing could be recorded', async () => {
    const { time, queue, begun, ends, wish } = scene({ every: 0 });
    queue.start();
    const job = wish('d1');
    await time.pass(0);
    ends[0]?.(null);
    await time.pass(29_999);
    expect(begun).toHaveLength(1);
    await time.pass(1);
    expect(begun[1]?.id).toBe(job.id);
  });

  it('waits no longer because the clock was set back', async () => {
    const { time, queue, begun, ends, wish } = scene({ every: 60_000 });
    queue.start();
    wish('d1');
    await time.pass(0);
    ends[0]?.(good);
    wish('d1', 20_000);
    time.setBack(3_600_000);
    await time.pass(60_000);
    expect(begun).toHaveLength(2);
  });

  it('keeps results, but not for ever', async () => {
    const { time, queue, ends, wish } = scene({ every: 0 });
    queue.start();
    const first = wish('d1', 0, 'alert', 'a0');
    for (let at = 0; at <= 5_000; at++) {
      if (at > 0) wish('d1', 0, 'alert', `a${at}`);
      await time.pass(1);
      ends.at(-1)?.(good);
      await time.pass(0);
    }
    expect(queue.job(first.id)).toBeNull();
    expect(queue.job('v5001')).toMatchObject({ state: 'done' });
  });
});
