import { fileName } from '../compare/trusted-files.ts';
import { type EpochMs, isoTime } from '../core/brands.ts';
import type { DeviceFacts } from '../core/facts.ts';
import { effectOf } from '../core/finding-types.ts';
import type { Device } from '../core/inventory.ts';
import { findBaseline, subjectOf } from '../core/match.ts';
import type { VersionScheme } from '../core/version.ts';
import { compareTexts } from '../core/version.ts';
import {
  type BaselineDraft,
  baselineName,
  baselineText,
  type DraftApproved,
  type DraftFile,
} from '../import/baseline-draft.ts';
import { findPlatform } from '../platforms/index.ts';
import type { RecordStore } from '../record-ports.ts';
import type { Configuration } from './configuration.ts';

export type LearnedBaseline = {
  readonly name: string;
  readonly platform: string;
  readonly models: readonly string[];
  readonly role: string | null;
  readonly devices: readonly string[];
  readonly approved: readonly string[];
  /** Releases that also run in the group and are not proposed. */
  readonly others: readonly { readonly version: string; readonly devices: readonly string[] }[];
  readonly digests: number;
  readonly text: string;
};

export type Learning = {
  readonly schema: 'pawl/baseline-learn/v1';
  readonly proposals: readonly LearnedBaseline[];
  readonly leftOut: readonly { readonly device: string; readonly why: string }[];
  readonly notes: readonly string[];
};

type Seen = { readonly device: Device; readonly facts: DeviceFacts; readonly at: EpochMs | null };

/**
 * Proposes a baseline for each platform, model and role from what was last observed. The release that most devices of
 * a group run is proposed, the newer one where as many run two; `everyVersion` proposes all. Left out: devices that
 * were never read, that a baseline matches already (unless `all`), and those with an open finding of tampering or of a
 * step back: what they run must not become what is approved.
 */
export function learnBaselines(
  configuration: Pick<Configuration, 'baselines'>,
  record: Pick<RecordStore, 'deviceState'>,
  devices: readonly Device[],
  by: string,
  now: EpochMs,
  options: { readonly all: boolean; readonly everyVersion: boolean },
): Learning {
  const leftOut: { device: string; why: string }[] = [];
  const notes: string[] = [];
  const groups = new Map<string, Seen[]>();
  for (const device of devices) {
    const state = record.deviceState(device.name);
    const facts = state?.last ?? null;
    const skip = (why: string): void => void leftOut.push({ device: device.name, why });
    if (state === null || facts === null) {
      skip('never read');
      continue;
    }
    const bad = state.findings.find(
      ({ status, type, severity }) =>
        status !== 'closed' && ['tampered', 'downgraded', 'downgrade-pending'].includes(effectOf(type, severity)),
    );
    if (bad !== undefined) {
      skip(`open finding ${bad.type}`);
      continue;
    }
    if (facts.members.some(({ version }) => version === null)) {
      skip('a release was not read');
      continue;
    }
    const models = modelsOf(facts);
    if (models.some((model) => /[*?[\]{}\\]/.test(model))) {
      skip('its model holds characters of a pattern');
      continue;
    }
    const serials = facts.members.flatMap(({ serial }) => serial ?? []);
    const { baseline, tied } = findBaseline(
      subjectOf(device, { platform: facts.platform, models, serials }),
      configuration.baselines,
    );
    if (!options.all && (baseline !== null || tied.length > 0)) {
      skip(`baseline ${baseline?.name ?? tied.map(({ name }) => name).join(' and ')} matches`);
      continue;
    }
    const key = JSON.stringify([facts.platform, models, device.role]);
    const known = groups.get(key);
    const seen = { device, facts, at: state.lastObservedAt };
    if (known === undefined) groups.set(key, [seen]);
    else known.push(seen);
  }
  const proposals = [...groups.values()].flatMap((group) => propose(group, by, now, options.everyVersion, notes) ?? []);
  return { schema: 'pawl/baseline-learn/v1', proposals, leftOut, notes };
}

const modelsOf = (facts: DeviceFacts): readonly string[] =>
  [...new Set(facts.members.flatMap(({ model }) => model ?? []))].sort();

function propose(
  group: readonly Seen[],
  by: string,
  now: EpochMs,
  everyVersion: boolean,
  notes: string[],
): LearnedBaseline | null {
  const [first] = group;
  const scheme = first === undefined ? null : (findPlatform(first.facts.platform)?.versions ?? null);
  if (first === undefined || scheme === null) return null;
  const models = modelsOf(first.facts);
  const role = first.device.role;
  const ranked = byVersion(group, scheme);
  const chosen = everyVersion ? ranked : ranked.slice(0, 1);
  const others = ranked.slice(chosen.length);
  const name = baselineName(['learned', first.facts.platform, ...models, role]);
  const approved = chosen.map(({ version, seen }) => learnedEntry(version, seen, scheme, notes));
  const draft: BaselineDraft = {
    name,
    approvedBy: null,
    learned: { at: isoTime(now), by, from: group.map(({ device }) => device.name) },
    match: { platform: [first.facts.platform], model: models, role: role === null ? [] : [role] },
    approved,
    extensions: extensionsOf(chosen.flatMap(({ seen }) => seen)),
    head: [
      `Proposed from what runs; not in force until a second person accepts it: pawl baseline accept ${name} --by PERSON`,
      'A learned digest proves change and difference from twins, not that the file is the vendor’s.',
    ],
    tail: others.map(({ version, seen }) => `also runs, not proposed: ${version} on ${someNames(seen)}`),
  };
  return {
    name,
    platform: first.facts.platform,
    models,
    role,
    devices: group.map(({ device }) => device.name),
    approved: chosen.map(({ version }) => version),
    others: others.map(({ version, seen }) => ({ version, devices: seen.map(({ device }) => device.name) })),
    digests: approved.flatMap(({ images, packages }) => [...images, ...packages]).length,
    text: baselineText(draft),
  };
}

const extensionsOf = (seen: readonly Seen[]): readonly string[] =>
  [...new Set(seen.flatMap(({ facts }) => facts.extensions ?? []))].filter(isPlain).sort();

const someNames = (seen: readonly Seen[]): string =>
  `${seen
    .slice(0, 5)
    .map(({ device }) => device.name)
    .join(', ')}${seen.length > 5 ? ` and ${seen.length - 5} more` : ''}`;

/** Most devices first, then newest. A device whose members run several releases counts for each. */
function byVersion(
  group: readonly Seen[],
  scheme: VersionScheme,
): readonly { readonly version: string; readonly seen: readonly Seen[] }[] {
  const versions = new Map<string, { readonly version: string; readonly seen: Seen[] }>();
  for (const one of group)
    for (const version of new Set(one.facts.members.flatMap((member) => member.version ?? []))) {
      const read = scheme.parse(version);
      const key = read.ok ? read.value.canonical : version;
      const known = versions.get(key);
      if (known === undefined) versions.set(key, { version, seen: [one] });
      else if (!known.seen.includes(one)) known.seen.push(one);
    }
  return [...versions.values()].sort(
    (a, b) => b.seen.length - a.seen.length || (compareTexts(scheme, a.version, b.version).order === 'older' ? 1 : -1),
  );
}

function learnedEntry(version: string, seen: readonly Seen[], scheme: VersionScheme, notes: string[]): DraftApproved {
  const images = new Map<string, DraftFile>();
  const packages = new Map<string, DraftFile>();
  const disputed = new Set<string>();
  const add = (into: Map<string, DraftFile>, file: DraftFile): void => {
    const other = into.get(file.file);
    if (other === undefined) into.set(file.file, file);
    else if (
      file.digests.some(({ algorithm, value }) =>
        other.digests.some((one) => one.algorithm === algorithm && one.value !== value),
      )
    )
      disputed.add(file.file);
  };
  for (const { device, facts, at } of seen) {
    const source = `learned from ${device.name}${at === null ? '' : ` at ${isoTime(at)}`}, computed by the device`;
    for (const member of facts.members) {
      if (member.version === null || compareTexts(scheme, member.version, version).order !== 'same') continue;
      for (const { path, digests, sizeBytes, adapted } of facts.images) {
        const isRunning = member.image !== null && fileName(path) === fileName(member.image);
        if (!isRunning || adapted !== null || digests.length === 0 || !isPlain(fileName(path))) continue;
        add(images, {
          file: fileName(path),
          size: sizeBytes === null ? null : String(sizeBytes),
          digests: strongest(digests),
          source,
          learned: true,
        });
      }
      for (const { name, digest } of member.packages)
        if (digest !== null && isPlain(name))
          add(packages, { file: name, size: null, digests: [digest], source, learned: true });
    }
  }
  for (const file of disputed) {
    images.delete(file);
    packages.delete(file);
    notes.push(`${file}: devices show different digests for it; it was not proposed, look at it`);
  }
  return {
    version,
    train: null,
    versions: null,
    featureSet: null,
    validFrom: null,
    validUntil: null,
    images: [...images.values()],
    packages: [...packages.values()],
    comment: `runs on ${someNames(seen)}`,
  };
}

/** What a device says goes into a file of ours only as a plain name. */
const isPlain = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._+@-]{0,200}$/.test(name);

const strongest = (digests: DeviceFacts['images'][number]['digests']): DraftFile['digests'] => [
  ...new Map(digests.map(({ algorithm, value }) => [algorithm, { algorithm, value }])).values(),
];
