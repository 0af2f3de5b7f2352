import type { AgentLog, FilePosition, Follower, FollowFile } from '../../agent-ports.ts';
import type { After, AgentMemory } from '../../ports.ts';
import type { Intake } from './intake.ts';

export type AccountingFiles = {
  /** Ends following; what was read is on disk with its position then, unless the disk takes nothing for seconds. */
  readonly close: () => Promise<void>;
};

export type AccountingTools = {
  readonly files: readonly string[];
  readonly follow: FollowFile;
  readonly intake: Pick<Intake, 'receive' | 'room' | 'stored'>;
  readonly memory: Pick<AgentMemory, 'get' | 'put'>;
  readonly after: After;
  readonly log: AgentLog;
};

const kind = 'accounting';
const everyMs = 1_000;
const closeMs = 3_000;

/**
 * Follows accounting files. A position is remembered only when the indicators before it are on disk: after a crash lines
 * are read twice rather than never, and the intake knows those that were stored.
 */
export function followAccounting({ files, follow, intake, memory, after, log }: AccountingTools): AccountingFiles {
  let isClosed = false;
  const followed = files.map((path) => {
    let newest: FilePosition | null = null;
    let isStoring = false;
    let failure: string | null = null;
    const remember = async (): Promise<void> => {
      if (isStoring) return;
      isStoring = true;
      while (newest !== null) {
        const position: FilePosition = newest;
        newest = null;
        await intake.stored();
        try {
          memory.put(kind, path, position);
        } catch (error) {
          newest ??= position;
          told(error);
          break;
        }
      }
      isStoring = false;
    };
    const told = (error: unknown): void => {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== failure) log('error', `${path} cannot be followed: ${message}`);
      failure = message;
    };
    const follower: Follower = follow(path, positionOf(memory.get(kind, path)), {
      onLine: (bytes) => intake.receive('accounting', { bytes, from: path }),
      onPosition(position) {
        newest = position;
      },
      room: intake.room,
    });
    const poll = async (): Promise<void> => {
      try {
        await follower.poll();
        failure = null;
      } catch (error) {
        told(error);
      }
      await remember();
    };
    let running = Promise.resolve();
    const again = (): void => {
      running = poll();
      void running.then(() => {
        if (!isClosed) cancel = after(everyMs, again);
      });
    };
    let cancel = after(0, again);
    return async (): Promise<void> => {
      cancel();
      const limit = new Promise<void>((resolve) => void after(closeMs, resolve));
      await Promise.race([running.then(remember), limit]);
      await follower.close();
    };
  });
  return {
    async close() {
      isClosed = true;
      await Promise.all(followed.map((end) => end()));
    },
  };
}

/** A position as it was remembered; null where there is none that can be read. */
function positionOf(value: unknown): FilePosition | null {
  if (typeof value !== 'object' || value === null) return null;
  const { inode, offset, head }: Partial<Record<string, unknown>> = { ...value };
  return typeof inode === 'number' && typeof offset === 'number' && typeof head === 'string'
    ? { inode, offset, head }
    : null;
}
