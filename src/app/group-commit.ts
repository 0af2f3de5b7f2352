import type { Result } from '../core/result.ts';
import { err, ok } from '../core/result.ts';
import type { RecordFailure, RecordStore } from '../record-ports.ts';

/** Results of one flush are on disk together: one wait for the disk serves many devices. */
export type GroupCommit = {
  /** Runs the writes in the next transaction; resolves when that is on disk. Nobody follows the last: it does not wait. */
  readonly add: <T>(write: () => T, isLast?: boolean) => Promise<Result<T, RecordFailure>>;
};

/** How long a result waits for company; far below what a device takes to answer. */
const gatherMs = 40;

export function groupCommit(record: Pick<RecordStore, 'together'>): GroupCommit {
  let waiting: { readonly run: () => void; readonly settle: (failure: RecordFailure | null) => void }[] = [];
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const batch = waiting;
    waiting = [];
    const done = record.together(() => {
      for (const { run } of batch) run();
    });
    for (const { settle } of batch) settle(done.ok ? null : done.error);
  };
  return {
    add<T>(write: () => T, isLast = false) {
      return new Promise<Result<T, RecordFailure>>((resolve, reject) => {
        let outcome: { readonly value: T } | null = null;
        let thrown: unknown = null;
        waiting.push({
          run() {
            try {
              outcome = { value: write() };
            } catch (error) {
              thrown = error;
            }
          },
          settle(failure) {
            if (failure !== null) resolve(err(failure));
            else if (outcome !== null) resolve(ok(outcome.value));
            else reject(thrown);
          },
        });
        if (isLast) flush();
        else timer ??= setTimeout(flush, gatherMs);
      });
    },
  };
}
