import { err, ok, type Result } from '../../core/result.ts';
import type { Clock } from '../../ports.ts';
import { streamFrames } from '../../syslog/stream-frames.ts';
import { followAccounting } from './accounting-files.ts';
import { agentFiles } from './agent-files.ts';
import type { Agent, AgentParts } from './agent-parts.ts';
import { agentWork } from './agent-work.ts';
import { agentApi } from './api.ts';
import { guarded } from './guarded.ts';
import { kernelDropCounter } from './kernel-drops.ts';
import { places } from './places.ts';
import { retention } from './retention.ts';

const maxMessageBytes = 64 * 1024;
const graceMs = 6_000;

/** Joins everything that `pawl serve` does and begins. Errors are sentences; nothing stays open after them. */
export async function startAgent(parts: AgentParts): Promise<Result<Agent, readonly string[]>> {
  const { record, memory, clock, after, metrics, log } = parts;
  const files = agentFiles(parts.configuration, clock);
  const { intake, desk, queue, watch, audits, schedules, outbox, renew } = agentWork(parts, files);
  const isWritable = oncePerSecond(parts.isWritable, clock);
  metrics.onRead(() => {
    metrics.set('pawl_database_bytes', {}, parts.databaseBytes());
    metrics.set('pawl_database_writable', {}, isWritable() ? 1 : 0);
  });

  const giveUp = async (): Promise<void> => {
    await Promise.all([intake.close(), outbox.close()]);
    queue.close();
  };
  const listening = await parts.listen(files.current().settings.syslog, {
    frames: () => streamFrames(maxMessageBytes),
    onReceived: intake.receive,
    onShed: intake.shed,
    room: intake.room,
    onConnection: (channel, result) => metrics.count('pawl_connections_total', { channel, result }),
  });
  if (!listening.ok) {
    await giveUp();
    return err(listening.error);
  }
  let isEnding = false;
  const api = agentApi({
    configuration: files.current,
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
  const { http: httpSettings } = files.current().settings;
  const http = httpSettings === null ? null : await parts.http(httpSettings, api);
  if (http !== null && !http.ok) {
    await listening.value.close();
    await giveUp();
    return err([http.error]);
  }
  for (const note of listening.value.notes) log('warn', note);
  const accounting = followAccounting({
    files: files.current().settings.accounting.map(({ file }) => file),
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
    keepMs: () => files.current().settings.retention.observationsMs,
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
    listening: places(files.current().settings, ports),
    ports,
    reconfigure(configuration) {
      const before = files.current().settings;
      files.use(configuration);
      renew();
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

/** A write is tried once a second at most, however often somebody asks. */
function oncePerSecond(isWritable: () => boolean, clock: Clock): () => boolean {
  let tried: { readonly at: number; readonly took: boolean } | null = null;
  return () => {
    const now = clock.now();
    if (tried === null || Math.abs(now - tried.at) >= 1_000) tried = { at: now, took: isWritable() };
    return tried.took;
  };
}
