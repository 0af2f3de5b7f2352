import { describe, expect, it } from 'vitest';
import { reloadWatch } from '../../../../src/app/agent/reload-watch.ts';
import { deviceName, epochMs } from '../../../../src/core/brands.ts';
import { manualTime } from './manual-time.ts';

const minute = 60_000;
const hour = 60 * minute;
const r1 = deviceName('r1');

function scene() {
  const time = manualTime();
  const start = time.now();
  let answers: boolean | null = true;
  const asked: number[] = [];
  let probes = 0;
  const watch = reloadWatch({
    clock: time.clock,
    after: time.after,
    probe: async () => {
      probes += 1;
      return answers;
    },
    ask: () => void asked.push(Math.round((time.now() - start) / 1000)),
  });
  return {
    time,
    watch,
    asked,
    probes: () => probes,
    answers: (is: boolean | null) => {
      answers = is;
    },
    until: (ms: number) => epochMs(start + ms),
  };
}

describe('the watch for reloads', () => {
  it('has a device asked when it is back after it was gone', async () => {
    const { time, watch, asked, answers, until } = scene();
    watch.watch(r1, { until: until(24 * hour), announcedAt: null, isGone: false });
    await time.pass(minute);
    answers(false);
    await time.pass(2 * minute);
    expect(asked).toEqual([]);
    answers(true);
    await time.pass(15_000);
    expect(asked).toEqual([195]);
  });

  it('has a device asked that did not answer when it was asked last, as soon as it does', async () => {
    const { time, watch, asked, until } = scene();
    watch.watch(r1, { until: until(24 * hour), announcedAt: null, isGone: true });
    await time.pass(15_000);
    expect(asked).toEqual([15]);
  });

  it('has a device asked after the time that it announced', async () => {
    const { time, watch, asked, until } = scene();
    watch.watch(r1, { until: until(24 * hour), announcedAt: until(2 * minute), isGone: false });
    watch.watch(r1, { until: until(24 * hour), announcedAt: until(2 * minute), isGone: false });
    await time.pass(8 * minute);
    expect(asked).toEqual([7 * 60]);
  });

  it('asks without any sign too, ever more rarely, also where it cannot look', async () => {
    const { time, watch, asked, answers, until } = scene();
    answers(null);
    const again = () => watch.watch(r1, { until: until(24 * hour), announcedAt: null, isGone: false });
    again();
    for (let passed = 0; passed < 3 * hour; passed += minute) {
      const before = asked.length;
      await time.pass(minute);
      if (asked.length > before) again();
    }
    expect(asked.map((seconds) => Math.round(seconds / 60))).toEqual([5, 15, 35, 75, 135]);
  });

  it('asks one that can be seen to be up once an hour without any sign', async () => {
    const { time, watch, asked, until } = scene();
    watch.watch(r1, { until: until(24 * hour), announcedAt: null, isGone: false });
    await time.pass(3 * hour);
    expect(asked.map((seconds) => Math.round(seconds / 60))).toEqual([60, 120, 180]);
  });

  it('ends its close watching when its time is over, and begins none then', async () => {
    const { time, watch, answers, asked, probes, until } = scene();
    watch.watch(r1, { until: until(minute), announcedAt: null, isGone: true });
    answers(false);
    await time.pass(2 * minute);
    const seen = probes();
    answers(true);
    await time.pass(hour);
    expect([watch.size(), asked, probes()]).toEqual([0, [], seen]);
    watch.watch(r1, { until: until(minute), announcedAt: null, isGone: true });
    expect(watch.size()).toBe(0);
  });

  it('looks no more after its end', async () => {
    const { time, watch, asked, until } = scene();
    watch.watch(r1, { until: until(hour), announcedAt: null, isGone: true });
    watch.stop();
    await time.pass(hour);
    expect(asked).toEqual([]);
  });
});
