import { describe, expect, it } from 'vitest';
import { collectorLog } from '../../../src/app/collector-log.ts';
import type { Alert, AlertStep } from '../../../src/core/alert.ts';
import { epochMs } from '../../../src/core/brands.ts';
import { configuration } from '../../integration/audit-kit.ts';

const now = epochMs(Date.UTC(2026, 10, 25));
const step = (more: Partial<AlertStep>): AlertStep => ({
  file: 'x.log',
  lineNumber: 1,
  at: now - 3_600_000,
  kind: 'image-transfer',
  detail: null,
  score: 40,
  rule: 'r',
  user: null,
  source: null,
  command: null,
  image: null,
  version: null,
  direction: null,
  outcome: null,
  line: 'a line',
  ...more,
});
const alert = (steps: readonly AlertStep[]): Alert => ({
  id: 'a1',
  device: 'edge1',
  platform: null,
  stage: 'staged',
  score: 40,
  disposition: 'open',
  labels: [],
  openedAt: now - 3_600_000,
  updatedAt: now - 3_600_000,
  steps,
});
const log = (steps: readonly AlertStep[], own: readonly string[], extra = '') => {
  const [device] = configuration(
    `edge1: {platform: iosxe, hostname: 192.0.2.11, username: audit, password: right${extra}}\nbastion: {platform: iosxe, hostname: 192.0.2.9, username: a, password: b}\n`,
    [],
  ).inventory.devices;
  if (device === undefined) throw new Error('no device');
  return collectorLog({ alerts: () => [alert(steps)] }, device, own, now);
};

describe('what the collector received', () => {
  it('has restarts with the release that they name, and not those that failed', () => {
    const lines = [
      step({ kind: 'restarted', version: '17.9.4' }),
      step({ kind: 'restarted', outcome: 'failed' }),
      step({ kind: 'restarted', at: null }),
    ];
    expect(log(lines, [])?.restarts).toEqual([{ at: now - 3_600_000, version: '17.9.4', line: 'a line' }]);
  });
  it('has uses of the audit account from addresses that are not ours', () => {
    const steps = ['192.0.2.200', '198.51.100.7', 'console', '2001:db8::7', null].map((source) =>
      step({ user: 'audit', source }),
    );
    const uses = log([...steps, step({ user: 'other', source: '198.51.100.7' })], ['192.0.2.200'])?.foreignUse;
    expect(uses?.map(({ source }) => source)).toEqual(['198.51.100.7', '2001:db8::7']);
  });
  it('cannot tell such uses without our addresses, or behind a jump host', () => {
    const steps = [step({ user: 'audit', source: '198.51.100.7' })];
    expect(log(steps, [])?.foreignUse).toBeNull();
    expect(log(steps, ['192.0.2.200'], ', ssh: {jump: bastion}')?.foreignUse).toBeNull();
  });
  it('is nothing without a line that has a time', () => {
    expect(log([step({ at: null })], [])).toBeNull();
    expect(log([], [])).toBeNull();
  });
});
