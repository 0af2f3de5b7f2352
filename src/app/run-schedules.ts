import type { Schedule } from '../core/agent.ts';
import { type EpochMs, epochMs } from '../core/brands.ts';
import type { AgentMemory, Clock } from '../ports.ts';
import { type DueRun, dueRun } from './schedule-times.ts';

export type ScheduleTold = 'missed' | 'made-up' | 'overlap' | 'failed';

export type Schedules = {
  /** To be called once a minute; runs what became due since. */
  readonly tick: () => void;
  /** Resolves when nothing runs any more. */
  readonly idle: () => Promise<void>;
};

export type ScheduleTools = {
  readonly schedules: () => readonly Schedule[];
  readonly memory: Pick<AgentMemory, 'get' | 'put'>;
  readonly clock: Clock;
  readonly run: (schedule: Schedule, due: DueRun) => Promise<void>;
  readonly tell: (schedule: Schedule, what: ScheduleTold, text: string) => void;
};

const kind = 'schedule';

/**
 * Runs schedules, none together with itself. The due time that was dealt with last is remembered in the database, so
 * what was missed while the agent was down (or the machine was suspended) is seen, told, and made up for once. A
 * schedule that was never seen before has missed nothing; a clock that was set back repeats nothing.
 */
export function runSchedules({ schedules, memory, clock, run, tell }: ScheduleTools): Schedules {
  const running = new Map<string, Promise<void>>();
  const begin = (schedule: Schedule, due: DueRun): void => {
    const { name } = schedule;
    if (running.has(name)) {
      tell(schedule, 'overlap', `${name}: not run, the run before it is not done yet`);
      return;
    }
    if (due.missed > 0)
      tell(schedule, 'missed', `${name}: ${due.missed} earlier ${due.missed === 1 ? 'run was' : 'runs were'} missed`);
    if (due.late) tell(schedule, 'made-up', `${name}: made up for now, it was due at ${isoMinute(due.due)}`);
    running.set(
      name,
      run(schedule, due)
        .catch((error: unknown) => tell(schedule, 'failed', `${name}: ${error instanceof Error ? error.message : ''}`))
        .finally(() => running.delete(name)),
    );
  };
  return {
    tick() {
      const now = clock.now();
      for (const schedule of schedules()) {
        const dealtWith = readDue(memory.get(kind, schedule.name));
        if (dealtWith === null) {
          memory.put(kind, schedule.name, { due: now });
          continue;
        }
        const due = dueRun(schedule, dealtWith, now);
        if (due === null) continue;
        // Before the run: a run that ends the process must not begin it for ever.
        memory.put(kind, schedule.name, { due: due.due });
        begin(schedule, due);
      }
    },
    async idle() {
      await Promise.all(running.values());
    },
  };
}

function readDue(stored: unknown): EpochMs | null {
  if (typeof stored !== 'object' || stored === null || !('due' in stored)) return null;
  return typeof stored.due === 'number' && Number.isFinite(stored.due) ? epochMs(stored.due) : null;
}

const isoMinute = (at: EpochMs): string => `${new Date(at).toISOString().slice(0, 16)}Z`;
