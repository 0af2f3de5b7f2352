import type { AgentLog } from '../../agent-ports.ts';

/** Runs something whose fault must stop nothing else; it is logged. */
export function guarded(run: () => void, log: AgentLog): void {
  try {
    run();
  } catch (error) {
    log('error', 'a fault of pawl; it goes on', {
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}
