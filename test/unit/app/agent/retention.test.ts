import { describe, expect, it } from 'vitest';
import { retention } from '../../../../src/app/agent/retention.ts';
import { seenRestarts } from '../../../../src/app/agent/seen-restarts.ts';
import { deviceName, epochMs } from '../../../../src/core/brands.ts';
import type { JudgedMember } from '../../../../src/core/judgement.ts';
import { reason } from '../../../../src/core/reason.ts';
import { err, ok } from '../../../../src/core/result.ts';
import { unknownMember } from '../../../../src/core/unknown-facts.ts';
import type { RecordStore } from '../../../../src/record-ports.ts';
import { manualTime } from './manual-time.ts';

function scene(keepMs: number | null, prune: RecordStore['prune']) {
  const time = manualTime();
  const log: string[] = [];
  const steps: number[] = [];
  const pruning = retention({
    record: {
      prune(olderThan, limit) {
        steps.push(olderThan);
        return prune(olderThan, limit);
      },
    },
    keepMs: () => keepMs,
    clock: time.clock,
    after: time.after,
    log: (level, message) => void log.push(`${level} ${message}`),
  });
  return { time, log, steps, pruning };
}
const year = 365 * 86_400_000;

describe('retention', () => {
  it('goes in small steps with room between them, once an hour', async () => {
    let left = 3;
    const { time, steps, log } = scene(year, () => {
      left -= 1;
      return ok({ removed: 100, done: left <= 0 });
    });
    const start = time.now();
    await time.pass(10_000);
    expect(steps.map((olderThan) => olderThan + year - start)).toEqual([200, 400, 600]);
    expect(log).toEqual(['info retention: old texts were removed']);
    await time.pass(3_600_000);
    expect(steps).toHaveLength(4);
  });

  it('removes nothing where everything is kept, and nothing after its end', async () => {
    const kept = scene(null, () => ok({ removed: 1, done: true }));
    await kept.time.pass(7_200_000);
    expect(kept.steps).toEqual([]);
    const ended = scene(year, () => ok({ removed: 1, done: true }));
    ended.pruning.stop();
    await ended.time.pass(7_200_000);
    expect(ended.steps).toEqual([]);
  });

  it('tells of a record that takes no writes, and tries again in an hour', async () => {
    const { time, steps, log } = scene(year, () => err({ kind: 'full', message: 'the disk is full', advice: '' }));
    await time.pass(3_700_000);
    expect(steps).toHaveLength(2);
    expect(log[0]).toBe('error retention: the disk is full');
  });
});

describe('a fall of uptime', () => {
  const member = (id: string, startedAt: number | null): JudgedMember => ({
    id,
    facts: {
      ...unknownMember(id, reason('unsupported', 'not asked')),
      startedAt: startedAt === null ? null : epochMs(startedAt),
    },
    reference: null,
    verdict: 'compliant',
    missing: [],
    next: null,
  });
  it('is seen for each member, and not where the start-up only seems to move or was not seen', () => {
    const restarts = seenRestarts();
    const note = (...members: readonly JudgedMember[]) => restarts.note({ device: deviceName('r1'), members });
    const start = Date.UTC(2026, 4, 20);
    expect(note(member('1', start), member('2', start))).toBe(false);
    expect(note(member('1', start + 60_000), member('2', start))).toBe(false);
    expect(note(member('1', null))).toBe(false);
    expect(note(member('1', start), member('2', start + 600_000))).toBe(true);
    expect(note(member('1', start), member('2', start + 600_000))).toBe(false);
  });
});
