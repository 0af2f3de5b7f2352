import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { epochMs } from '../../../../src/core/brands.ts';
import { err, type Result } from '../../../../src/core/result.ts';
import type { RecordFailure } from '../../../../src/record-ports.ts';
import { logLine } from '../../../integration/agent-kit.ts';
import { memoryRecord } from '../../../integration/audit-kit.ts';
import { agentStage, hostsNamed, type Stage, until } from './agent-stage.ts';
import { agentConfiguration } from './intake-kit.ts';
import { plainMemory } from './manual-time.ts';

const quick = 'verification: {settle: 20ms, perDeviceEvery: 0s}\n';
let stage: Stage | null = null;
afterEach(async () => {
  await stage?.agent.stop();
  stage = null;
});
const whole = { select: {}, hash: false, by: 'siem' };
const cuttable = (ms: number) => (_: string, order: { readonly signal: AbortSignal }) =>
  sleep(ms, undefined, { signal: order.signal }).catch(() => undefined);

describe('the agent', () => {
  it('asks the device of an alert at once while it audits 1,000 devices, and one at a time', async () => {
    const open = new Map<string, number>();
    let together = 0;
    stage = await agentStage({
      hosts: hostsNamed(1_000),
      settings: quick,
      async session(device, order) {
        open.set(device, (open.get(device) ?? 0) + 1);
        together = Math.max(together, open.get(device) ?? 0);
        await cuttable(order.afterAlert ? 5 : 300)(device, order);
        open.set(device, (open.get(device) ?? 0) - 1);
      },
    });
    const { api, receive, sessions, record } = stage;
    expect(api.requestAudit(whole)).toMatchObject({ value: { devices: 1_000 } });
    await until(() => sessions.length >= 64);
    const begun = Date.now();
    receive(logLine.bootOlder('d999')); // its turn is last
    receive(logLine.bootOlder('d0')); // it is asked right now
    const asked = () => sessions.filter(({ order }) => order.afterAlert).map(({ device }) => device);
    await until(() => asked().length === 2, 'two verifications', 5_000);
    expect(Date.now() - begun).toBeLessThan(2_000);
    expect([...asked()].sort()).toEqual(['d0', 'd999']);
    await until(() => record.alerts({ dispositions: ['inconclusive'] }).length === 2, 'both verdicts');
    expect(sessions.length).toBeLessThan(1_000);
    await until(() => sessions.filter(({ device, order }) => device === 'd0' && !order.afterAlert).length === 2);
    expect(together).toBe(1);
  }, 30_000);

  it('records alerts of many devices at once, and asks no more of them together than allowed', async () => {
    let open = 0;
    let most = 0;
    stage = await agentStage({
      hosts: hostsNamed(200),
      settings: 'verification: {settle: 20ms, perDeviceEvery: 0s, concurrency: 5}\n',
      async session() {
        open += 1;
        most = Math.max(most, open);
        await sleep(2);
        open -= 1;
      },
    });
    const { receive, record, metric, told } = stage;
    for (let at = 0; at < 200; at++) receive(logLine.bootOlder(`d${at}`));
    await until(() => record.alerts({ dispositions: ['inconclusive'] }).length === 200, '200 verdicts', 20_000);
    expect(most).toBe(5);
    expect(metric('pawl_alerts_total')).toBe(200);
    expect(metric('pawl_queue_depth verifications')).toBe(0);
    expect(metric('pawl_alerts inconclusive')).toBe(200);
    expect([metric('pawl_devices unverified'), metric('pawl_devices none')]).toEqual([200, 0]);
    await until(() => told.filter(({ kind }) => kind === 'alert-inconclusive').length === 200, 'what is told');
  }, 30_000);

  it('audits when a schedule is due, and tells of what was missed while it was down', async () => {
    let now = Date.UTC(2026, 4, 20, 1, 59);
    const memory = plainMemory();
    const settings =
      'schedules: [{name: nightly, cron: "0 2 * * *", timeZone: UTC, select: {device: "d1*"}, hash: true}]\n';
    const first = await agentStage({ hosts: hostsNamed(12), settings, memory, now: () => now });
    first.minute();
    expect(first.sessions).toEqual([]);
    now += 60_000;
    first.minute();
    await until(() => first.record.audits()[0]?.finishedAt != null, 'the audit');
    expect(first.sessions.map(({ device }) => device).sort()).toEqual(['d1', 'd10', 'd11']);
    expect(first.record.audits()).toMatchObject([{ trigger: 'schedule', by: 'schedule nightly', outcome: 'finished' }]);
    await until(() => first.told.some(({ kind }) => kind === 'audit-finished'), 'its event');
    await first.agent.stop();

    now += 3 * 86_400_000 + 3_600_000;
    stage = await agentStage({ hosts: hostsNamed(12), settings, memory, record: first.record, now: () => now });
    await until(() => stage?.sessions.length === 3, 'the audit that is made up for');
    expect(stage.log).toContain('warn schedule nightly: 2 earlier runs were missed');
    expect(stage.log).toContain('warn schedule nightly: made up for now, it was due at 2026-05-23T02:00Z');
    expect(stage.metric('pawl_schedule_missed_total nightly')).toBe(1);
  });

  it('begins no further device at its end, and lets those finish that run', async () => {
    let finished = 0;
    const running = await agentStage({
      hosts: hostsNamed(200),
      settings: 'concurrency: {total: 10}\n',
      async session(device, order) {
        await cuttable(200)(device, order);
        finished += 1;
      },
    });
    const asked = running.api.requestAudit(whole);
    await until(() => running.sessions.length === 10);
    const begun = Date.now();
    await running.agent.stop();
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect([running.sessions.length, finished]).toEqual([10, 10]);
    const audit = running.record.audits().find(({ id }) => asked.ok && id === asked.value.id);
    expect(audit).toMatchObject({ outcome: 'cancelled', verdicts: { unverified: 10 } });
    expect(running.api.requestAudit(whole)).toMatchObject({ error: { kind: 'unavailable' } });
    expect(running.api.readiness()).toMatchObject({ ready: false, why: ['the agent is ending'] });
  });

  it('ends on record what an earlier run was in when it was killed, and nothing of others', async () => {
    const record = memoryRecord();
    const audit = (id: string, trigger: 'schedule' | 'alert' | 'manual', by: string | null) =>
      record.startAudit({ id, trigger, startedAt: epochMs(1), selected: [], alert: null, by });
    audit('night', 'schedule', 'schedule nightly');
    audit('by-agent', 'alert', 'restart');
    audit('by-hand', 'alert', null);
    audit('manual', 'manual', null);
    stage = await agentStage({ hosts: hostsNamed(1), record });
    const cut = record.audits({}).filter(({ outcome }) => outcome === 'cancelled');
    expect(cut.map(({ id }) => id).sort()).toEqual(['by-agent', 'night']);
    expect(stage.log).toEqual(['warn audit night (schedule nightly) was cut short by the end of the run before']);
  });

  it('refuses an audit of nothing, and more than a few at once', async () => {
    stage = await agentStage({ hosts: hostsNamed(3), session: cuttable(500) });
    const { api } = stage;
    expect(api.requestAudit({ ...whole, select: { device: ['nobody'] } })).toMatchObject({
      error: { kind: 'invalid' },
    });
    for (let count = 0; count < 4; count++) expect(api.requestAudit(whole).ok).toBe(true);
    expect(api.requestAudit(whole)).toMatchObject({ error: { kind: 'unavailable' } });
  });

  it('goes on under other files: their devices, their threshold', async () => {
    stage = await agentStage({ hosts: hostsNamed(1), settings: quick });
    const { agent, receive, sessions, record } = stage;
    receive(logLine.bootOlder('d1'));
    await until(() => record.alerts({}).length === 1);
    await sleep(60);
    expect(sessions).toEqual([]);
    const kept = agent.reconfigure(agentConfiguration(hostsNamed(2), quick));
    expect(kept).toEqual(['`http` changes when the agent is started again']);
    receive(logLine.bootOlder('d1'));
    await until(() => sessions.length === 1, 'the verification of the new device');
    expect(sessions[0]?.device).toBe('d1');
  });

  it('stays up on a full disk, says so, and goes on when there is room', async () => {
    let isFull = false;
    const failure = { kind: 'full', message: 'the disk is full', advice: 'make room' } as const;
    const plain = memoryRecord();
    const unlessFull =
      <A extends readonly unknown[], T>(write: (...given: A) => Result<T, RecordFailure>) =>
      (...given: A): Result<T, RecordFailure> =>
        isFull ? err(failure) : write(...given);
    const record = {
      ...plain,
      recordAlerts: unlessFull(plain.recordAlerts),
      startAudit: unlessFull(plain.startAudit),
      together: unlessFull(plain.together),
    };
    const memory = plainMemory();
    stage = await agentStage({
      hosts: hostsNamed(2),
      settings: quick,
      record,
      memory,
      parts: { isWritable: () => !isFull },
    });
    const { receive, api, log } = stage;
    isFull = true;
    memory.broken(true);
    receive(logLine.bootOlder('d1'));
    await until(() => log.some((line) => line.includes('indicators wait, they cannot be stored')), 'the word of it');
    await until(() => !api.readiness().ready);
    expect(api.readiness().why).toEqual(['the database takes no writes']);
    expect(api.requestVerification({ device: 'd0', alert: null, by: 'siem' })).toMatchObject({
      error: { kind: 'unavailable' },
    });
    expect(record.alerts({})).toEqual([]);
    isFull = false;
    memory.broken(false);
    await until(() => record.alerts({ dispositions: ['inconclusive'] }).length === 1, 'the verdict');
    expect(log).toContain('info indicators are stored again');
    await until(() => api.readiness().ready);
  }, 30_000);

  it('tells why it cannot begin, and leaves nothing open', async () => {
    let closed = 0;
    const close = async (): Promise<void> => {
      closed += 1;
    };
    const parts = {
      http: async () => ({ ok: false, error: 'cannot listen on http 127.0.0.1:8686: EADDRINUSE' }) as const,
      listen: async () => ({
        ok: true as const,
        value: { ports: {}, notes: [], drops: async () => null, close },
      }),
    };
    await expect(agentStage({ hosts: hostsNamed(1), parts })).rejects.toThrow('cannot listen on http 127.0.0.1:8686');
    expect(closed).toBe(1);
  });
});
