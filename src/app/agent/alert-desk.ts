import type { AgentLog, AlertSink, HeardIndicator, Metrics, TellEvent, VerificationJob } from '../../agent-ports.ts';
import { alertOutcome, type DecidedAlert } from '../../compare/alert-outcome.ts';
import type { AgentSettings } from '../../core/agent.ts';
import type { Alert, Disposition } from '../../core/alert.ts';
import { type DeviceName, type EpochMs, epochMs } from '../../core/brands.ts';
import type { IndicatorKind } from '../../core/indicator.ts';
import type { Device } from '../../core/inventory.ts';
import type { JudgedDevice } from '../../core/judgement.ts';
import { ok } from '../../core/result.ts';
import { chainMs } from '../../correlate/fold-step.ts';
import type { Clock } from '../../ports.ts';
import type { RecordStore } from '../../record-ports.ts';
import { alertEvent, eventOf } from './alert-event.ts';
import { extended, undecidable } from './heard-alert.ts';
import type { ReloadWatch } from './reload-watch.ts';
import type { VerificationQueue } from './verification-queue.ts';

export type Source = {
  readonly audit: string;
  /** Id of the verification; null: a fleet audit, whose digests may be remembered ones. */
  readonly verification: string | null;
};

/** Keeps every alert until evidence has ended it. */
export type AlertDesk = AlertSink & {
  /** Takes up the alerts of an earlier run; gives those that further indicators extend. */
  readonly restore: () => readonly Alert[];
  readonly began: (job: VerificationJob) => void;
  /** Judges the alerts of the device by what was just recorded of it. */
  readonly judged: (judged: JudgedDevice, source: Source) => void;
  /** Has the device asked for its alerts, soon. */
  readonly ask: (device: DeviceName) => void;
  /** Writes what could not be written before. */
  readonly save: () => void;
  /** Alerts that evidence may still move, and those of 30 days that it confirmed. */
  readonly counts: () => Readonly<Partial<Record<Disposition, number>>>;
};

export type DeskTools = {
  readonly record: Pick<RecordStore, 'recordAlerts' | 'alerts' | 'alertById'>;
  readonly queue: Pick<VerificationQueue, 'add' | 'isWaiting'>;
  readonly watch: Pick<ReloadWatch, 'watch' | 'unwatch'>;
  readonly settings: () => AgentSettings['verification'];
  /** Null: not in the inventory, or left out of audits by decision. */
  readonly device: (name: string) => Device | null;
  /** True for every name of the inventory. */
  readonly isKnown: (name: string) => boolean;
  /** The next indicator of the device begins a new alert. */
  readonly onEnded: (alert: string) => void;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly tell: TellEvent;
  readonly log: AgentLog;
};

/** Alerts that evidence may still move; those that it confirmed may still be authorised. */
const moving: readonly Disposition[] = ['open', 'verifying', 'pending', 'inconclusive', 'confirmed'];
const lookedAfterMs = 30 * 86_400_000;

/**
 * Alerts from their first indicator to their disposition (VERDICTS 6). Lines only ever raise an alert and have its
 * device asked; what ends it is evidence.
 */
export function alertDesk(tools: DeskTools): AlertDesk {
  const { record, queue, watch, settings, clock, metrics, tell, log } = tools;
  const alerts = new Map<string, Alert>();
  const byDevice = new Map<string, Set<string>>();
  const unsaved = new Map<string, Alert>();

  const put = (alert: Alert): void => {
    alerts.set(alert.id, alert);
    if (alert.device === null) return;
    const known = byDevice.get(alert.device);
    if (known === undefined) byDevice.set(alert.device, new Set([alert.id]));
    else known.add(alert.id);
  };
  const drop = (alert: Alert): void => {
    alerts.delete(alert.id);
    const known = byDevice.get(alert.device ?? '');
    known?.delete(alert.id);
    if (known?.size === 0) byDevice.delete(alert.device ?? '');
  };
  const of = (device: string): readonly Alert[] =>
    [...(byDevice.get(device) ?? [])].flatMap((id) => alerts.get(id) ?? []);
  const isAlarm = ({ score }: Alert): boolean => score >= settings().threshold;

  /** What is decided holds in memory at once; a record that takes no writes gets it as soon as it does. */
  const store = (changed: readonly Alert[]): void => {
    for (const alert of changed) {
      put(alert);
      unsaved.set(alert.id, alert);
    }
    if (unsaved.size === 0) return;
    const stored = record.recordAlerts([...unsaved.values()]);
    if (stored.ok) unsaved.clear();
    else log('error', `${unsaved.size} alerts are not stored yet: ${stored.error.message}`, stored.error);
  };

  const request = (
    device: DeviceName,
    ids: readonly string[],
    priority: VerificationJob['priority'],
    by: string,
    waitMs: number,
  ): void => {
    queue.add({ device, alerts: ids, by, priority, notBefore: epochMs(clock.now() + waitMs) });
  };

  const ask: AlertDesk['ask'] = (device) => {
    const ids = of(device).map(({ id }) => id);
    if (tools.device(device) !== null) request(device, ids, 'alert', 'alert', 0);
  };

  /** Whether the device has to be asked because of what was just heard. */
  const follow = (alert: Alert, kinds: ReadonlySet<IndicatorKind>): void => {
    const device = alert.device === null ? null : tools.device(alert.device);
    if (device === null) return;
    const { settleMs, afterRestart } = settings();
    const waits = of(device.name).some(({ disposition }) => disposition === 'pending');
    const restarted = kinds.has('restarted');
    if (isAlarm(alert) || (waits && restarted)) request(device.name, [alert.id], 'alert', 'alert', settleMs);
    else if ((restarted && afterRestart) || kinds.has('reload-cancelled'))
      request(device.name, [alert.id], 'restart', 'restart', settleMs);
  };

  const heard = (batch: readonly HeardIndicator[]): ReturnType<AlertSink['heard']> => {
    const grown = new Map<string, { readonly alert: Alert; readonly kinds: Set<IndicatorKind> }>();
    for (const { alert, step } of batch) {
      const kinds = grown.get(alert.id)?.kinds ?? new Set<IndicatorKind>();
      // Counters that began anew, or a clock that went back, are those of a device that was started.
      if ((step.signs ?? []).length > 0) kinds.add('restarted');
      grown.set(alert.id, { alert, kinds: kinds.add(step.kind) });
    }
    const changed = [...grown.values()].map(({ alert, kinds }) => {
      const before = alerts.get(alert.id) ?? unsaved.get(alert.id) ?? record.alertById(alert.id);
      const isKnown = alert.device !== null && tools.isKnown(alert.device);
      const grownAlert = extended(before, alert);
      return { before, kinds, isKnown, alert: isKnown ? grownAlert : undecidable(grownAlert) };
    });
    const stored = record.recordAlerts(changed.map(({ alert }) => alert));
    if (!stored.ok) return stored;
    for (const { before, alert, kinds, isKnown } of changed) {
      unsaved.delete(alert.id);
      // Of a host that nobody can ask nothing is kept here: spoofed names would fill the memory.
      if (isKnown) {
        put(alert);
        follow(alert, kinds);
      }
      if (!isAlarm(alert) || (before !== null && isAlarm(before))) continue;
      metrics.count('pawl_alerts_total');
      log('warn', `alert on ${alert.device ?? 'an unknown device'}`, { alert: alert.id, score: alert.score });
      tell(alertEvent('alert-opened', alert, clock.now(), null));
    }
    return ok(undefined);
  };

  const settle = (before: Alert, after: Alert, judged: JudgedDevice, isVerification: boolean): void => {
    // The last lines of what was confirmed still come, and belong to it.
    if (after.disposition === 'refuted' || after.disposition === 'authorized') tools.onEnded(after.id);
    const now = clock.now();
    if (after.disposition === before.disposition && after.outcome?.finding === before.outcome?.finding) return;
    metrics.count('pawl_alert_dispositions_total', { disposition: after.disposition });
    if (isVerification && after.updatedAt !== null)
      metrics.observe('pawl_alert_to_verdict_seconds', {}, Math.max(0, now - after.updatedAt) / 1000);
    log('warn', `alert on ${judged.device}: ${after.disposition}`, {
      alert: after.id,
      verdict: judged.verdict,
      reason: after.outcome?.reason,
      finding: after.outcome?.finding,
    });
    const kind = eventOf(after.disposition);
    if (kind !== null && (isAlarm(after) || isTold(after.disposition))) tell(alertEvent(kind, after, now, judged));
  };

  return {
    heard,
    ask,
    restore() {
      const now = clock.now();
      for (const alert of record.alerts({ dispositions: moving })) {
        const { disposition, device } = alert;
        if (device === null || !tools.isKnown(device)) {
          if (disposition === 'verifying') unsaved.set(alert.id, undecidable(alert));
          continue;
        }
        const isOld = (alert.updatedAt ?? 0) < now - lookedAfterMs;
        if (isOld && (disposition === 'confirmed' || disposition === 'inconclusive')) continue;
        put(alert);
        const known = tools.device(device);
        if (known === null) continue;
        // A reload may have happened while nobody was listening.
        if (disposition === 'pending' || disposition === 'verifying' || (disposition === 'open' && isAlarm(alert)))
          request(known.name, [alert.id], 'alert', 'alert', 0);
      }
      store([]);
      return [...alerts.values()];
    },
    began({ device, alerts: ids }) {
      const concerned = of(device).filter(
        (alert) =>
          (alert.disposition === 'open' || alert.disposition === 'inconclusive') &&
          (isAlarm(alert) || ids.includes(alert.id)),
      );
      store(concerned.map((alert): Alert => ({ ...alert, disposition: 'verifying' })));
    },
    judged(judged, { audit, verification }) {
      const now = clock.now();
      const isVerification = verification !== null;
      const changed: { readonly before: Alert; readonly after: Alert }[] = [];
      let isUndecided = false;
      for (const alert of of(judged.device)) {
        const decided = alertOutcome(alert, { judged, fresh: isVerification, audit, verification }, chainMs);
        if (!counts(decided, alert, judged, isVerification && !queue.isWaiting(judged.device))) {
          isUndecided ||= alert.disposition !== 'confirmed';
          continue;
        }
        changed.push({ before: alert, after: { ...alert, ...decided } });
      }
      store(changed.map(({ after }) => after));
      for (const { before, after } of changed) settle(before, after, judged, isVerification);
      // What an audit could not decide, a verification can: it computes every digest anew.
      if (isUndecided && !isVerification && judged.facts !== null && tools.device(judged.device) !== null)
        request(judged.device, [], 'restart', 'audit', 0);
      follower(judged, now);
      for (const { after } of changed) if (isOver(after, now)) drop(after);
    },
    save: () => store([]),
    counts() {
      const counted: Partial<Record<Disposition, number>> = {};
      for (const word of moving) counted[word] = 0;
      for (const { disposition } of alerts.values()) counted[disposition] = (counted[disposition] ?? 0) + 1;
      return counted;
    },
  };

  /** Watches a device closely while a reload is to come, or while one may be going on. */
  function follower(judged: JudgedDevice, now: EpochMs): void {
    const isGone = judged.facts === null;
    const mayReload = ({ stage }: Alert): boolean =>
      isGone ? stage === 'reload-pending' || stage === 'restarted' : judged.reason?.code === 'boot-unresolved';
    const waiting = of(judged.device).filter(
      (alert) => alert.disposition === 'pending' || (alert.disposition === 'inconclusive' && mayReload(alert)),
    );
    const last = Math.max(...waiting.map(({ updatedAt }) => updatedAt ?? now));
    if (waiting.length === 0) watch.unwatch(judged.device);
    else {
      const scheduled = judged.facts?.scheduledReload ?? null;
      const announcedAt = scheduled?.kind === 'scheduled' ? scheduled.at : null;
      watch.watch(judged.device, { until: epochMs(last + settings().waitReloadMs), announcedAt, isGone });
    }
  }
}

/**
 * Whether a decision changes the alert. Without the last word (an audit, or a verification that the next one follows
 * already) what could not be decided leaves the alert as it is.
 */
function counts(decided: DecidedAlert, alert: Alert, { facts }: JudgedDevice, isLastWord: boolean): boolean {
  if (decided.outcome === alert.outcome) return false;
  if (decided.disposition !== 'inconclusive') return true;
  // Nothing was seen of a device that is reloading: it is pending as before.
  if (alert.disposition === 'pending' && facts === null) return false;
  return isLastWord;
}

const isOver = ({ disposition, updatedAt }: Alert, now: EpochMs): boolean =>
  disposition === 'refuted' ||
  disposition === 'authorized' ||
  ((disposition === 'confirmed' || disposition === 'inconclusive') && (updatedAt ?? now) < now - lookedAfterMs);

/** Told whatever the score: it says that something is wrong. */
const isTold = (disposition: Disposition): boolean => disposition === 'confirmed' || disposition === 'pending';
