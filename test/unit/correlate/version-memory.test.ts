import { describe, expect, test } from 'vitest';
import type { Hit } from '../../../src/core/indicator.ts';
import { type Standards, versionMemory } from '../../../src/correlate/version-memory.ts';

const transfer: Hit = {
  rule: 'ios.image-copied-to-flash',
  kind: 'image-transfer',
  detail: null,
  score: 35,
  platform: 'ios',
  host: 'edge1',
  user: 'ops',
  source: null,
  command: null,
  image: 'c2900-universalk9-mz.SPA.157-3.M8.bin',
  version: '15.7(3)M8',
  direction: null,
  outcome: null,
  techniques: [],
};
const standards = (approval: ReturnType<Standards['approval']>): Standards => ({
  order: (a, b) => (a === b ? 'same' : a < b ? 'older' : 'newer'),
  approval: () => approval,
});

describe('an image that is deleted', () => {
  const deleted: Hit = { ...transfer, detail: 'deleted' };
  test('weighs more where it is the approved one: the device is left without it', () => {
    expect(versionMemory(10).weigh('edge1', deleted, standards('approved')).score).toBe(50);
  });
  test('weighs no more where nothing is known to be approved', () => {
    expect(versionMemory(10).weigh('edge1', deleted, standards(null))).toEqual(deleted);
  });
  test('is no step back where it is older than what runs: old images are tidied away', () => {
    const memory = versionMemory(10);
    memory.runs('edge1', '15.9(3)M1');
    expect(memory.weigh('edge1', deleted, standards('older'))).toEqual(deleted);
    expect(memory.weigh('edge1', transfer, standards('older'))).toMatchObject({ direction: 'older', score: 60 });
  });
  test('weighs no more where the deletion failed', () => {
    const failed: Hit = { ...deleted, outcome: 'failed' };
    expect(versionMemory(10).weigh('edge1', failed, standards('approved'))).toEqual(failed);
  });
});
