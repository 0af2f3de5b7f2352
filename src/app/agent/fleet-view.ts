import type { Metrics } from '../../agent-ports.ts';
import type { DeviceName, EpochMs } from '../../core/brands.ts';
import type { Device } from '../../core/inventory.ts';
import type { JudgedDevice } from '../../core/judgement.ts';
import { type Verdict, verdicts } from '../../core/verdict.ts';
import type { RecordStore } from '../../record-ports.ts';
import { seenRestarts } from './seen-restarts.ts';

/** The last verdict of each device, as the metrics show it. */
export type FleetView = {
  /** Takes up what is on record, without opening each judgement; gives what the devices run. */
  readonly restore: () => readonly { readonly device: DeviceName; readonly running: string }[];
  /** To be called before a device is asked: afterwards the record tells what it was just seen to be. */
  readonly recall: (device: DeviceName) => void;
  /** Gives what the device runs, and whether it was started since it was last seen. */
  readonly note: (judged: Pick<JudgedDevice, 'device' | 'verdict' | 'evidenceAt' | 'members'>) => {
    readonly running: string | null;
    readonly restarted: boolean;
  };
};

const stepSize = 1_000;

export function fleetView(
  record: Pick<RecordStore, 'verdictHeads' | 'lastJudgement'>,
  metrics: Metrics,
  devices: () => readonly Device[],
): FleetView {
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
  const show = (device: DeviceName, verdict: Verdict, evidenceAt: EpochMs | null): void => {
    last.set(device, verdict);
    if (verdict !== 'unverified' && evidenceAt !== null)
      metrics.set('pawl_device_last_audit_timestamp_seconds', { device }, evidenceAt / 1000);
  };
  const firstRuns = (members: JudgedDevice['members']): string | null => members[0]?.facts?.version ?? null;
  return {
    restore() {
      const running: { readonly device: DeviceName; readonly running: string }[] = [];
      let after: string | null = null;
      for (;;) {
        const heads = record.verdictHeads({ after, limit: stepSize });
        for (const { device, verdict, takenAt, runs } of heads) {
          show(device, verdict, takenAt);
          // Several releases in one device, or a release with a blank in it: the judgement tells which is the first.
          const isPlain = runs !== null && !runs.includes(' ');
          const version = isPlain ? runs || null : firstRuns(record.lastJudgement(device)?.members ?? []);
          if (version !== null) running.push({ device, running: version });
        }
        after = heads.at(-1)?.device ?? null;
        if (after === null || heads.length < stepSize) return running;
      }
    },
    recall(device) {
      if (restarts.knows(device)) return;
      const before = record.lastJudgement(device);
      if (before !== null) restarts.note(before);
    },
    note(judged) {
      const { device, verdict, evidenceAt, members } = judged;
      show(device, verdict, evidenceAt);
      return { running: firstRuns(members), restarted: restarts.note(judged) };
    },
  };
}
