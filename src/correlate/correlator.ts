import { createHash } from 'node:crypto';
import type { Alert, AlertStep } from '../core/alert.ts';
import { alertScore, alertStage } from './alert-score.ts';
import { emptyTrail, foldStep, type Trail } from './fold-step.ts';
import { type Automation, alertDisposition, alertLabels, type DeviceContext } from './labels.ts';

/** Whose step it is. `key` tells devices apart; `name` is what a person calls it, null where the lines name none. */
export type Subject = { readonly key: string; readonly name: string | null; readonly platform: string | null };

export type CorrelatorSettings = {
  readonly automation: readonly Automation[];
  readonly contextOf: (subject: Subject) => DeviceContext;
  /** True for pawl's own account from pawl's own address: set aside. */
  readonly isOwn: (subject: Subject, step: AlertStep) => 'own' | 'own-account-elsewhere' | 'other';
  /** Score from which an alert counts; pawl's account from another address is at least that. */
  readonly threshold: number;
  readonly maxDevices: number;
};

export type Correlator = {
  /** Gives the alert as it stands after the step (null: set aside), and one that ended by it. */
  readonly add: (
    subject: Subject,
    step: AlertStep,
  ) => { readonly alert: Alert | null; readonly ended: readonly Alert[] };
  /** Alerts that are open still, in the order in which their devices were last seen. */
  readonly open: () => readonly Alert[];
};

/**
 * Joins steps to alerts, one open alert a device. At most `maxDevices` devices are kept: the one that was silent for
 * longest ends first, so that state never grows with the stream.
 */
export function correlator(settings: CorrelatorSettings): Correlator {
  const trails = new Map<string, { readonly subject: Subject; readonly trail: Trail }>();
  const alertOf = (subject: Subject, trail: Trail): Alert => makeAlert(subject, trail, settings);
  return {
    add(subject, step) {
      if (settings.isOwn(subject, step) === 'own') return { alert: null, ended: [] };
      const before = trails.get(subject.key)?.trail ?? emptyTrail;
      const { trail, finished } = foldStep(before, step);
      trails.delete(subject.key);
      trails.set(subject.key, { subject, trail });
      const ended = finished === null ? [] : [alertOf(subject, finished)];
      if (trails.size > settings.maxDevices) {
        for (const [key, oldest] of trails) {
          trails.delete(key);
          ended.push(alertOf(oldest.subject, oldest.trail));
          break;
        }
      }
      return { alert: alertOf(subject, trail), ended };
    },
    open: () => [...trails.values()].map(({ subject, trail }) => alertOf(subject, trail)),
  };
}

function makeAlert(subject: Subject, { steps, lastAt }: Trail, settings: CorrelatorSettings): Alert {
  const [first] = steps;
  const context = settings.contextOf(subject);
  const misused = steps.some((step) => settings.isOwn(subject, step) === 'own-account-elsewhere');
  const score = alertScore(steps);
  return {
    id: idOf(subject, first),
    device: subject.name,
    platform: subject.platform,
    stage: alertStage(steps),
    score: misused ? Math.max(score, settings.threshold) : score,
    disposition: alertDisposition(steps, context),
    labels: alertLabels(steps, context, settings.automation),
    openedAt: first?.at ?? null,
    updatedAt: lastAt,
    steps,
  };
}

/** The same first line of the same device gives the same id, however often and by whatever way it is read. */
function idOf(subject: Subject, first: AlertStep | undefined): string {
  const text = `${subject.key}\n${first?.at ?? ''}\n${first?.line ?? ''}`;
  return `alert-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}
