import { type Baseline, type Match, placeText } from '../core/baseline.ts';
import type { Device, Inventory } from '../core/inventory.ts';
import { compareSpecificity, globMatches, matches, matchKeys, type Subject, subjectOf } from '../core/match.ts';
import { type ConfigProblem, inOrder } from './problem.ts';

/** What the record knows of a device beforehand; nothing before its first audit. */
export type SeenDevice = {
  readonly platform: string | null;
  readonly models: readonly string[];
  readonly serials: readonly string[];
};

const unseen: SeenDevice = { platform: null, models: [], serials: [] };

/**
 * Holds the baselines against the inventory: names and trusted values that contradict each other, rules that tie or
 * match no device, devices without a rule. `seen` gives models and serial numbers of earlier observations; without
 * them a rule by model counts as one that may fit.
 */
export function checkBaselines(
  baselines: readonly Baseline[],
  inventory: Inventory,
  seen: (device: Device) => SeenDevice = () => unseen,
): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const subjects = inventory.devices
    .filter(({ excluded, platform }) => excluded === null && platform !== '')
    .map((device) => ({ device, subject: subjectOf(device, seen(device)) }));
  problems.push(...sameNames(baselines), ...sameMatches(baselines), ...contradictions(baselines));

  const tied = new Set<string>();
  const used = new Set<Baseline>();
  const candidates = candidatesAmong(baselines);
  for (const { device, subject } of subjects) {
    const fitting = candidates(subject).filter(({ match }) => matches(match, subject).matched !== 'no');
    for (const baseline of fitting) used.add(baseline);
    if (fitting.length === 0) {
      const message = `no baseline matches "${device.name}": it stays unverified (no-baseline)`;
      problems.push({ ...device.place, message, severity: 'warning' });
    }
    for (const [a, b] of ties(fitting, subject)) {
      const pair = `${placeText(a.place)} ${placeText(b.place)}`;
      if (tied.has(pair) || sameMatches([a, b]).length > 0) continue;
      tied.add(pair);
      const message = `"${b.name}" and "${a.name}" (${placeText(a.place)}) match "${device.name}" equally well: add a key to one of them`;
      problems.push({ ...b.place, message, severity: 'error' });
    }
  }
  for (const baseline of baselines) {
    const { name, place, waivers } = baseline;
    if (!used.has(baseline) && subjects.length > 0)
      problems.push({ ...place, message: `"${name}" matches no device of the inventory`, severity: 'warning' });
    for (const waiver of waivers)
      if (!subjects.some(({ subject }) => matches(waiver.select, subject).matched !== 'no'))
        problems.push({
          ...waiver.place,
          message: `"${waiver.name}" covers no device of the inventory`,
          severity: 'warning',
        });
  }
  return inOrder(problems);
}

/** Keys that every subject has a known answer to, the ones that divide a fleet into the smallest parts first. */
const dividing = ['device', 'site', 'group', 'tag', 'role', 'platform'] as const;
const isLiteral = (glob: string): boolean => !/[*?[\]{}()!\\]/.test(glob);

/**
 * The baselines that may match a subject, in their order: those whose rule names the very values of one key are looked
 * up by them, so that two hundred rules for two hundred sites are not held against every device.
 */
function candidatesAmong(baselines: readonly Baseline[]): (subject: Subject) => readonly Baseline[] {
  const order = new Map(baselines.map((baseline, index) => [baseline, index]));
  const byValue = new Map<string, Baseline[]>();
  const always: Baseline[] = [];
  for (const baseline of baselines) {
    const key = dividing.find((one) => baseline.match[one]?.every(isLiteral) === true);
    if (key === undefined) always.push(baseline);
    for (const value of key === undefined ? [] : new Set(baseline.match[key]?.map((glob) => glob.toLowerCase()))) {
      const bucket = `${key} ${value}`;
      byValue.set(bucket, [...(byValue.get(bucket) ?? []), baseline]);
    }
  }
  return (subject) => {
    const { device, site, groups, tags, role, platform } = subject;
    const values = {
      device: [device],
      site: [site ?? ''],
      group: groups,
      tag: tags,
      role: [role ?? ''],
      platform: [platform],
    };
    const found = new Set(always);
    for (const key of dividing)
      for (const value of values[key])
        for (const baseline of byValue.get(`${key} ${value.toLowerCase()}`) ?? []) found.add(baseline);
    return [...found].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  };
}

/** Pairs of the most specific rules for one device that nothing tells apart. */
function ties(fitting: readonly Baseline[], subject: Subject): readonly (readonly [Baseline, Baseline])[] {
  return fitting.flatMap((a, index) =>
    fitting
      .slice(index + 1)
      .filter((b) => compareSpecificity(a.match, b.match) === 0 && meet(a.match, b.match, subject))
      .filter((b) => !fitting.some((other) => other !== a && other !== b && beats(other, a.match, subject)))
      .map((b) => [a, b] as const),
  );
}

/** Certainly applies, and outweighs. */
const beats = (other: Baseline, match: Match, subject: Subject): boolean =>
  compareSpecificity(other.match, match) > 0 && matches(other.match, subject).matched === 'yes';

/** Whether one device can fit both, also where its model or serial number is not known: then their globs must meet. */
function meet(a: Match, b: Match, subject: Subject): boolean {
  return matchKeys.every((key) => {
    const [left, right] = [a[key], b[key]];
    if (left === undefined || right === undefined) return true;
    const known = key === 'model' ? subject.models : key === 'serial' ? subject.serials : ['known'];
    return known.length > 0 || left.some((one) => right.some((other) => globsMeet(one, other)));
  });
}

/** By the shortest text that each of them takes. */
const globsMeet = (a: string, b: string): boolean => globMatches(a, sample(b)) || globMatches(b, sample(a));
const sample = (glob: string): string => glob.replaceAll('*', '').replaceAll('?', 'x') || 'x';

function sameNames(baselines: readonly Baseline[]): readonly ConfigProblem[] {
  const first = new Map<string, Baseline>();
  return baselines.flatMap((baseline): ConfigProblem[] => {
    const other = first.get(baseline.name);
    if (other === undefined) {
      first.set(baseline.name, baseline);
      return [];
    }
    const message = `"${baseline.name}" is also the name of the baseline at ${placeText(other.place)}`;
    return [{ ...baseline.place, message, severity: 'error' }];
  });
}

/** Rules with one and the same match tie for every device, also in an empty inventory. */
function sameMatches(baselines: readonly Baseline[]): readonly ConfigProblem[] {
  const first = new Map<string, Baseline>();
  return baselines.flatMap((baseline): ConfigProblem[] => {
    const key = JSON.stringify(matchKeys.map((name) => [...(baseline.match[name] ?? [])].sort()));
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, baseline);
      return [];
    }
    const message = `"${baseline.name}" and "${other.name}" (${placeText(other.place)}) have the same match`;
    return [{ ...baseline.place, message, severity: 'error' }];
  });
}

/** A trusted value holds for its platform and file name wherever it stands, so two of them must not differ. */
function contradictions(baselines: readonly Baseline[]): readonly ConfigProblem[] {
  const first = new Map<string, { readonly value: string; readonly where: string }>();
  const problems: ConfigProblem[] = [];
  for (const { match, approved } of baselines)
    for (const { place, images, packages } of approved)
      for (const { file, digests } of [...images, ...packages])
        for (const { algorithm, value } of digests) {
          const key = `${(match.platform ?? []).join()} ${file} ${algorithm}`;
          const other = first.get(key);
          if (other === undefined) first.set(key, { value, where: placeText(place) });
          else if (other.value !== value)
            problems.push({
              ...place,
              message: `${file}: another ${algorithm} than at ${other.where}; both would be trusted`,
              severity: 'warning',
            });
        }
  return problems;
}
