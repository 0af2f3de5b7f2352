import picomatch from 'picomatch';
import type { Baseline, Match, MatchKey } from './baseline.ts';
import type { Device } from './inventory.ts';

/** What a `match`, `select` or waiver is compared with. `null` or an empty list: not known. */
export type Subject = {
  readonly device: string;
  /** What the device's own output shows where that is known, else the inventory's. */
  readonly platform: string;
  readonly groups: readonly string[];
  readonly tags: readonly string[];
  readonly site: string | null;
  readonly role: string | null;
  /** Of all members; a rule by model fits when every member's model fits. */
  readonly models: readonly string[];
  /** Of all members; a rule by serial number fits when one of them fits. */
  readonly serials: readonly string[];
};

/** `yes`, `no`, or `unknown` where a fact that the rule asks for is not known. `why` names the key that decided. */
export type MatchAnswer = { readonly matched: 'yes' | 'no' | 'unknown'; readonly why: string };

export const matchKeys: readonly MatchKey[] = ['device', 'serial', 'model', 'platform', 'role', 'site', 'tag', 'group'];

export function subjectOf(
  device: Device,
  seen: { readonly platform: string | null; readonly models: readonly string[]; readonly serials: readonly string[] },
): Subject {
  return {
    device: device.name,
    platform: seen.platform ?? device.platform,
    groups: device.groups,
    tags: device.tags,
    site: device.site,
    role: device.role,
    models: seen.models,
    serials: [...new Set([...device.serials, ...seen.serials])],
  };
}

/** Compiled patterns; operators' files hold few different ones. */
const compiled = new Map<string, (text: string) => boolean>();

/** Why a glob is refused, or null. Many stars over a long text take exponential time. */
export function globProblem(glob: string): string | null {
  if (glob === '' || glob.length > 255) return 'a pattern has 1 to 255 characters';
  return glob.replaceAll(/\*+/g, '*').split('*').length > 5 ? `at most four \`*\` in a pattern: "${glob}"` : null;
}

/**
 * A glob against a whole value, without regard to case: `*` takes any text (also `/`, as in ISR4331/K9), `?` one
 * character, `[…]` one of several, `{a,b}` alternatives; round brackets and `!` mean themselves. A pattern with a
 * `globProblem` and a value of more than 128 characters never fit.
 */
export function globMatches(glob: string, text: string): boolean {
  let test = compiled.get(glob);
  if (test === undefined) {
    test = globProblem(glob) === null ? compile(glob) : () => false;
    if (compiled.size > 10_000) compiled.clear();
    compiled.set(glob, test);
  }
  return text !== '' && text.length <= 128 && test(text);
}

function compile(glob: string): (text: string) => boolean {
  const plain = glob.replaceAll(/\*+/g, '*').replaceAll(/[()]/g, '\\$&');
  return picomatch(plain, { bash: true, dot: true, nonegate: true, nocase: true, noextglob: true });
}

/** All keys must hold; within a key one glob is enough. A match without keys fits everything. */
export function matches(match: Match, subject: Subject): MatchAnswer {
  let unknown: string | null = null;
  for (const key of matchKeys) {
    const globs = match[key];
    if (globs === undefined) continue;
    const values = valuesOf(key, subject);
    const wanted = globs.join(' or ');
    if (values.length === 0 && (key === 'model' || key === 'serial')) {
      unknown ??= `${key} is not known yet (wanted ${wanted})`;
      continue;
    }
    const fits = (value: string): boolean => globs.some((glob) => globMatches(glob, value));
    const holds = key === 'model' ? values.every(fits) : values.some(fits);
    if (!holds) return { matched: 'no', why: `${key} is ${values.join(', ') || 'not set'}, wanted ${wanted}` };
  }
  if (unknown !== null) return { matched: 'unknown', why: unknown };
  const keys = matchKeys.filter((key) => match[key] !== undefined);
  return { matched: 'yes', why: keys.length === 0 ? 'fits every device' : `fits by ${keys.join(', ')}` };
}

function valuesOf(key: MatchKey, subject: Subject): readonly string[] {
  switch (key) {
    case 'device':
      return [subject.device];
    case 'platform':
      return [subject.platform];
    case 'model':
      return subject.models;
    case 'serial':
      return subject.serials;
    case 'role':
      return subject.role === null ? [] : [subject.role];
    case 'site':
      return subject.site === null ? [] : [subject.site];
    case 'tag':
      return subject.tags;
    case 'group':
      return subject.groups;
  }
}

/** Weighs a match: most keys first, then fewest wildcards. Positive where `a` is more specific, 0 for a tie. */
export function compareSpecificity(a: Match, b: Match): number {
  return keyCount(a) - keyCount(b) || wildcardCount(b) - wildcardCount(a);
}

const keyCount = (match: Match): number => matchKeys.filter((key) => match[key] !== undefined).length;

const wildcardCount = (match: Match): number =>
  matchKeys.flatMap((key) => match[key] ?? []).reduce((sum, glob) => sum + (glob.match(/[*?[{]/g)?.length ?? 0), 0);

export type ConsideredBaseline = {
  readonly baseline: Baseline;
  readonly matched: MatchAnswer['matched'];
  readonly why: string;
};

export type BaselineChoice = {
  /** The one that applies; null where none does, or where several are equally specific (`tied`). */
  readonly baseline: Baseline | null;
  readonly tied: readonly Baseline[];
  /** Every baseline with its answer, the deciding ones first. */
  readonly considered: readonly ConsideredBaseline[];
};

/** The baseline that applies to a device. A rule whose facts are not known does not apply. */
export function findBaseline(subject: Subject, baselines: readonly Baseline[]): BaselineChoice {
  const rank = { yes: 0, unknown: 1, no: 2 };
  const considered = baselines
    .map((baseline) => ({ baseline, ...matches(baseline.match, subject) }))
    .sort((a, b) => rank[a.matched] - rank[b.matched] || compareSpecificity(b.baseline.match, a.baseline.match));
  const fitting = considered.filter(({ matched }) => matched === 'yes').map(({ baseline }) => baseline);
  const [first] = fitting;
  if (first === undefined) return { baseline: null, tied: [], considered };
  const tied = fitting.filter(({ match }) => compareSpecificity(match, first.match) === 0);
  return tied.length > 1 ? { baseline: null, tied, considered } : { baseline: first, tied: [], considered };
}
