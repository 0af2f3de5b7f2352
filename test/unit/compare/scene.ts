import { applyDecision } from '../../../src/compare/decide.ts';
import { type JudgeInput, judge } from '../../../src/compare/judge.ts';
import { trustedFiles } from '../../../src/compare/trusted-files.ts';
import type { Approved, Baseline, ChangeWindow, TrustedFile, Waiver } from '../../../src/core/baseline.ts';
import { deviceName, type EpochMs, epochMs, hexDigest } from '../../../src/core/brands.ts';
import type { Decision } from '../../../src/core/decision.ts';
import type { DeviceFacts, FileFacts, MemberFacts } from '../../../src/core/facts.ts';
import { blankState, type DeviceState } from '../../../src/core/history.ts';
import type { Device } from '../../../src/core/inventory.ts';
import type { Judgement } from '../../../src/core/judgement.ts';
import type { Answer, Observation } from '../../../src/core/observation.ts';
import type { Reason } from '../../../src/core/reason.ts';
import type { VersionScheme } from '../../../src/core/version.ts';
import { iosxeVersions } from '../../../src/platforms/iosxe/versions.ts';

export const hour = 3_600_000;
export const day = 24 * hour;
/** 2026-06-01T00:00:00Z */
export const t0 = Date.UTC(2026, 5, 1);
export const at = (offset: number): EpochMs => epochMs(t0 + offset);

const place = { file: 'baselines/test.yaml', line: 1, column: 1 };
const name = deviceName('edge1');

export function approved(version: string, more: Partial<Approved> = {}): Approved {
  return {
    place,
    version,
    train: null,
    range: null,
    featureSet: null,
    validFrom: null,
    validUntil: null,
    images: [],
    packages: [],
    ...more,
  };
}

export function trusted(file: string, sha512: string, more: Partial<TrustedFile> = {}): TrustedFile {
  const digest = hexDigest('sha512', sha512.repeat(128).slice(0, 128));
  if (!digest.ok) throw new Error(digest.error);
  return {
    file,
    sizeBytes: null,
    digests: [{ algorithm: 'sha512', value: digest.value }],
    source: 'vendor',
    learned: false,
    withdrawn: false,
    ...more,
  };
}

export function baseline(versions: readonly (string | Approved)[], more: Partial<Baseline> = {}): Baseline {
  return {
    name: 'test',
    place,
    approvedBy: 'A. Auditor',
    match: { platform: ['iosxe'] },
    approved: versions.map((version) => (typeof version === 'string' ? approved(version) : version)),
    forbidden: [],
    rollback: [],
    patches: { required: [], allowed: ['*'] },
    extensions: [],
    boot: { configRegister: null, network: 'deny' },
    require: { digest: 'where-possible', maxAgeMs: 7 * day },
    waivers: [],
    revision: `sha256:${versions.map((version) => (typeof version === 'string' ? version : version.version)).join()}`,
    ...more,
  };
}

export const window = (from: number, to: number, version: string, more: Partial<ChangeWindow> = {}): ChangeWindow => ({
  name: 'CHG1',
  select: {},
  from: at(from),
  to: at(to),
  ticket: 'CHG1',
  approvedBy: 'A. Manager',
  target: { version, patch: null, image: null },
  enteredAt: null,
  ...more,
});

export const waiver = (covers: Waiver['covers'], until: number, more: Partial<Waiver> = {}): Waiver => ({
  name: 'W1',
  place,
  select: { device: ['edge1'] },
  until: at(until),
  ticket: 'CHG2',
  approvedBy: 'A. Manager',
  reason: null,
  covers,
  target: null,
  digest: null,
  ...more,
});

export const file = (path: string, more: Partial<FileFacts> = {}): FileFacts => ({
  name: path.slice(path.lastIndexOf(':') + 1).replace(/^\//, ''),
  path,
  sizeBytes: 1000,
  date: 'May 1 2026 00:00:00',
  modifiedAt: at(-60 * day),
  ...more,
});

/** A member in the normal state: runs and boots one installed image since ten days before t0. */
export function member(version: string | null, more: Partial<MemberFacts> = {}): MemberFacts {
  const image = version === null ? null : `bootflash:cat9k_iosxe.${version}.SPA.bin`;
  return {
    id: 'self',
    role: 'active',
    serial: 'FDO10000001',
    model: 'C9300-24U',
    version,
    versionAlso: [],
    build: null,
    patches: [],
    featureSet: null,
    image,
    mode: 'bundle',
    startedAt: at(-10 * day),
    reloadReason: 'Reload Command',
    memory: [],
    inactive: [],
    boot: {
      next:
        image === null || version === null
          ? { kind: 'unresolved', reason: { code: 'boot-unresolved', message: 'not shown' } }
          : { kind: 'image', image, version, versionFrom: 'running', exists: true, fallbacks: [], implicit: false },
      list: image === null ? null : [image],
      unsaved: false,
      configRegister: '0x102',
      nextConfigRegister: null,
      manual: false,
      commit: null,
      autoAbort: null,
      source: 'show boot',
    },
    packages: [],
    softwareHash: null,
    ...more,
  };
}

/** Boot facts in which another image stands first. */
export const bootOf = (
  image: string,
  version: string | null,
  more: Partial<Extract<MemberFacts['boot']['next'], { kind: 'image' }>> = {},
): MemberFacts['boot'] => ({
  ...member('17.12.04').boot,
  next: { kind: 'image', image, version, versionFrom: 'name', exists: true, fallbacks: [], implicit: false, ...more },
  list: [image],
});

export function facts(members: readonly MemberFacts[], more: Partial<DeviceFacts> = {}): DeviceFacts {
  const images = members
    .flatMap(({ image, boot }) => [image, boot.next.kind === 'image' ? boot.next.image : null])
    .filter((path) => path !== null);
  return {
    platform: 'iosxe',
    hostname: 'edge1',
    unsupportedMode: null,
    members,
    absentMembers: [],
    listings: [
      {
        filesystem: 'bootflash:/',
        member: null,
        complete: true,
        files: [...new Set(images)].map((path) => file(path)),
      },
    ],
    images: [],
    scheduledReload: { kind: 'none' },
    configWrittenBy: null,
    deviceClock: null,
    removableBoot: [],
    extensions: null,
    bootloader: [],
    trust: [],
    peer: null,
    notCheckable: [],
    notes: [],
    missing: [],
    ...more,
  };
}

export const listing = (files: readonly FileFacts[]): DeviceFacts['listings'] => [
  { filesystem: 'bootflash:/', member: null, complete: true, files },
];

/** One device over time: each look is judged on the memory of the ones before. */
export type Scene = {
  readonly look: (
    seen: DeviceFacts | null,
    when: number,
    more?: Partial<JudgeInput> & {
      readonly failure?: Reason;
      readonly source?: Observation['source'];
      readonly takenAt?: EpochMs | null;
      readonly answers?: readonly Answer[];
      readonly ssh?: Observation['ssh'];
    },
  ) => Judgement;
  readonly decide: (
    kind: 'authorize' | 'accept' | 'acknowledge' | 'close',
    type: string,
    when: number,
    ticket?: string | null,
    until?: number,
  ) => void;
  readonly recommission: (when: number) => void;
  readonly state: () => DeviceState;
};

export function scene(
  setting: {
    readonly baseline?: Baseline | null;
    readonly others?: readonly Baseline[];
    readonly windows?: readonly ChangeWindow[];
    readonly waivers?: readonly Waiver[];
    readonly serials?: readonly string[];
    readonly scheme?: VersionScheme;
    readonly hashes?: JudgeInput['hashes'];
  } = {},
): Scene {
  let state = blankState(name);
  const scheme = setting.scheme ?? iosxeVersions;
  const chosen = setting.baseline === undefined ? baseline(['17.12.04', '17.09.04a']) : setting.baseline;
  return {
    look(seen, when, more = {}) {
      const { failure, source, takenAt, answers, ssh, ...input } = more;
      const judgement = judge({
        device: device(setting.serials ?? []),
        observation: {
          device: name,
          platform: 'iosxe',
          source: source ?? 'ssh',
          takenAt: takenAt === undefined ? at(when) : takenAt,
          facts: seen,
          answers: answers ?? [],
          ssh: ssh ?? null,
          failure: failure ?? null,
        },
        state,
        scheme,
        baseline: chosen,
        trusted: trustedFiles([...(chosen === null ? [] : [chosen]), ...(setting.others ?? [])]),
        windows: setting.windows ?? [],
        waivers: setting.waivers ?? [],
        hashes: setting.hashes ?? ['md5', 'sha512'],
        now: at(when),
        afterAlert: false,
        peer: null,
        commandsOf: (kind) => [kind],
        isElsewhere: () => false,
        twins: () => [],
        ...input,
      });
      state = judgement.state;
      return judgement;
    },
    decide(kind, type, when, ticket = 'CHG9', until) {
      const finding = state.findings.find((one) => one.type === type && one.status !== 'closed');
      if (finding === undefined) throw new Error(`no open ${type}`);
      const end = until === undefined ? {} : { until: at(until) };
      apply({ kind, finding: finding.id, ...decision(when, ticket), ...end });
    },
    recommission(when) {
      apply({ kind: 'recommission', ...decision(when, 'CHG9') });
    },
    state: () => state,
  };

  function apply(what: Decision): void {
    const result = applyDecision(state, what, scheme);
    if (!result.ok) throw new Error(result.error);
    state = result.value;
  }
  function decision(when: number, ticket: string | null) {
    return { id: `d${when}`, device: name, at: at(when), by: 'ops', reason: 'test', ticket };
  }
}

function device(serials: readonly string[]): Device {
  return {
    name,
    place,
    hostname: '192.0.2.1',
    port: 22,
    platform: 'iosxe',
    groups: [],
    username: null,
    password: null,
    enable: null,
    sources: [],
    ssh: { keyFile: null, passphrase: null, agent: false, jump: null, algorithms: 'modern', hostKey: 'strict' },
    timeouts: { connectMs: 1, commandMs: 1, hashMs: 1, deviceMs: 1 },
    hash: { onDevice: true, offBox: false },
    maxSessions: 1,
    excluded: null,
    site: null,
    role: null,
    tags: [],
    environment: null,
    serials,
    haPeer: null,
    rollingUpgradeMs: day,
  };
}

export const types = (judgement: Judgement): readonly string[] => judgement.findings.map(({ type }) => type).sort();
