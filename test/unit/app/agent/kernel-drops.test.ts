import { expect, it } from 'vitest';
import { kernelDropCounter } from '../../../../src/app/agent/kernel-drops.ts';
import { countingMetrics } from './intake-kit.ts';

it('what the kernel dropped is counted once, and told', async () => {
  const { metrics, value } = countingMetrics();
  const told: string[] = [];
  let drops: number | null = null;
  const count = kernelDropCounter(
    { drops: async () => drops },
    metrics,
    (level, message) => void told.push(`${level} ${message}`),
  );
  await count();
  expect([value('pawl_kernel_drops_total udp'), told]).toEqual([0, []]);
  drops = 5;
  await count();
  await count();
  drops = 7;
  await count();
  expect(value('pawl_kernel_drops_total udp')).toBe(7);
  expect(told).toHaveLength(2);
});
