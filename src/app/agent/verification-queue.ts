import type {
  ApiProblem,
  VerificationJob,
  VerificationPriority,
  VerificationResult,
  Verifications,
} from '../../agent-ports.ts';
import { type DeviceName, type EpochMs, epochMs } from '../../core/brands.ts';
import type { Device } from '../../core/inventory.ts';
import { reason } from '../../core/reason.ts';
import { err, ok } from '../../core/result.ts';
import type { After, AgentMemory, Clock } from '../../ports.ts';
import { isExcluded } from '../configuration.ts';
import { jobKind, jobWrites } from './job-writes.ts';
import { storedJob } from './stored-job.ts';

/** What the desk asks for. */
export type VerificationWish = {
  readonly device: DeviceName;
  readonly alerts: readonly string[];
  readonly by: string;
  readonly priority: VerificationPriority;
  /** Earliest begin; a wish that joins a waiting one never makes that one later. */
  readonly notBefore: EpochMs;
};

export type VerificationQueue = Verifications & {
  readonly add: (wish: VerificationWish) => VerificationJob;
  /** One that has not begun: it will see what was heard until now. */
  readonly isWaiting: (device: DeviceName) => boolean;
  readonly depth: () => number;
  /** Takes up what an earlier run left, and begins. */
  readonly start: () => void;
  /** Begins no more; those that run have `graceMs` to finish, then they are cut. What is not done stays in memory. */
  readonly stop: (graceMs: number) => Promise<void>;
  /** Writes down what was asked for until now; nothing is asked for afterwards. */
  readonly close: () => void;
};

export type QueueTools = {
  readonly memory: Pick<AgentMemory, 'put' | 'remove' | 'list' | 'together'>;
  readonly clock: Clock;
  readonly after: After;
  readonly newId: () => string;
  readonly limits: () => { readonly concurrency: number; readonly perDeviceEveryMs: number };
  readonly device: (name: string) => Device | null;
  /** Asks the device. Null: nothing could be recorded, it has to be done again. */
  readonly run: (job: VerificationJob, signal: AbortSignal) => Promise<VerificationResult | null>;
};

/** Results are kept for whoever polls; the oldest go first. */
const keptResults = 5_000;
const againMs = 30_000;
const rank: Readonly<Record<VerificationPriority, number>> = { alert: 0, request: 1, restart: 2 };

/**
 * Verifications one after another a device and several devices at once. Of a device at most one waits: whatever asks
 * for it meanwhile joins, as the one that waits will see what the second asker saw. Nothing asked for is lost: it is in
 * the agent's memory until it has a result.
 */
export function verificationQueue(tools: QueueTools): VerificationQueue {
  const { memory, clock, after, newId, limits, run } = tools;
  const waiting = new Map<DeviceName, VerificationJob>();
  const running = new Map<DeviceName, { job: VerificationJob; readonly cut: AbortController; over: Promise<void> }>();
  const lastBegun = new Map<DeviceName, EpochMs>();
  const done = new Map<string, VerificationJob>();
  /** By device and alert: which job was made for it. */
  const made = new Map<string, string>();
  const writes = jobWrites(memory, after);
  /** Device of each job that is not done. */
  const places = new Map<string, DeviceName>();
  let wake: { readonly at: number; readonly cancel: () => void } | null = null;
  let isOpen = false;
  let lastNow = clock.now();

  const keep = (job: VerificationJob): void => {
    done.set(job.id, job);
    for (const alert of job.alerts) made.set(madeKey(job.device, alert), job.id);
    if (done.size <= keptResults) return;
    for (const [id, oldest] of done) {
      done.delete(id);
      for (const alert of oldest.alerts)
        if (made.get(madeKey(oldest.device, alert)) === id) made.delete(madeKey(oldest.device, alert));
      writes.drop(id);
      break;
    }
  };

  const earliest = ({ device, notBefore }: VerificationJob): number =>
    Math.max(notBefore, (lastBegun.get(device) ?? Number.NEGATIVE_INFINITY) + limits().perDeviceEveryMs);

  const put = (job: VerificationJob): VerificationJob => {
    waiting.set(job.device, job);
    places.set(job.id, job.device);
    for (const alert of job.alerts) made.set(madeKey(job.device, alert), job.id);
    writes.note(job);
    wakeAt(earliest(job));
    return job;
  };

  const add = ({ device, alerts, by, priority, notBefore }: VerificationWish): VerificationJob => {
    const known = waiting.get(device);
    if (known !== undefined) {
      const joined = {
        ...known,
        alerts: [...new Set([...known.alerts, ...alerts])],
        priority: rank[priority] < rank[known.priority] ? priority : known.priority,
        notBefore: epochMs(Math.min(known.notBefore, notBefore)),
      };
      const isSame =
        joined.alerts.length === known.alerts.length &&
        joined.priority === known.priority &&
        joined.notBefore === known.notBefore;
      return isSame ? known : put(joined);
    }
    return put({
      id: newId(),
      device,
      alerts,
      by,
      priority,
      requestedAt: clock.now(),
      notBefore,
      state: 'queued',
      startedAt: null,
      finishedAt: null,
      result: null,
    });
  };

  const wakeAt = (at: number): void => {
    if (!isOpen || (wake !== null && wake.at <= at)) return;
    wake?.cancel();
    wake = { at, cancel: after(Math.max(0, at - clock.now()), pump) };
  };

  /** Begins what may begin, and sleeps until the next one may. */
  const pump = (): void => {
    wake?.cancel();
    wake = null;
    if (!isOpen) return;
    const now = clock.now();
    if (now < lastNow) moveBack(lastNow - now);
    lastNow = now;
    let next = Number.POSITIVE_INFINITY;
    const ready: VerificationJob[] = [];
    for (const job of waiting.values()) {
      if (running.has(job.device)) continue;
      const at = earliest(job);
      if (at <= now) ready.push(job);
      else next = Math.min(next, at);
    }
    ready.sort((a, b) => rank[a.priority] - rank[b.priority] || a.notBefore - b.notBefore);
    for (const job of ready.slice(0, Math.max(0, limits().concurrency - running.size))) begin(job, now);
    if (next !== Number.POSITIVE_INFINITY) wakeAt(next);
  };

  /** The clock was set back: nothing waits longer for it. */
  const moveBack = (byMs: number): void => {
    for (const job of waiting.values()) waiting.set(job.device, { ...job, notBefore: epochMs(job.notBefore - byMs) });
    for (const [device, at] of lastBegun) lastBegun.set(device, epochMs(at - byMs));
  };

  const begin = (queued: VerificationJob, now: EpochMs): void => {
    waiting.delete(queued.device);
    lastBegun.set(queued.device, now);
    const job: VerificationJob = { ...queued, state: 'running', startedAt: now };
    const cut = new AbortController();
    const over = run(job, cut.signal)
      .catch((error: unknown) => failed(error))
      .then((result) => finish(job, result, cut.signal.aborted));
    running.set(job.device, { job, cut, over });
  };

  const finish = (job: VerificationJob, result: VerificationResult | null, wasCut: boolean): void => {
    running.delete(job.device);
    if (result === null || (wasCut && result.reason?.code === 'cancelled')) {
      const later = { ...job, state: 'queued' as const, startedAt: null, notBefore: epochMs(clock.now() + againMs) };
      // What was cut by the end of the agent is in memory as it was asked for.
      if (wasCut) return;
      const other = waiting.get(job.device);
      if (other !== undefined) {
        places.delete(job.id);
        writes.drop(job.id);
      }
      put(other === undefined ? later : { ...other, alerts: [...new Set([...job.alerts, ...other.alerts])] });
      return;
    }
    const ended: VerificationJob = { ...job, state: 'done', finishedAt: clock.now(), result };
    places.delete(job.id);
    keep(ended);
    writes.note(ended);
    wakeAt(clock.now());
  };

  return {
    add,
    request({ device: name, alert, by }) {
      const device = tools.device(name);
      if (device === null) return err(problem('not-found', `no device "${name.slice(0, 80)}" in the inventory`));
      if (isExcluded(device, clock.now()))
        return err(
          problem('conflict', `${device.name} is excluded in the inventory: ${device.excluded?.reason ?? ''}`),
        );
      const known = alert === null ? undefined : jobOf(made.get(madeKey(device.name, alert)));
      if (known !== undefined && known !== null) return ok(known);
      const job = add({
        device: device.name,
        alerts: alert === null ? [] : [alert],
        by,
        priority: 'request',
        notBefore: clock.now(),
      });
      try {
        writes.flush(); // whoever gets the id may count on it
      } catch (error) {
        return err(problem('unavailable', error instanceof Error ? error.message : 'the database takes no writes'));
      }
      return ok(jobOf(job.id) ?? job);
    },
    job: (id) => jobOf(id),
    isWaiting: (device) => waiting.has(device),
    depth: () => waiting.size,
    start() {
      for (const { value } of memory.list(jobKind)) {
        const job = storedJob(value);
        if (job === null) continue;
        if (job.state === 'done') keep(job);
        else if (tools.device(job.device) !== null)
          waiting.set(job.device, { ...job, state: 'queued', startedAt: null });
        else writes.drop(job.id);
      }
      for (const job of waiting.values()) {
        places.set(job.id, job.device);
        for (const alert of job.alerts) made.set(madeKey(job.device, alert), job.id);
      }
      isOpen = true;
      pump();
    },
    async stop(graceMs) {
      isOpen = false;
      wake?.cancel();
      const all = Promise.all([...running.values()].map(({ over }) => over));
      const cancel = after(graceMs, () => {
        for (const { cut } of running.values()) cut.abort();
      });
      await all;
      cancel();
    },
    close: writes.close,
  };

  function jobOf(id: string | undefined): VerificationJob | null {
    if (id === undefined) return null;
    const device = places.get(id);
    if (device === undefined) return done.get(id) ?? null;
    const begun = running.get(device)?.job;
    return begun?.id === id ? begun : (waiting.get(device) ?? null);
  }
}

const madeKey = (device: string, alert: string): string => `${device}\n${alert}`;

const problem = (kind: ApiProblem['kind'], message: string): ApiProblem => ({ kind, message });

const failed = (error: unknown): VerificationResult => ({
  audit: null,
  verdict: 'unverified',
  reason: reason('internal', error instanceof Error ? `${error.name}: ${error.message}` : 'an unknown error'),
  findings: [],
});
