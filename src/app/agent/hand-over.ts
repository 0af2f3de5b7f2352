import type { AgentLog, AlertSink, HeardIndicator } from '../../agent-ports.ts';
import type { Alert } from '../../core/alert.ts';
import type { Received } from '../join-alerts.ts';
import type { IntakeCounts } from './intake-counts.ts';

export type HandOver = {
  /** `message`: how many messages were judged with the one that it stood in. */
  readonly put: (indicator: Received, message: number) => void;
  /** Indicators that are not on disk yet. */
  readonly waiting: () => number;
  /** Says how many messages are judged by now: with everything on disk, those are done with. */
  readonly judgedUpTo: (count: number) => void;
  /** Resolves when so many messages are judged and their indicators are on disk. */
  readonly storedUpTo: (count: number) => Promise<void>;
};

/** How long an indicator waits for company, so that one wait for the disk serves many: longer where the disk is slow. */
const gatherMs = { least: 10, most: 80 };
/** More at once would keep the sockets waiting for long. */
const batchSize = 512;
const retryMs = 1_000;

/**
 * Gives indicators to the sink in batches. What cannot be stored is kept and given again each second, with what came
 * meanwhile; only an indicator that the sink breaks at is lost, and counted.
 */
export function handOver({
  sink,
  counts,
  log,
  wake,
}: {
  readonly sink: AlertSink;
  readonly counts: Pick<IntakeCounts, 'lost'>;
  readonly log: AgentLog;
  /** Called when there is room again. */
  readonly wake: () => void;
}): HandOver {
  let pending: { readonly indicator: Received; readonly message: number }[] = [];
  let isTimed = false;
  let lastMs = 0;
  let failing = false;
  let judged = 0;
  let waiters: { readonly count: number; readonly resolve: () => void }[] = [];

  const settle = (): void => {
    if (waiters.length === 0) return;
    const [first] = pending;
    const done = first === undefined ? judged : first.message - 1;
    for (const { count, resolve } of waiters) if (count <= done) resolve();
    waiters = waiters.filter(({ count }) => count > done);
  };

  const give = (batch: readonly Received[]): boolean => {
    const stored = sink.heard(batchOf(batch));
    if (stored.ok === failing) {
      failing = !stored.ok;
      if (stored.ok) log('info', 'indicators are stored again', { waited: pending.length });
      else
        log('error', `indicators wait, they cannot be stored: ${stored.error.message}`, {
          advice: stored.error.advice,
        });
    }
    return stored.ok;
  };

  /** A bug at one indicator costs that one alone. */
  const giveEach = (batch: readonly Received[]): boolean => {
    try {
      return give(batch);
    } catch (error) {
      if (batch.length > 1) return batch.every((one) => giveEach([one]));
      counts.lost(1);
      log('error', 'an indicator could not be taken', { alert: batch[0]?.id, error: String(error) });
      return true;
    }
  };

  const commitIn = (ms: number): void => {
    if (isTimed) return;
    isTimed = true;
    setTimeout(commit, ms);
  };

  const commit = (): void => {
    isTimed = false;
    const batch = pending.slice(0, batchSize);
    const began = performance.now();
    const stored = batch.length === 0 || giveEach(batch.map(({ indicator }) => indicator));
    lastMs = performance.now() - began;
    if (stored) pending = pending.slice(batch.length);
    if (pending.length > 0) commitIn(stored ? 0 : retryMs);
    settle();
    if (stored) wake();
  };

  return {
    put(indicator, message) {
      pending.push({ indicator, message });
      commitIn(Math.min(gatherMs.most, Math.max(gatherMs.least, 4 * lastMs)));
    },
    waiting: () => pending.length,
    judgedUpTo(count) {
      judged = count;
      settle();
    },
    storedUpTo: (count) =>
      new Promise((resolve) => {
        waiters.push({ count, resolve });
        settle();
      }),
  };
}

/** Every indicator with its alert as that stands after the last of them. */
function batchOf(batch: readonly Received[]): readonly HeardIndicator[] {
  const last = new Map(batch.map((received) => [received.id, received]));
  const alerts = new Map<string, Alert>();
  for (const [id, { alert }] of last) alerts.set(id, alert());
  return batch.flatMap(({ id, step }) => {
    const alert = alerts.get(id);
    return alert === undefined ? [] : [{ alert, step }];
  });
}
