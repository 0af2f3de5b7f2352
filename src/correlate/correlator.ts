import { createHash } from 'node:crypto';
import type { Alert, AlertStep } from '../core/alert.ts';
import { alertScore, alertStage } from './alert-score.ts';
import { alertChains } from './chains.ts';
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
  /** Steps of all open alerts together; absent: as many as the devices bring. */
  readonly maxOpenSteps?: number;
};

export type Added = {
  /** The alert that the step is part of, as it stands after it; made when asked for. Null: the step was set aside. */
  readonly joinedTo: { readonly id: string; readonly alert: () => Alert } | null;
  /** Alerts that ended by the step. */
  readonly ended: readonly Alert[];
};

export type Correlator = {
  readonly add: (subject: Subject, step: AlertStep) => Added;
  /** Goes on with an alert that was open before a restart: further steps of its subject extend it under its id. */
  readonly restore: (subject: Subject, alert: Alert) => void;
  /** The next step of its subject begins a new alert. */
  readonly end: (id: string) => void;
  /** Alerts that are open still, in the order in which their devices were last seen. */
  readonly open: () => readonly Alert[];
};

type Open = { readonly id: string; readonly subject: Subject; readonly trail: Trail };

/**
 * Joins steps to alerts, one open alert a device. At most `maxDevices` devices and `maxOpenSteps` steps are kept: the
 * device that was silent for longest ends first, so that state never grows with the stream.
 */
export function correlator(settings: CorrelatorSettings): Correlator {
  const opened = new Map<string, Open>();
  const maxOpenSteps = settings.maxOpenSteps ?? Number.POSITIVE_INFINITY;
  let openSteps = 0;
  const take = (key: string): Open | undefined => {
    const found = opened.get(key);
    if (found === undefined) return undefined;
    opened.delete(key);
    openSteps -= found.trail.steps.length;
    return found;
  };
  const put = (open: Open): void => {
    take(open.subject.key);
    opened.set(open.subject.key, open);
    openSteps += open.trail.steps.length;
  };
  const overflow = (): Alert[] => {
    const ended: Alert[] = [];
    for (const [key, oldest] of opened) {
      if (opened.size <= settings.maxDevices && (openSteps <= maxOpenSteps || opened.size === 1)) break;
      take(key);
      ended.push(makeAlert(oldest, settings));
    }
    return ended;
  };
  return {
    add(subject, step) {
      if (settings.isOwn(subject, step) === 'own') return { joinedTo: null, ended: [] };
      const before = take(subject.key);
      const { trail, finished } = foldStep(before?.trail ?? emptyTrail, step);
      const id = before === undefined || finished !== null ? idOf(subject, trail.steps[0]) : before.id;
      const open = { id, subject, trail };
      put(open);
      const ended = before === undefined || finished === null ? [] : [makeAlert(before, settings)];
      return { joinedTo: { id, alert: () => makeAlert(open, settings) }, ended: [...ended, ...overflow()] };
    },
    restore(subject, { id, steps, updatedAt }) {
      put({ id, subject, trail: { steps, lastAt: updatedAt, dropped: 0 } });
    },
    end(id) {
      for (const [key, open] of opened) if (open.id === id) take(key);
    },
    open: () => [...opened.values()].map((open) => makeAlert(open, settings)),
  };
}

function makeAlert({ id, subject, trail: { steps, lastAt } }: Open, settings: CorrelatorSettings): Alert {
  const [first] = steps;
  const context = settings.contextOf(subject);
  const misused = steps.some((step) => settings.isOwn(subject, step) === 'own-account-elsewhere');
  const score = alertScore(steps);
  return {
    id,
    device: subject.name,
    platform: subject.platform,
    stage: alertStage(steps),
    score: misused ? Math.max(score, settings.threshold) : score,
    disposition: alertDisposition(steps, context),
    labels: alertLabels(steps, context, settings.automation),
    chains: alertChains(steps),
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
