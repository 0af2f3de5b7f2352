import type { Metrics } from '../../agent-ports.ts';
import type { DeviceName } from '../../core/brands.ts';
import type { Device } from '../../core/inventory.ts';
import type { JudgedDevice } from '../../core/judgement.ts';
import { type Verdict, verdicts } from '../../core/verdict.ts';
import { seenRestarts } from './seen-restarts.ts';

/** The last verdict of each device, as the metrics show it. */
export type FleetView = {
  /** Gives what the device runs, and whether it was started since it was last seen. */
  readonly note: (judged: Pick<JudgedDevice, 'device' | 'verdict' | 'evidenceAt' | 'members'>) => {
    readonly running: string | null;
    readonly restarted: boolean;
  };
};

export function fleetView(metrics: Metrics, devices: () => readonly Device[]): FleetView {
  const last = new Map<DeviceName, Verdict>();
  const restarts = seenRestarts();
  metrics.onRead(() => {
    const counts = new Map<string, number>([...verdicts, 'none'].map((verdict) => [verdict, 0]));
    for (const { name } of devices()) {
      const verdict = last.get(name) ?? 'none';
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    }
    for (const [verdict, count] of counts) metrics.set('pawl_devices', { verdict }, count);
  });
  return {
    note(judged) {
      const { device, verdict, evidenceAt, members } = judged;
      last.set(device, verdict);
      if (verdict !== 'unverified' && evidenceAt !== null)
        metrics.set('pawl_device_last_audit_timestamp_seconds', { device }, evidenceAt / 1000);
      return { running: members[0]?.facts?.version ?? null, restarted: restarts.note(judged) };
    },
  };
}
