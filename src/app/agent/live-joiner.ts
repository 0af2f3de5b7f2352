import type { ChangeWindow } from '../../core/baseline.ts';
import type { Clock } from '../../ports.ts';
import type { Configuration } from '../configuration.ts';
import { type AlertJoiner, alertJoiner } from '../join-alerts.ts';

export type LiveJoinerTools = {
  /** Windows on record now. */
  readonly recordedWindows: () => readonly ChangeWindow[];
  readonly ownAddresses: readonly string[];
  readonly clock: Clock;
};

/** Joins lines as they come, under the files as they are now. `memory` is that of the joiner before. */
export function liveJoiner(
  { recordedWindows, ownAddresses, clock }: LiveJoinerTools,
  configuration: Configuration,
  memory?: AlertJoiner['memory'],
): AlertJoiner {
  let windows: readonly ChangeWindow[] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  /** Asked for every alert, and changed by a person now and then: read from the record once a second at most. */
  const recent = (): readonly ChangeWindow[] => {
    const now = clock.now();
    if (Math.abs(now - readAt) >= 1_000) {
      windows = recordedWindows();
      readAt = now;
    }
    return windows;
  };
  return alertJoiner({
    configuration,
    recordedWindows: recent,
    ownAddresses,
    ...(memory === undefined ? {} : { memory }),
  });
}
