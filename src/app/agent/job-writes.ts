import type { VerificationJob } from '../../agent-ports.ts';
import type { After, AgentMemory } from '../../ports.ts';

export const jobKind = 'verification';

/** Verifications as they are written to the agent's memory. */
export type JobWrites = {
  readonly note: (job: VerificationJob) => void;
  readonly drop: (id: string) => void;
  /** At once; throws where the memory takes no writes. */
  readonly flush: () => void;
  /** Writes what is left as far as that is possible, and no more afterwards. */
  readonly close: () => void;
};

/** How long writes wait for company: a storm of alerts waits for the disk a few times, not once a device. */
const gatherMs = 50;
const againMs = 30_000;

export function jobWrites(memory: Pick<AgentMemory, 'put' | 'remove' | 'together'>, after: After): JobWrites {
  const dirty = new Map<string, VerificationJob | null>();
  let cancel: (() => void) | null = null;

  const flush = (): void => {
    cancel?.();
    cancel = null;
    if (dirty.size === 0) return;
    memory.together(() => {
      for (const [id, job] of dirty) {
        if (job === null) memory.remove(jobKind, id);
        else memory.put(jobKind, id, job);
      }
    });
    dirty.clear();
  };
  /** A full disk must not end the agent; what could not be written is tried again. */
  const flushSafely = (): void => {
    try {
      flush();
    } catch {
      cancel = after(againMs, flushSafely);
    }
  };
  const set = (id: string, job: VerificationJob | null): void => {
    dirty.set(id, job);
    cancel ??= after(gatherMs, flushSafely);
  };
  return {
    note: (job) => set(job.id, job),
    drop: (id) => set(id, null),
    flush,
    close() {
      flushSafely();
      cancel?.();
    },
  };
}
