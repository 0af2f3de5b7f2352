import type { AgentLog } from '../../agent-ports.ts';
import type { Device } from '../../core/inventory.ts';
import type { JudgedDevice } from '../../core/judgement.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { streamFrames } from '../../syslog/stream-frames.ts';
import { type Configuration, isExcluded } from '../configuration.ts';
import { runSchedules } from '../run-schedules.ts';
import { followAccounting } from './accounting-files.ts';
import type { Agent, AgentParts } from './agent-parts.ts';
import { agentSessions } from './agent-sessions.ts';
import { alertDesk } from './alert-desk.ts';
import { agentApi } from './api.ts';
import { auditEvent } from './audit-event.ts';
import { fleetAudits } from './fleet-audits.ts';
import { fleetView } from './fleet-view.ts';
import { createIntake } from './intake.ts';
import { kernelDropCounter } from './kernel-drops.ts';
import { openOutbox } from './notifier.ts';
import { places } from './places.ts';
import { reloadWatch } from './reload-watch.ts';
import { retention } from './retention.ts';
import { toldResults } from './told-results.ts';
import { verificationEvent } from './verification-event.ts';
import { verificationQueue } from './verification-queue.ts';
import { verifyJob } from './verify-job.ts';

const maxMessageBytes = 64 * 1024;
const graceMs = 6_000;

/** Joins everything that `pawl serve` does and begins. Errors are sentences; nothing stays open after them. */
export async function startAgent(parts: AgentParts): Promise<Result<Agent, readonly string[]>> {
  const { record, memory, clock, after, sleep, newId, metrics, log } = parts;
  let current = parts.configuration;
  let named = byName(current);
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
  const view = fleetView(metrics, () => current.inventory.devices);

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
  const sessions = agentSessions({ ...parts, configuration: () => current });

  const told = toldResults(metrics, tell, clock);
  /** What goes wrong here must not stop the audit of other devices. */
  const onResult = (...result: Parameters<typeof follow>): void => guarded(() => follow(...result), log);
  const follow = (judged: JudgedDevice, audit: string, verification: string | null): void => {
    told(judged, { audit, verification });
    const { running, restarted } = view.note(judged);
    if (running !== null) intake.runs(judged.device, running);
    desk.judged(judged, { audit, verification });
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
          tools: sessions.forVerifications,
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
    tools: sessions.forAudits,
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
    const { running } = view.note(last);
    if (running !== null) intake.runs(last.device, running);
  }
  metrics.onRead(() => {
    for (const [disposition, count] of Object.entries(desk.counts()))
      metrics.set('pawl_alerts', { disposition }, count);
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
      sessions.renew();
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

function guarded(run: () => void, log: AgentLog): void {
  try {
    run();
  } catch (error) {
    log('error', 'a fault of pawl; it goes on', {
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}
