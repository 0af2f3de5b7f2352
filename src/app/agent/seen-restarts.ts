import type { DeviceName } from '../../core/brands.ts';
import type { JudgedDevice } from '../../core/judgement.ts';

/** Uptimes in whole minutes make one start-up seem to move by this much. */
const slackMs = 120_000;

/** True where a member was started since the device was last seen: its uptime fell. */
export type SeenRestarts = {
  readonly knows: (device: DeviceName) => boolean;
  readonly note: (judged: Pick<JudgedDevice, 'device' | 'members'>) => boolean;
};

export function seenRestarts(): SeenRestarts {
  const starts = new Map<DeviceName, Map<string, number>>();
  return {
    knows: (device) => starts.has(device),
    note({ device, members }) {
      const before = starts.get(device);
      const now = new Map(before);
      let restarted = false;
      for (const { id, facts } of members) {
        if (facts === null || facts.startedAt === null) continue;
        const last = before?.get(id);
        restarted ||= last !== undefined && facts.startedAt > last + slackMs;
        now.set(id, facts.startedAt);
      }
      starts.set(device, now);
      return restarted;
    },
  };
}
