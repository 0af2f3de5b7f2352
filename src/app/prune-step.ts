import type { AgentSettings } from '../core/agent.ts';
import { type EpochMs, epochMs } from '../core/brands.ts';
import { ok, type Result } from '../core/result.ts';
import type { RecordFailure, RecordStore } from '../record-ports.ts';

/** Texts that one step touches: some tens of milliseconds, so that the agent goes on listening between two. */
const stepTexts = 40;

/**
 * One step of the retention of `agent.yaml`; to be called again, with a pause, until `done`, once a day or so. Lines of
 * alerts stand in the links of their alerts and live as long; other lines are kept nowhere, so that `logLines` bounds
 * nothing here.
 */
export function pruneStep(
  record: Pick<RecordStore, 'prune'>,
  { observationsMs }: AgentSettings['retention'],
  now: EpochMs,
): Result<{ readonly removed: number; readonly done: boolean }, RecordFailure> {
  if (observationsMs === null) return ok({ removed: 0, done: true });
  return record.prune(epochMs(now - observationsMs), stepTexts);
}
