import type { AgentLog } from '../../agent-ports.ts';
import { epochMs } from '../../core/brands.ts';
import type { After, Clock } from '../../ports.ts';
import type { RecordStore } from '../../record-ports.ts';

export type Retention = { readonly stop: () => void };

/** A step of so much takes a few milliseconds; between two of them everything else has its turn. */
const perStep = 100;
const betweenMs = 200;
const roundEveryMs = 3_600_000;

/** Removes what is older than it is to be kept, once an hour in small steps. */
export function retention(tools: {
  readonly record: Pick<RecordStore, 'prune'>;
  /** Null: everything is kept. */
  readonly keepMs: () => number | null;
  readonly clock: Clock;
  readonly after: After;
  readonly log: AgentLog;
}): Retention {
  const { record, keepMs, clock, after, log } = tools;
  let cancel = after(betweenMs, step);
  let removed = 0;

  function step(): void {
    const keep = keepMs();
    const pruned = keep === null ? null : record.prune(epochMs(clock.now() - keep), perStep);
    if (pruned?.ok === true) removed += pruned.value.removed;
    if (pruned?.ok === false) log('error', `retention: ${pruned.error.message}`, { advice: pruned.error.advice });
    const isOver = pruned === null || !pruned.ok || pruned.value.done;
    if (isOver && removed > 0) log('info', 'retention: old texts were removed', { texts: removed });
    if (isOver) removed = 0;
    cancel = after(isOver ? roundEveryMs : betweenMs, step);
  }
  return { stop: () => cancel() };
}
