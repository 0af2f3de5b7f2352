import { deviceName, epochMs } from '../../src/core/brands.ts';
import type { DeviceFacts } from '../../src/core/facts.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { DeviceState } from '../../src/core/history.ts';
import type { Judgement } from '../../src/core/judgement.ts';
import type { Observation } from '../../src/core/observation.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import type { AuditStart } from '../../src/record-ports.ts';

/** Values of our own, small and complete, for the tests of the record. */

export const clock = (start = Date.UTC(2026, 0, 1)): (() => ReturnType<typeof epochMs>) => {
  let at = start;
  return () => {
    at += 1_000;
    return epochMs(at);
  };
};

export const audit = (id: string, ...selected: readonly string[]): AuditStart => ({
  id,
  trigger: 'manual',
  startedAt: epochMs(Date.UTC(2026, 0, 1)),
  selected: selected.map(deviceName),
  alert: null,
  by: 'tester',
});

export const facts = (version: string): DeviceFacts => ({
  platform: 'alpha',
  hostname: 'sw1',
  unsupportedMode: null,
  members: [],
  absentMembers: [],
  listings: [],
  images: [],
  scheduledReload: null,
  configWrittenBy: { version, from: 'header' },
  deviceClock: null,
  removableBoot: [],
  extensions: null,
  bootloader: [],
  trust: [],
  peer: null,
  notCheckable: [],
  notes: [],
  missing: [],
});

export const finding = (id: string, device: string, change: Partial<Finding> = {}): Finding => ({
  id,
  device: deviceName(device),
  type: 'os-downgraded',
  subject: '1.2.3',
  member: null,
  severity: 'critical',
  expected: '1.2.4',
  observed: '1.2.3',
  status: 'open',
  labels: [],
  authorizedBy: null,
  closedBecause: null,
  closedNote: null,
  firstSeen: epochMs(1_000),
  lastSeen: epochMs(1_000),
  closedAt: null,
  evidence: ['show version'],
  step: null,
  baselineRevision: null,
  ...change,
});

export const state = (device: string, findings: readonly Finding[] = [], epoch = 0): DeviceState => ({
  device: deviceName(device),
  epoch,
  firstObservedAt: epochMs(1_000),
  lastObservedAt: epochMs(2_000),
  members: [],
  last: null,
  lastGood: null,
  lastOffer: null,
  findings,
  digests: [],
  decisions: [],
});

export type Sample = { readonly observation: Observation; readonly judgement: Judgement };

export function result(
  device: string,
  verdict: Verdict,
  options: {
    readonly takenAt?: number | null;
    readonly version?: string;
    readonly output?: string;
    readonly findings?: readonly Finding[];
    readonly source?: Observation['source'];
  } = {},
): Sample {
  const {
    takenAt = Date.UTC(2026, 0, 2),
    version = '1.2.3',
    output = `version ${version}\r\n`,
    findings = [],
  } = options;
  const seen = facts(version);
  const at = takenAt === null ? null : epochMs(takenAt);
  return {
    observation: {
      device: deviceName(device),
      platform: 'alpha',
      source: options.source ?? 'ssh',
      takenAt: at,
      facts: seen,
      answers: [
        {
          command: 'show version',
          slug: 'show-version',
          status: 'ok',
          text: output,
          reason: null,
          startedAt: at,
          tookMs: 12,
        },
        {
          command: 'show boot',
          slug: 'show-boot',
          status: 'ok',
          text: 'boot image',
          reason: null,
          startedAt: at,
          tookMs: 3,
        },
      ],
      ssh: null,
      failure: null,
    },
    judgement: {
      device: deviceName(device),
      platform: 'alpha',
      verdict,
      reason: null,
      assurance: 'version',
      digestAgeMs: null,
      historySince: at,
      evidenceAt: at,
      facts: seen,
      members: [],
      baseline: { name: 'b', rule: 'fits by platform', revision: 'sha256:00' },
      images: [],
      findings,
      changes: findings.map((each) => ({ kind: 'opened', finding: each })),
      state: state(device, findings),
    },
  };
}
