import type { AgentApi, AgentLog, Deliver, FollowFile, Listening, ListenSyslog, Metrics } from '../../agent-ports.ts';
import type { HttpSettings } from '../../core/agent.ts';
import type { DeviceName, EpochMs } from '../../core/brands.ts';
import type { Device } from '../../core/inventory.ts';
import type { JudgedDevice } from '../../core/judgement.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { verdicts as allVerdicts, type Verdict } from '../../core/verdict.ts';
import type { After, AgentMemory, Clock } from '../../ports.ts';
import type { RecordStore } from '../../record-ports.ts';
import type { EventOrigin } from '../../report/event-syslog.ts';
import { streamFrames } from '../../syslog/stream-frames.ts';
import type { AuditTools, Observe } from '../audit-fleet.ts';
import { type Configuration, isExcluded } from '../configuration.ts';
import { type FleetMemory, fleetMemory } from '../fleet-memory.ts';
import { runSchedules } from '../run-schedules.ts';
import type { Sleep } from '../verify-device.ts';
import { followAccounting } from './accounting-files.ts';
import { alertDesk } from './alert-desk.ts';
import { agentApi } from './api.ts';
import { auditEvent } from './audit-event.ts';
import { deviceLocks } from './device-locks.ts';
import { fleetAudits } from './fleet-audits.ts';
import { createIntake } from './intake.ts';
import { kernelDropCounter } from './kernel-drops.ts';
import { openOutbox } from './notifier.ts';
import { reloadWatch } from './reload-watch.ts';
import { retention } from './retention.ts';
import { seenRestarts } from './seen-restarts.ts';
import { toldResults } from './told-results.ts';
import { verificationEvent } from './verification-event.ts';
import { verificationQueue } from './verification-queue.ts';
import { verifyJob } from './verify-job.ts';

/** What the agent is made of: the edges, open already. Whoever opened them closes them after `stop`. */
export type AgentParts = {
  readonly configuration: Configuration;
  readonly record: RecordStore;
  readonly memory: AgentMemory;
  /** True where a write reaches the disk. */
  readonly isWritable: () => boolean;
  readonly databaseBytes: () => number;
  /** Sessions over SSH under these files and the keys that are pinned now. */
  readonly observe: (configuration: Configuration) => Promise<Observe>;
  readonly probe: (device: Device) => Promise<boolean | null>;
  readonly listen: ListenSyslog;
  readonly follow: FollowFile;
  readonly everyMinute: (tick: () => void) => { readonly stop: () => Promise<void> };
  readonly deliver: Deliver;
  /** Answers over HTTP as the settings say. */
  readonly http: (settings: HttpSettings, api: AgentApi) => Promise<Result<HttpEdge, string>>;
  /** What events say of where they come from. */
  readonly origin: EventOrigin;
  readonly ownAddresses: readonly string[];
  readonly newId: () => string;
  readonly clock: Clock;
  readonly after: After;
  readonly sleep: Sleep;
  /** From 0 to 1. */
  readonly chance: () => number;
  readonly metrics: Metrics;
  readonly log: AgentLog;
};

export type HttpEdge = { readonly port: number; readonly close: () => Promise<void> };

export type Agent = {
  /** Where it listens, for a person. */
  readonly listening: readonly string[];
  readonly ports: Listening['ports'] & { readonly http?: number };
  /** Goes on under other files; gives what takes effect only when the agent is started again. */
  readonly reconfigure: (configuration: Configuration) => readonly string[];
  /** Counts files that were refused. */
  readonly refused: () => void;
  /** Ends within ten seconds; what was received, found and asked for is on disk then. */
  readonly stop: () => Promise<void>;
};

const maxMessageBytes = 64 * 1024;
/** An account that was stopped, or a key that was pinned meanwhile, is seen after this long at the latest. */
const sessionsAgeMs = 600_000;
const graceMs = 6_000;

/** Joins everything that `pawl serve` does and begins. Errors are sentences; nothing stays open after them. */
export async function startAgent(parts: AgentParts): Promise<Result<Agent, readonly string[]>> {
  const { record, memory, clock, after, sleep, newId, metrics, log, ownAddresses } = parts;
  let current = parts.configuration;
  let named = byName(current);
  let fleet: FleetMemory = fleetMemory(record);
  const locks = deviceLocks();
  const outbox = openOutbox(current.settings.notify, {
    memory,
    deliver: parts.deliver,
    origin: parts.origin,
    clock,
    after,
    chance: parts.chance,
    metrics,
    log,
  });
  const { tell } = outbox;
  const verdicts = new Map<DeviceName, Verdict>();
  const restarts = seenRestarts();

  const deviceOf = (name: string): Device | null => {
    const device = named.get(name);
    return device === undefined || isExcluded(device, clock.now()) ? null : device;
  };
  let tried: { readonly at: number; readonly took: boolean } | null = null;
  /** A write is tried once a second at most, however often somebody asks. */
  const isWritable = (): boolean => {
    const now = clock.now();
    if (tried === null || Math.abs(now - tried.at) >= 1_000) tried = { at: now, took: parts.isWritable() };
    return tried.took;
  };
  let sessions: { readonly since: EpochMs; readonly observe: Promise<Observe> } | null = null;
  const forVerifications = async (): Promise<AuditTools> => {
    const now = clock.now();
    if (sessions === null || now - sessions.since > sessionsAgeMs)
      sessions = { since: now, observe: parts.observe(current).then(locks.forVerifications) };
    return { configuration: current, record, clock, observe: await sessions.observe, fleet, ownAddresses };
  };
  const forAudits = async (): Promise<AuditTools> => {
    fleet = fleetMemory(record);
    const observe = locks.forAudits(await parts.observe(current));
    return { configuration: current, record, clock, observe, fleet, ownAddresses };
  };

  const told = toldResults(metrics, tell, clock);
  /** What goes wrong here must not stop the audit of other devices. */
  const onResult = (...result: Parameters<typeof follow>): void => guarded(() => follow(...result), log);
  const follow = (judged: JudgedDevice, audit: string, verification: string | null): void => {
    verdicts.set(judged.device, judged.verdict);
    told(judged, { audit, verification });
    const running = judged.members[0]?.facts?.version ?? null;
    if (running !== null) intake.runs(judged.device, running);
    desk.judged(judged, { audit, verification });
    const restarted = restarts.note(judged);
    if (restarted && verification === null && current.settings.verification.afterRestart)
      queue.add({ device: judged.device, alerts: [], by: 'restart', priority: 'restart', notBefore: clock.now() });
  };
  const queue = verificationQueue({
    memory,
    clock,
    after,
    newId,
    limits: () => current.settings.verification,
    device: (name) => named.get(name) ?? null,
    run: (job, signal) =>
      verifyJob(
        {
          device: deviceOf,
          tools: forVerifications,
          newId,
          onBegin: (begun) => desk.began(begun),
          onResult(judged, audit, asked) {
            onResult(judged, audit, asked.id);
            tell(verificationEvent(asked, judged, audit, clock.now()));
          },
          log,
        },
        job,
        signal,
      ),
  });
  const watch = reloadWatch({
    clock,
    after,
    async probe(name) {
      const device = deviceOf(name);
      return device === null ? null : parts.probe(device);
    },
    ask: (name) => desk.ask(name),
  });
  const desk = alertDesk({
    record,
    queue,
    watch,
    settings: () => current.settings.verification,
    device: deviceOf,
    isKnown: (name) => named.has(name),
    onEnded: (alert) => intake.end(alert),
    clock,
    metrics,
    tell,
    log,
  });
  const intake = createIntake({
    configuration: current,
    recordedWindows: () => record.windows(),
    ownAddresses: parts.ownAddresses,
    sink: desk,
    memory,
    clock,
    metrics,
    log,
  });
  const audits = fleetAudits({
    tools: forAudits,
    devices: () => current.inventory.devices,
    bounds: () => current.settings.concurrency,
    newId,
    clock,
    sleep,
    chance: parts.chance,
    onResult: (judged, audit) => onResult(judged, audit, null),
    onEnd: ({ id }) => tell(auditEvent(id, clock.now())),
    metrics,
    log,
  });
  const schedules = runSchedules({
    schedules: () => current.settings.schedules,
    memory,
    clock,
    run: audits.scheduled,
    tell({ name }, what, text) {
      log(what === 'failed' ? 'error' : 'warn', `schedule ${text}`);
      if (what === 'missed' || what === 'overlap') metrics.count('pawl_schedule_missed_total', { schedule: name });
    },
  });

  for (const last of record.lastJudgements()) {
    const { device, verdict, members } = last;
    verdicts.set(device, verdict);
    if (verdict !== 'unverified' && last.evidenceAt !== null)
      metrics.set('pawl_device_last_audit_timestamp_seconds', { device }, last.evidenceAt / 1000);
    restarts.note(last);
    const running = members[0]?.facts?.version ?? null;
    if (running !== null) intake.runs(device, running);
  }
  metrics.onRead(() => {
    for (const [disposition, count] of Object.entries(desk.counts()))
      metrics.set('pawl_alerts', { disposition }, count);
    for (const verdict of [...allVerdicts, 'none'])
      metrics.set(
        'pawl_devices',
        { verdict },
        current.inventory.devices.filter(({ name }) => (verdicts.get(name) ?? 'none') === verdict).length,
      );
    metrics.set('pawl_queue_depth', { queue: 'verifications' }, queue.depth());
    metrics.set('pawl_database_bytes', {}, parts.databaseBytes());
    metrics.set('pawl_database_writable', {}, isWritable() ? 1 : 0);
  });
  intake.restore(desk.restore());

  const listening = await parts.listen(current.settings.syslog, {
    frames: () => streamFrames(maxMessageBytes),
    onReceived: intake.receive,
    onShed: intake.shed,
    room: intake.room,
    onConnection: (channel, result) => metrics.count('pawl_connections_total', { channel, result }),
  });
  if (!listening.ok) {
    await Promise.all([intake.close(), outbox.close()]);
    return err(listening.error);
  }
  let isEnding = false;
  const api = agentApi({
    configuration: () => current,
    record,
    verifications: queue,
    audits,
    notifications: outbox,
    senders: intake.senders,
    together: memory.together,
    readiness() {
      const why = [
        ...(isEnding ? ['the agent is ending'] : []),
        ...(isWritable() ? [] : ['the database takes no writes']),
      ];
      return { ready: why.length === 0, why };
    },
    clock,
  });
  const { http: httpSettings } = current.settings;
  const http = httpSettings === null ? null : await parts.http(httpSettings, api);
  if (http !== null && !http.ok) {
    await Promise.all([listening.value.close(), intake.close(), outbox.close()]);
    return err([http.error]);
  }
  for (const note of listening.value.notes) log('warn', note);
  const accounting = followAccounting({
    files: current.settings.accounting.map(({ file }) => file),
    follow: parts.follow,
    intake,
    memory,
    after,
    log,
  });
  queue.start();
  const countDrops = kernelDropCounter(listening.value, metrics, log);
  const minute = (): void => {
    void countDrops();
    schedules.tick();
    intake.save();
    desk.save();
  };
  guarded(minute, log);
  const pruning = retention({
    record,
    keepMs: () => current.settings.retention.observationsMs,
    clock,
    after,
    log,
  });
  const ticks = parts.everyMinute(() => guarded(minute, log));

  const ports = { ...listening.value.ports, ...(http === null ? {} : { http: http.value.port }) };
  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    isEnding = true;
    log('info', 'ending');
    watch.stop();
    pruning.stop();
    await Promise.all([
      ticks.stop(),
      http?.value.close(),
      queue.stop(graceMs),
      audits.stop(graceMs).then(schedules.idle),
      Promise.all([listening.value.close(), accounting.close()]).then(intake.close),
    ]);
    desk.save();
    queue.close();
    await outbox.close();
    log('info', 'ended');
  };
  return ok({
    listening: places(current.settings, ports),
    ports,
    reconfigure(configuration) {
      const before = current.settings;
      current = configuration;
      named = byName(configuration);
      sessions = null;
      intake.reconfigure(configuration);
      outbox.reconfigure(configuration.settings.notify);
      metrics.count('pawl_config_reloads_total', { result: 'ok' });
      log('info', 'the files were read again', { devices: configuration.inventory.devices.length });
      return (['database', 'syslog', 'accounting', 'http'] as const)
        .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(configuration.settings[key]))
        .map((key) => `\`${key}\` changes when the agent is started again`);
    },
    refused() {
      metrics.count('pawl_config_reloads_total', { result: 'refused' });
      log('error', 'the files have problems; the agent goes on with what it had');
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
  });
}

const byName = ({ inventory }: Configuration): ReadonlyMap<string, Device> =>
  new Map(inventory.devices.map((device) => [device.name, device]));

/** `udp 0.0.0.0:514`, and the files that are followed. */
function places({ syslog, http, accounting }: Configuration['settings'], ports: Agent['ports']): readonly string[] {
  const hosts = { udp: syslog.udp, tcp: syslog.tcp, tls: syslog.tls?.listen ?? null, http: http?.listen ?? null };
  const listened = (['udp', 'tcp', 'tls', 'http'] as const).flatMap((channel) => {
    const [host, port] = [hosts[channel]?.host ?? null, ports[channel]];
    return host === null || port === undefined ? [] : [`${channel} ${host.includes(':') ? `[${host}]` : host}:${port}`];
  });
  return [...listened, ...accounting.map(({ file }) => `file ${file}`)];
}

function guarded(run: () => void, log: AgentLog): void {
  try {
    run();
  } catch (error) {
    log('error', 'a fault of pawl; it goes on', {
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}
