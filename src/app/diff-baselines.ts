import { trustedFiles } from '../compare/trusted-files.ts';
import { readBaselines } from '../config/baselines.ts';
import { problemText } from '../config/problem.ts';
import type { EpochMs } from '../core/brands.ts';
import { err, ok, type Result } from '../core/result.ts';
import { findPlatform } from '../platforms/index.ts';
import type { RecordStore } from '../record-ports.ts';
import type { Configuration } from './configuration.ts';
import { fleetMemory } from './fleet-memory.ts';
import { judgeObservation } from './judge-observation.ts';
import { knownPlatforms } from './platform-rules.ts';

export type BaselineDiff = {
  readonly schema: 'pawl/baseline-diff/v1';
  readonly before: string;
  readonly after: string;
  readonly baselines: readonly { readonly name: string; readonly change: 'added' | 'removed' | 'changed' }[];
  /** Devices whose verdict or rule differs. */
  readonly devices: readonly {
    readonly device: string;
    readonly before: JudgedSide;
    readonly after: JudgedSide;
    /** Types of findings that only the later one has, and only the earlier one. */
    readonly opens: readonly string[];
    readonly closes: readonly string[];
  }[];
  readonly judged: number;
  /** Without a recorded observation. */
  readonly unjudged: readonly string[];
};

export type JudgedSide = {
  readonly verdict: string;
  readonly reason: string | null;
  readonly baseline: string | null;
  readonly rule: string | null;
};

type Reader = Pick<
  RecordStore,
  'lastJudgements' | 'fleetEntries' | 'observation' | 'deviceState' | 'windows' | 'alerts'
>;

/**
 * Which devices change their verdict between two sets of baselines: the last recorded observation of each device is
 * judged under both, with the same memory, windows and time. Nothing is contacted or recorded.
 */
export function diffBaselines(
  record: Reader,
  before: { readonly name: string; readonly configuration: Configuration },
  after: { readonly name: string; readonly configuration: Configuration },
  now: EpochMs,
): BaselineDiff {
  const seqs = new Map(record.lastJudgements().map(({ device, observation }) => [device, observation.seq]));
  const fleet = fleetMemory(record);
  const windows = [...after.configuration.settings.windows, ...record.windows()];
  const devices: BaselineDiff['devices'][number][] = [];
  const unjudged: string[] = [];
  let judged = 0;
  for (const device of after.configuration.inventory.devices) {
    const seq = seqs.get(device.name);
    const observation = seq === undefined ? null : record.observation(seq);
    const platform = observation === null ? null : findPlatform(observation.facts?.platform ?? observation.platform);
    if (observation === null || platform === null) {
      if (device.excluded === null) unjudged.push(device.name);
      continue;
    }
    judged += 1;
    const judge = (configuration: Configuration) =>
      judgeObservation(
        { configuration, record, windows, fleet, afterAlert: false },
        device,
        platform,
        observation,
        now,
      );
    const [left, right] = [judge(before.configuration), judge(after.configuration)];
    const [from, to] = [sideOf(left), sideOf(right)];
    if (JSON.stringify(from) === JSON.stringify(to)) continue;
    const types = (one: typeof left): ReadonlySet<string> => new Set(one.findings.map(({ type }) => type));
    devices.push({
      device: device.name,
      before: from,
      after: to,
      opens: [...types(right)].filter((type) => !types(left).has(type)),
      closes: [...types(left)].filter((type) => !types(right).has(type)),
    });
  }
  return {
    schema: 'pawl/baseline-diff/v1',
    before: before.name,
    after: after.name,
    baselines: changedBaselines(before.configuration, after.configuration),
    devices,
    judged,
    unjudged,
  };
}

const sideOf = ({ verdict, reason, baseline }: ReturnType<typeof judgeObservation>): JudgedSide => ({
  verdict,
  reason: reason === null ? null : `${reason.code}: ${reason.message}`,
  baseline: baseline?.name ?? null,
  rule: baseline?.rule ?? null,
});

function changedBaselines(before: Configuration, after: Configuration): BaselineDiff['baselines'] {
  const old = new Map(before.baselines.map(({ name, revision }) => [name, revision]));
  const fresh = new Map(after.baselines.map(({ name, revision }) => [name, revision]));
  return [...new Set([...old.keys(), ...fresh.keys()])].sort().flatMap((name): BaselineDiff['baselines'] => {
    if (!old.has(name)) return [{ name, change: 'added' }];
    if (!fresh.has(name)) return [{ name, change: 'removed' }];
    return old.get(name) === fresh.get(name) ? [] : [{ name, change: 'changed' }];
  });
}

/** `sha256:…` of a recorded baseline, or the beginning of one (8 digits or more). */
export const isRevision = (text: string): boolean => /^(?:sha256:[0-9a-f]{8,64}|[0-9a-f]{12,64})$/i.test(text);

/**
 * The present configuration with one baseline as it was in a recorded revision. Trusted digests then come from the
 * baselines alone, so that both sides are judged alike.
 */
export function withRevision(
  configuration: Configuration,
  record: Pick<RecordStore, 'baselineText' | 'lastJudgements'>,
  revision: string,
): Result<Configuration, string> {
  const wanted = revision.toLowerCase().replace(/^(?!sha256:)/, 'sha256:');
  const known = new Set([
    ...configuration.baselines.map(({ revision: own }) => own),
    ...record.lastJudgements().flatMap(({ baseline }) => baseline?.revision ?? []),
  ]);
  const fitting = [...known].filter((one) => one.startsWith(wanted));
  if (fitting.length > 1) return err(`"${revision}" begins ${fitting.length} revisions; give more digits`);
  const full = fitting[0] ?? wanted;
  const text = configuration.baselineTexts.get(full) ?? record.baselineText(full);
  if (text === null) return err(`the record has no baseline revision "${revision}"`);
  const { baselines, problems } = readBaselines([{ file: full.slice(0, 19), text }], knownPlatforms);
  const [old] = baselines;
  if (old === undefined) {
    const [problem] = problems;
    return err(problem === undefined ? `"${revision}" is no baseline` : problemText(problem));
  }
  const rest = configuration.baselines.filter(({ name }) => name !== old.name);
  return ok({ ...configuration, baselines: [...rest, old] });
}

/** Both sides with the trusted values of their baselines alone. */
export const baselinesAlone = (configuration: Configuration): Configuration => ({
  ...configuration,
  trusted: trustedFiles(configuration.baselines),
});
