import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Configuration, configurationOf } from '../../src/app/configuration.ts';
import type { Alert, AlertStep } from '../../src/core/alert.ts';
import { deviceName, type EpochMs, epochMs } from '../../src/core/brands.ts';
import type { Decision } from '../../src/core/decision.ts';
import type { DeviceFacts, MemberFacts } from '../../src/core/facts.ts';
import type { Finding } from '../../src/core/finding.ts';
import { blankState } from '../../src/core/history.ts';
import type { JudgedImage, Judgement } from '../../src/core/judgement.ts';
import type { Reason } from '../../src/core/reason.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { readConfigFolders } from '../../src/edge/config-folder.ts';
import { openRecord } from '../../src/edge/sqlite/record-store.ts';
import type { RecordStore } from '../../src/record-ports.ts';
import { facts } from './sqlite-samples.ts';

/** A small fleet of ours over a quarter: every verdict, every kind of approval, audits that were missed and cut off. */

const day = 86_400_000;
const week = 7 * day;
const monday = Date.UTC(2026, 0, 5, 2);

const campus = `name: campus
approvedBy: R. Vos, network architecture
match: {platform: iosxe}
approved:
  - version: 17.09.04a
    images: [{file: cat9k_iosxe.17.09.04a.SPA.bin, sha512: "${'4f'.repeat(64)}", source: vendor list of 2026-01-02}]
  - version: 17.06.05
rollback: [17.06.05]
`;
const branch = (approved: string): string => `name: branch
match: {platform: junos}
approved: [{version: ${approved}}]
waivers:
  - {device: branch1, until: 2026-04-30, ticket: CHG2044, approvedBy: I. Adeyemi, reason: "line card needs it until May", covers: [os-not-approved]}
`;
const firewalls = `name: firewalls
approvedBy: C. Duarte
match: {platform: fortios}
approved: [{version: 7.2.8}]
`;

/** The operator's files by path. */
export const reportFiles: Readonly<Record<string, string>> = {
  'inventory/hosts.yaml': `core1: {platform: iosxe, groups: [core], data: {site: ams, role: core, serials: [FOC2501A1AA]}}
core2: {platform: iosxe, groups: [core], data: {site: ams, role: core}}
branch1: {platform: junos, data: {site: rtm, role: branch}}
branch2: {platform: junos, data: {site: utr, role: branch}}
fw1: {platform: fortios, data: {site: ams, role: firewall}}
fw2: {platform: fortios, excluded: {reason: "decommissioned in May", approvedBy: C. Duarte, until: 2026-06-30}, data: {site: rtm}}
leaf1: {platform: eos, data: {site: ams, role: leaf}}
spine1: {platform: nxos, data: {site: ams, role: spine}}
`,
  'inventory/groups.yaml': 'core: {data: {tags: [core]}}\n',
  'inventory/defaults.yaml': 'username: audit\npassword: {env: PAWL_PASSWORD}\n',
  'inventory/agent.yaml': `windows:
  - {name: CHG1001, select: {device: core1}, from: 2026-02-03T20:00Z, to: 2026-02-03T23:00Z, ticket: CHG1001, approvedBy: R. Vos, target: {version: 17.09.04a}}
schedules:
  - {name: weekly, cron: "0 2 * * 1", timeZone: UTC}
`,
  'baselines/campus.yaml': campus,
  'baselines/branch.yaml': branch('23.4R2-S2'),
  'baselines/firewalls.yaml': firewalls,
};

const revision = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const member = (device: string, id: string, version: string, more: Partial<MemberFacts>): MemberFacts => ({
  id,
  role: null,
  serial: `SN-${device}-${id}`.toUpperCase(),
  model: null,
  version,
  versionAlso: [],
  build: null,
  patches: null,
  featureSet: null,
  image: null,
  mode: null,
  startedAt: null,
  reloadReason: null,
  memory: [],
  inactive: [],
  packages: [],
  softwareHash: null,
  boot: {
    next: {
      kind: 'image',
      image: 'running',
      version,
      versionFrom: 'running',
      exists: true,
      fallbacks: [],
      implicit: false,
    },
    list: null,
    unsaved: null,
    configRegister: null,
    nextConfigRegister: null,
    manual: null,
    commit: null,
    autoAbort: null,
    source: 'show boot',
  },
  ...more,
});

export const reportFinding = (id: string, device: string, at: number, change: Partial<Finding>): Finding => ({
  id,
  device: deviceName(device),
  type: 'os-downgraded',
  subject: '',
  member: 'self',
  severity: 'critical',
  expected: '',
  observed: '',
  status: 'open',
  labels: [],
  authorizedBy: null,
  closedBecause: null,
  closedNote: null,
  firstSeen: epochMs(at),
  lastSeen: epochMs(at),
  closedAt: null,
  evidence: ['show version'],
  step: null,
  baselineRevision: null,
  ...change,
});

export type Seen = {
  readonly device: string;
  readonly platform: string;
  readonly at: number;
  readonly verdict: Verdict;
  readonly members: readonly MemberFacts[];
  readonly findings?: readonly Finding[];
  readonly closed?: readonly Finding[];
  readonly images?: readonly JudgedImage[];
  readonly baseline?: Judgement['baseline'];
  readonly reason?: Reason;
  readonly assurance?: Judgement['assurance'];
  readonly reference?: string;
};

/** Records what one audit saw on one device. */
export function see(record: RecordStore, auditId: string, seen: Seen): void {
  const { device, platform, members, findings = [], closed = [], reason = null } = seen;
  const at = epochMs(seen.at);
  const name = deviceName(device);
  const read: DeviceFacts | null =
    members.length === 0 ? null : { ...facts(members[0]?.version ?? ''), platform, hostname: device, members };
  const state = record.deviceState(name) ?? blankState(name);
  const before = new Set(state.findings.map(({ id }) => id));
  const judgement: Judgement = {
    device: name,
    platform,
    verdict: seen.verdict,
    reason,
    assurance: seen.assurance ?? (read === null ? null : 'version'),
    digestAgeMs: seen.images === undefined ? null : 3_600_000,
    historySince: state.firstObservedAt ?? at,
    evidenceAt: at,
    facts: read,
    members: members.map((facts) => ({
      id: facts.id,
      facts,
      reference: { version: seen.reference ?? facts.version ?? '', patches: [], observedAt: at },
      verdict: seen.verdict,
      missing: [],
      next: facts.boot.next,
    })),
    baseline: seen.baseline ?? null,
    images: seen.images ?? [],
    findings,
    changes: [
      ...findings.map((finding) => ({ kind: before.has(finding.id) ? 'seen-again' : 'opened', finding }) as const),
      ...closed.map((finding) => ({ kind: 'closed', finding }) as const),
    ],
    state: {
      ...state,
      firstObservedAt: state.firstObservedAt ?? at,
      lastObservedAt: at,
      members: members.map(({ id, serial, model, version }) => ({
        id,
        serial,
        model,
        platform,
        replacedBy: null,
        reference: { version: seen.reference ?? version ?? '', patches: [], observedAt: at },
        running: { version: version ?? '', patches: null, since: at, seenAt: at },
        startedAt: null,
        ran: [],
      })),
      last: read,
      findings,
    },
  };
  const stored = record.recordResult({
    auditId,
    observation: {
      device: name,
      platform,
      source: 'ssh',
      takenAt: at,
      facts: read,
      answers:
        read === null
          ? []
          : [
              {
                command: 'show version',
                slug: 'show-version',
                status: 'ok',
                text: `${platform} ${members.map(({ version }) => version).join(' ')}\n`,
                reason: null,
                startedAt: at,
                tookMs: 120,
              },
            ],
      ssh: null,
      failure: reason,
    },
    judgement,
  });
  if (!stored.ok) throw new Error(stored.error.message);
}

const campusRule = { name: 'campus', rule: 'most specific: platform', revision: revision(campus) };
const branchRule = (approved: string) => ({
  name: 'branch',
  rule: 'most specific: platform',
  revision: revision(branch(approved)),
});
const firewallRule = { name: 'firewalls', rule: 'most specific: platform', revision: revision(firewalls) };

/** What each device showed in week `number` of the quarter, from 0. */
function fleetIn(number: number, at: number): readonly Seen[] {
  const upgraded = number >= 5;
  const core1 = upgraded ? '17.09.04a' : '17.06.05';
  const image = `flash:cat9k_iosxe.${core1}.SPA.bin`;
  const booted = upgraded ? Date.UTC(2026, 1, 3, 21, 12) : Date.UTC(2025, 10, 2, 4);
  const down = number >= 8;
  const core2 = down ? '17.06.05' : '17.09.04a';
  const stack = ['1', '2'].map((id) =>
    member('core2', id, core2, {
      role: id === '1' ? 'active' : 'member',
      model: 'C9300-48UXM',
      image: `flash:cat9k_iosxe.${core2}.SPA.bin`,
      startedAt: epochMs(down ? Date.UTC(2026, 1, 28, 3, 4) : Date.UTC(2025, 11, 1, 4)),
    }),
  );
  const stepped = reportFinding('f-core2-step', 'core2', Date.UTC(2026, 2, 2, 2, 0, 1), {
    subject: core2,
    expected: '17.09.04a or newer',
    observed: 'runs 17.06.05',
    lastSeen: epochMs(at),
    step: { from: '17.09.04a', to: '17.06.05', at: epochMs(Date.UTC(2026, 1, 28, 3, 4)), between: null },
  });
  const acknowledged = { ...stepped, status: number >= 10 ? ('acknowledged' as const) : ('open' as const) };
  const waived = reportFinding('f-branch1-release', 'branch1', monday + 2, {
    type: 'os-not-approved',
    severity: 'medium',
    expected: '23.4R2-S2',
    observed: '22.4R3-S1',
    lastSeen: epochMs(at),
    authorizedBy: { kind: 'waiver', name: 'branch-1', ticket: 'CHG2044', by: 'I. Adeyemi' },
  });
  const back = number >= 6 && number < 9;
  const branch2 = back ? '23.2R1' : '23.4R2-S2';
  const retro = reportFinding('f-branch2-step', 'branch2', Date.UTC(2026, 1, 16, 2, 0, 3), {
    expected: '23.4R2-S2 or newer',
    observed: 'runs 23.2R1',
    lastSeen: epochMs(at),
    ...(number >= 7
      ? { authorizedBy: { kind: 'retrospective', name: 'd-1', ticket: 'CHG1500', by: 'I. Adeyemi' } }
      : {}),
  });
  const pending = reportFinding('f-spine1-next', 'spine1', Date.UTC(2026, 2, 16, 2, 0, 5), {
    type: 'os-downgrade-pending',
    severity: 'high',
    expected: '10.3(6)',
    observed: 'boots bootflash:nxos64-cs.10.2.5.M.bin (10.2(5)) next',
    lastSeen: epochMs(at),
  });
  return [
    {
      device: 'core1',
      platform: 'iosxe',
      at,
      verdict: 'compliant',
      members: [
        member('core1', 'self', core1, {
          model: 'C9500-40X',
          image,
          startedAt: epochMs(booted),
          serial: 'FOC2501A1AA',
        }),
      ],
      images: [
        {
          path: image,
          member: null,
          sizeBytes: 1_090_000_000,
          version: core1,
          digests: [
            {
              algorithm: 'sha512',
              value: upgraded ? '4f'.repeat(64) : '2c'.repeat(64),
              computedBy: 'device',
              knownGood: upgraded ? true : null,
              source: upgraded ? 'vendor list of 2026-01-02' : null,
            },
          ],
        },
      ],
      assurance: 'device-digest',
      baseline: campusRule,
    },
    {
      device: 'core2',
      platform: 'iosxe',
      at: at + 1_000,
      verdict: down ? 'downgraded' : 'compliant',
      members: stack,
      findings: down ? [acknowledged] : [],
      baseline: campusRule,
      reference: '17.09.04a',
    },
    {
      device: 'branch1',
      platform: 'junos',
      at: at + 2_000,
      verdict: 'authorized',
      members: [member('branch1', 'self', '22.4R3-S1', { model: 'MX204' })],
      findings: [waived],
      baseline: branchRule(number < 4 ? '23.2R1' : '23.4R2-S2'),
    },
    {
      device: 'branch2',
      platform: 'junos',
      at: at + 3_000,
      verdict: back ? (number >= 7 ? 'authorized' : 'downgraded') : 'compliant',
      members: [member('branch2', 'self', branch2, { model: 'SRX345' })],
      findings: back ? [retro] : [],
      closed:
        number === 9 ? [{ ...retro, status: 'closed', closedAt: epochMs(at + 3_000), closedBecause: 'fixed' }] : [],
      baseline: branchRule(number < 4 ? '23.2R1' : '23.4R2-S2'),
      reference: '23.4R2-S2',
    },
    number === 12
      ? {
          device: 'fw1',
          platform: 'fortios',
          at: at + 4_000,
          verdict: 'unverified',
          members: [],
          reason: { code: 'unreachable', message: 'no answer from 192.0.2.20 within 10 s' },
        }
      : {
          device: 'fw1',
          platform: 'fortios',
          at: at + 4_000,
          verdict: 'compliant',
          members: [member('fw1', 'self', '7.2.8', { model: 'FortiGate-100F' })],
          baseline: firewallRule,
        },
    {
      device: 'spine1',
      platform: 'nxos',
      at: at + 5_000,
      verdict: number >= 10 ? 'downgrade-pending' : 'unverified',
      members: [
        member('spine1', 'self', '10.3(6)', {
          model: 'N9K-C93180YC-EX',
          ...(number >= 10
            ? {
                boot: {
                  ...member('spine1', 'self', '10.3(6)', {}).boot,
                  next: {
                    kind: 'image',
                    image: 'bootflash:nxos64-cs.10.2.5.M.bin',
                    version: '10.2(5)',
                    versionFrom: 'name',
                    exists: true,
                    fallbacks: [],
                    implicit: false,
                  },
                },
              }
            : {}),
        }),
      ],
      findings: number >= 10 ? [pending] : [],
      reason: { code: 'no-baseline', message: 'no baseline matches this device' },
    },
    ...(number < 3
      ? [
          {
            device: 'old-hub',
            platform: 'ios',
            at: at + 6_000,
            verdict: 'noncompliant' as const,
            members: [member('old-hub', 'self', '15.2(4)M7', { model: 'CISCO2911/K9' })],
          },
        ]
      : []),
  ];
}

const step = (change: Partial<AlertStep>): AlertStep => ({
  file: 'syslog',
  lineNumber: 1,
  at: null,
  kind: 'boot-change',
  detail: null,
  score: 40,
  rule: 'iosxe.boot-system',
  user: null,
  source: null,
  command: null,
  image: null,
  version: null,
  direction: null,
  outcome: null,
  line: '',
  ...change,
});

/** The log lines of the step back of core2, as the agent would have recorded them. */
export const reportAlert: Alert = {
  id: 'a-core2-1',
  device: 'core2',
  platform: 'iosxe',
  stage: 'restarted',
  score: 90,
  disposition: 'confirmed',
  labels: [],
  openedAt: Date.UTC(2026, 1, 28, 2, 41),
  updatedAt: Date.UTC(2026, 1, 28, 3, 5),
  steps: [
    step({
      at: Date.UTC(2026, 1, 28, 2, 41),
      user: 'jdoe',
      source: '198.51.100.7',
      command: 'boot system flash:cat9k_iosxe.17.06.05.SPA.bin',
      line: '<189>101: core2: Feb 28 02:41:00.000: %PARSER-5-CFGLOG_LOGGEDCMD: User:jdoe  logged command:boot system flash:cat9k_iosxe.17.06.05.SPA.bin',
    }),
    step({
      lineNumber: 2,
      at: Date.UTC(2026, 1, 28, 3, 5),
      kind: 'restarted',
      rule: 'iosxe.restart',
      line: '<189>1: core2: Feb 28 03:05:00.000: %SYS-5-RESTART: System restarted --',
    }),
  ],
};

export type KitOptions = {
  /** Order in which an audit records its devices. */
  readonly order?: (devices: readonly Seen[]) => readonly Seen[];
  /** Weeks of the quarter, at most 13. */
  readonly weeks?: number;
  readonly change?: (seen: Seen) => Seen;
  readonly alert?: Alert;
  /** Names and reasons that people type. */
  readonly person?: () => string;
};

/** Writes the record of the quarter and the operator's files into a folder. The eighth week has no audit. */
export function writeReportRecord(
  folder: string,
  { order = (all) => all, weeks = 13, change = (one) => one, alert = reportAlert, person }: KitOptions = {},
): void {
  for (const [name, text] of Object.entries(reportFiles)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  let now = monday;
  const opened = openRecord(join(folder, 'pawl.db'), { mode: 'create', now: () => epochMs(now) });
  if (!opened.ok) throw new Error(opened.error.message);
  const record = opened.value;
  for (const text of [campus, branch('23.2R1'), firewalls]) record.recordBaseline(revision(text), text);
  for (let number = 0; number < weeks; number += 1) {
    if (number === 3) continue;
    const at = monday + number * week;
    now = at;
    if (number === 4) record.recordBaseline(revision(branch('23.4R2-S2')), branch('23.4R2-S2'));
    if (number === 7)
      decide(
        record,
        now - day,
        'd-1',
        'f-branch2-step',
        'authorize',
        'CHG1500',
        person?.() ?? 'I. Adeyemi',
        person?.() ?? 'rolled back with the vendor on the line',
      );
    if (number === 8) {
      record.recordAlerts([alert]);
    }
    if (number === 10)
      decide(
        record,
        now - day,
        'd-2',
        'f-core2-step',
        'acknowledge',
        null,
        person?.() ?? 'J. Novak',
        person?.() ?? 'asked the site, waiting for an answer',
      );
    const id = `audit-${String(number + 1).padStart(2, '0')}`;
    const devices = fleetIn(number, at);
    record.startAudit({
      id,
      trigger: 'schedule',
      startedAt: epochMs(at),
      selected: devices.map(({ device }) => deviceName(device)),
      alert: null,
      by: null,
    });
    const cutOff = number === 2;
    now = at + 10_000;
    for (const seen of order(devices)) {
      if (cutOff && seen.device === 'fw1') continue;
      now += 100;
      see(record, id, change(seen));
    }
    now = at + 60_000;
    if (!cutOff) record.finishAudit({ id, finishedAt: epochMs(now), outcome: 'finished' });
  }
  record.close();
}

function decide(
  record: RecordStore,
  at: number,
  id: string,
  finding: string,
  kind: 'authorize' | 'acknowledge',
  ticket: string | null,
  by: string,
  reason: string,
): void {
  const found = record.findingById(finding);
  if (found === null) throw new Error(`no finding ${finding}`);
  const state = record.deviceState(found.device);
  if (state === null) throw new Error(`no state of ${found.device}`);
  const decision: Decision = { id, device: found.device, at: epochMs(at), by, reason, ticket, kind, finding };
  const done = record.applyDecision(decision, {
    ...state,
    decisions: [...state.decisions, decision],
    findings: state.findings.map((one) =>
      one.id === finding && kind === 'acknowledge' ? { ...one, status: 'acknowledged' as const } : one,
    ),
  });
  if (!done.ok) throw new Error(done.error.message);
}

/** The configuration of a folder that `writeReportRecord` wrote; it must be without problems. */
export function reportConfiguration(folder: string): Configuration {
  const files = readConfigFolders({ inventory: join(folder, 'inventory'), baselines: join(folder, 'baselines') });
  if (!files.ok) throw new Error(files.error);
  const { configuration, problems } = configurationOf(files.value);
  if (problems.some(({ severity }) => severity === 'error')) throw new Error(JSON.stringify(problems));
  return configuration;
}

/** Opens the record of a folder to read; `use` must not keep it. */
export function withReportRecord<T>(folder: string, use: (record: RecordStore) => T): T {
  const opened = openRecord(join(folder, 'pawl.db'), { mode: 'read', now: () => 0 as EpochMs });
  if (!opened.ok) throw new Error(opened.error.message);
  try {
    return use(opened.value);
  } finally {
    opened.value.close();
  }
}
