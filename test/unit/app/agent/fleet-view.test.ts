import { expect, test } from 'vitest';
import { fleetView } from '../../../../src/app/agent/fleet-view.ts';
import { deviceName, epochMs } from '../../../../src/core/brands.ts';
import type { RecordStore } from '../../../../src/record-ports.ts';
import { inventoryDevice, memoryRecord } from '../../../integration/audit-kit.ts';
import { countingMetrics } from './intake-kit.ts';

const head = (name: string, runs: string | null) => ({
  device: deviceName(name),
  seq: 1,
  verdict: 'compliant' as const,
  takenAt: epochMs(5_000),
  runs,
});

test('a start takes up verdicts and releases by the thousand, and opens a judgement only where that is in doubt', () => {
  const names = Array.from({ length: 2_500 }, (_, at) => `d${String(at).padStart(4, '0')}`);
  const opened: string[] = [];
  const record: Pick<RecordStore, 'verdictHeads' | 'lastJudgement'> = {
    verdictHeads: ({ after, limit }) =>
      names
        .filter((name) => name > (after ?? ''))
        .slice(0, limit)
        .map((name) => head(name, name === 'd0007' ? '17.9.4 17.6.5' : name === 'd0008' ? null : '17.9.4')),
    lastJudgement(device) {
      opened.push(device);
      return null;
    },
  };
  const { metrics, value } = countingMetrics();
  const view = fleetView(record, metrics, () => names.map((name) => inventoryDevice({ name: deviceName(name) })));
  const runs = view.restore();
  expect(runs.length).toBe(2_498);
  expect(runs[0]).toEqual({ device: 'd0000', running: '17.9.4' });
  expect(opened).toEqual(['d0007', 'd0008']);
  expect(value('pawl_device_last_audit_timestamp_seconds d2499')).toBe(5);
});

test('what a device was started at before is recalled once, before it is asked', () => {
  const record = memoryRecord();
  let asked = 0;
  const { metrics } = countingMetrics();
  const view = fleetView(
    {
      ...record,
      lastJudgement(device) {
        asked += 1;
        return record.lastJudgement(device);
      },
    },
    metrics,
    () => [],
  );
  const device = deviceName('r1');
  view.recall(device);
  view.note({ device, verdict: 'compliant', evidenceAt: null, members: [] });
  view.recall(device);
  expect(asked).toBe(1);
});
