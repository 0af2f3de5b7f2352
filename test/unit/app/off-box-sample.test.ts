import { describe, expect, it } from 'vitest';
import { isSampled } from '../../../src/app/off-box-sample.ts';
import { deviceName, epochMs } from '../../../src/core/brands.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 11, 1, 2);
const devices = Array.from({ length: 300 }, (_, index) => deviceName(`edge-${index}`));
const runs = (count: number, everyHours: number) =>
  Array.from({ length: count }, (_, index) => epochMs(start + index * everyHours * hour));

describe('the devices that a scheduled run reads off the box', () => {
  it('are the same for the same name and due time, and others the next time', () => {
    const chosen = (due: number) => devices.filter((device) => isSampled({ hash: true }, device, epochMs(due)));
    expect(chosen(start)).toEqual(chosen(start));
    expect(chosen(start).length).toBeGreaterThan(2);
    expect(chosen(start).length).toBeLessThan(30);
    expect(chosen(start).filter((device) => chosen(start + 24 * hour).includes(device))).toEqual([]);
  });

  it.each([
    ['each hour', 1, 29],
    ['each night', 24, 29],
    ['each week', 168, 29],
    ['twice a day', 12, 29],
  ])('are every one once in a round of runs %s', (_, everyHours, round) => {
    for (const device of devices)
      expect(runs(round, everyHours).filter((due) => isSampled({ hash: true }, device, due))).toHaveLength(1);
  });

  it.each([
    [2, 11],
    [12, 13],
    [24, 29],
    [30, 31],
    [49, 53],
  ])('come in turn where one in %i is asked for: once in %i nights', (offBoxEvery, round) => {
    for (const device of devices.slice(0, 50))
      expect(runs(round, 24).filter((due) => isSampled({ hash: true, offBoxEvery }, device, due))).toHaveLength(1);
  });

  it('are all with 1, and none with 0 or, where nothing is said, without hashing', () => {
    const due = epochMs(start);
    expect(devices.every((device) => isSampled({ hash: false, offBoxEvery: 1 }, device, due))).toBe(true);
    expect(runs(40, 1).some((at) => isSampled({ hash: true, offBoxEvery: 0 }, deviceName('a'), at))).toBe(false);
    expect(runs(40, 1).some((at) => isSampled({ hash: false }, deviceName('a'), at))).toBe(false);
  });
});
