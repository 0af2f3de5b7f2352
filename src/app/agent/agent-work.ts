import type { JudgedDevice } from '../../core/judgement.ts';
import { runSchedules, type Schedules } from '../run-schedules.ts';
import type { AgentFiles } from './agent-files.ts';
import type { AgentParts } from './agent-parts.ts';
import { agentSessions } from './agent-sessions.ts';
import { type AlertDesk, alertDesk } from './alert-desk.ts';
import { auditEvent } from './audit-event.ts';
import { endCutAudits } from './cut-audits.ts';
import { type FleetAudits, fleetAudits } from './fleet-audits.ts';
import { fleetView } from './fleet-view.ts';
import { guarded } from './guarded.ts';
import { createIntake, type Intake } from './intake.ts';
import { type Outbox, openOutbox } from './notifier.ts';
import { type ReloadWatch, reloadWatch } from './reload-watch.ts';
import { toldResults } from './told-results.ts';
import { verificationEvent } from './verification-event.ts';
import { type VerificationQueue, verificationQueue } from './verification-queue.ts';
import { verifyJob } from './verify-job.ts';

/** What works behind the listeners: lines become alerts, alerts verifications, and these a verdict that is told. */
export type AgentWork = {
  readonly intake: Intake;
  readonly desk: AlertDesk;
  readonly queue: VerificationQueue;
  readonly watch: ReloadWatch;
  readonly audits: FleetAudits;
  readonly schedules: Schedules;
  readonly outbox: Outbox;
  /** After the files have changed. */
  readonly renew: () => void;
};

/** Joins the work of the agent, with what an earlier run left of it. Nothing is asked before the queue is started. */
export function agentWork(parts: AgentParts, files: AgentFiles): AgentWork {
  const { record, memory, clock, after, sleep, newId, metrics, log } = parts;
  const outbox = openOutbox(files.current().settings.notify, {
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
  const view = fleetView(record, metrics, () => files.current().inventory.devices);

  const sessions = agentSessions({
    ...parts,
    async observe(configuration) {
      const observe = await parts.observe(configuration);
      return (device, ...rest) => {
        view.recall(device.name);
        return observe(device, ...rest);
      };
    },
    configuration: files.current,
  });

  const told = toldResults(metrics, tell, clock);
  /** What goes wrong here must not stop the audit of other devices. */
  const onResult = (...result: Parameters<typeof follow>): void => guarded(() => follow(...result), log);
  const follow = (judged: JudgedDevice, audit: string, verification: string | null): void => {
    told(judged, { audit, verification });
    const { running, restarted } = view.note(judged);
    if (running !== null) intake.runs(judged.device, running);
    desk.judged(judged, { audit, verification });
    if (restarted && verification === null && files.current().settings.verification.afterRestart)
      queue.add({ device: judged.device, alerts: [], by: 'restart', priority: 'restart', notBefore: clock.now() });
  };
  const queue = verificationQueue({
    memory,
    clock,
    after,
    newId,
    limits: () => files.current().settings.verification,
    device: files.device,
    run: (job, signal) =>
      verifyJob(
        {
          device: files.asked,
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
      const device = files.asked(name);
      return device === null ? null : parts.probe(device);
    },
    ask: (name) => desk.ask(name),
  });
  const desk = alertDesk({
    record,
    queue,
    watch,
    settings: () => files.current().settings.verification,
    device: files.asked,
    isKnown: (name) => files.device(name) !== null,
    onEnded: (alert) => intake.end(alert),
    clock,
    metrics,
    tell,
    log,
  });
  const intake = createIntake({
    configuration: files.current(),
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
    devices: () => files.current().inventory.devices,
    bounds: () => files.current().settings.concurrency,
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
    schedules: () => files.current().settings.schedules,
    memory,
    clock,
    run: audits.scheduled,
    tell({ name }, what, text) {
      log(what === 'failed' ? 'error' : 'warn', `schedule ${text}`);
      if (what === 'missed' || what === 'overlap') metrics.count('pawl_schedule_missed_total', { schedule: name });
    },
  });

  for (const { device, running } of view.restore()) intake.runs(device, running);
  metrics.onRead(() => {
    for (const [disposition, count] of Object.entries(desk.counts()))
      metrics.set('pawl_alerts', { disposition }, count);
    metrics.set('pawl_queue_depth', { queue: 'verifications' }, queue.depth());
  });
  guarded(() => endCutAudits(record, clock, log), log);
  intake.restore(desk.restore());
  return {
    intake,
    desk,
    queue,
    watch,
    audits,
    schedules,
    outbox,
    renew() {
      sessions.renew();
      intake.reconfigure(files.current());
      outbox.reconfigure(files.current().settings.notify);
    },
  };
}
