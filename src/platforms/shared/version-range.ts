import semver from 'semver';
import { err, ok, type Result } from '../../core/result.ts';
import type { Version, VersionRange, VersionScheme } from '../../core/version.ts';

/** Longer ranges are refused before they are looked at. */
const longestRange = 2000;

/**
 * A stretch of one lineage: all releases whose parts begin with `parts`. A single release is the shortest stretch; a
 * release named without its spin, a train and a major number are longer ones.
 */
export type Span = {
  readonly lineage: string;
  /** Null where the stretch takes in several trains. */
  readonly train: string | null;
  /** Leading parts, of which `normal` makes the normal form; one is enough. */
  readonly parts: readonly number[];
};

/** What the range grammar needs to know of a platform. */
export type RangeRules = Pick<VersionScheme, 'parse' | 'compare'> & {
  /** Reads the PREFIX of `PREFIX.*` and a train that stands for its border (`<17.13`). A text says why it is none. */
  readonly prefix: (text: string) => Result<Span, string>;
  /** What a release stands for in a range; `semver` is not null and no prerelease when this is asked. */
  readonly span: (version: Version) => Span;
  /** Normal form of leading parts, the others taken as 0; of one length with the `semver` of a version. */
  readonly normal: (parts: readonly number[]) => string;
};

type Operator = '<' | '<=' | '>' | '>=';
/** `<` and `>=` look at the beginning of a stretch, `>` and `<=` at its end. `release` is null for a train border. */
type Bound = { readonly op: Operator; readonly span: Span; readonly release: Version | null; readonly text: string };
type Term =
  | { readonly kind: 'bound'; readonly bound: Bound }
  | { readonly kind: 'within'; readonly span: Span; readonly text: string }
  | { readonly kind: 'exactly'; readonly version: Version; readonly text: string };
type Test = (version: Version) => boolean;

/**
 * Compiles a range of a baseline: `||` of conjunctions (blanks) of `< <= > >= =` VERSION, or VERSION, or PREFIX`.*`;
 * nothing else.
 *
 * The platform's parser reads every version, `semver` decides on its normal forms. A version of another lineage is
 * not included, nor is one that has no order with a bound. A minimum without a maximum stays within its train: that 17.12.3 is good says nothing about 17.15. A
 * bound that names a train (`<17.13`) is the border of that train. Prereleases, interim, engineering and special
 * builds are included only where they are named exactly.
 *
 * The error is a sentence that names the part that is wrong.
 */
export function versionRange(rules: RangeRules, text: string): Result<VersionRange, string> {
  if (text.length > longestRange) return err(`a range of ${text.length} characters is too long`);
  if (text.trim() === '') return err('the range is empty');
  const tests: Test[] = [];
  for (const alternative of text.split('||')) {
    const test = conjunction(rules, alternative);
    if (!test.ok) return test;
    tests.push(test.value);
  }
  return ok({ text: text.trim(), includes: (version) => tests.some((test) => test(version)) });
}

function conjunction(rules: RangeRules, text: string): Result<Test, string> {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return err('the range has an empty alternative beside "||"');
  const terms: Term[] = [];
  for (const word of words) {
    const term = readTerm(rules, word);
    if (!term.ok) return term;
    terms.push(term.value);
  }
  const apart = withoutOrder(terms);
  if (apart !== null) return err(apart);
  const stretch = stretchOf(rules, terms);
  if (stretch === null) return err(`"${words.join(' ')}" includes nothing`);
  const named = terms.filter((term) => term.kind === 'exactly');
  if (named.length === 0) return ok(stretch);
  const first = named[0];
  const every = (version: Version): boolean => named.every((term) => isNamed(rules, term.version, version));
  if (terms.length === 1 || (first !== undefined && every(first.version) && stretch(first.version))) {
    return ok(terms.length === named.length ? every : (version) => every(version) && stretch(version));
  }
  return err(`"${words.join(' ')}" includes nothing`);
}

function readTerm(rules: RangeRules, word: string): Result<Term, string> {
  const [, op = '', name = ''] = /^(<=|>=|<|>|=|)(.*)$/s.exec(word) ?? [];
  if (name === '') return err(`"${word}" has no version after it (write it without a blank)`);
  if (name.endsWith('.*')) {
    if (op !== '') return err(`"${word}": PREFIX.* stands alone, without "${op}"`);
    const span = rules.prefix(name.slice(0, -2));
    return span.ok ? ok({ kind: 'within', span: span.value, text: name }) : err(`"${name}": ${span.error}`);
  }
  const version = rules.parse(name);
  if (op === '' || op === '=') {
    if (version.ok) return ok({ kind: 'exactly', version: version.value, text: name });
    const train = rules.prefix(name);
    return err(`"${name}" is not a version: ${version.error.why}${train.ok ? `; for all of it write ${name}.*` : ''}`);
  }
  if (!isOperator(op)) return err(`"${word}" is not understood`);
  if (version.ok) {
    if (!isReleased(version.value)) return err(`"${name}" is ${version.value.maturity}, no bound: name it exactly`);
    return ok({ kind: 'bound', bound: { op, span: rules.span(version.value), release: version.value, text: name } });
  }
  const border = rules.prefix(name);
  if (border.ok) return ok({ kind: 'bound', bound: { op, span: border.value, release: null, text: name } });
  return err(`"${name}" is not a version: ${version.error.why}`);
}

const isOperator = (text: string): text is Operator => text === '<' || text === '<=' || text === '>' || text === '>=';

/** Has a place in the order of its train that a range may speak of. */
const isReleased = (version: Version): version is Version & { readonly semver: string } =>
  version.semver !== null && !version.semver.includes('-');

function isNamed(rules: RangeRules, name: Version, version: Version): boolean {
  if (rules.compare(version, name).order === 'same') return true;
  if (!isReleased(name) || !isReleased(version) || name.lineage !== version.lineage) return false;
  const { parts } = rules.span(name);
  return (
    semver.gte(version.semver, rules.normal(parts)) &&
    semver.lt(version.semver, rules.normal(after(parts))) &&
    name.train === version.train
  );
}

/** The first parts that lie behind every release that begins with these. */
const after = (parts: readonly number[]): readonly number[] => parts.with(-1, (parts.at(-1) ?? 0) + 1);

const lineageOf = (term: Term): string => {
  if (term.kind === 'bound') return term.bound.span.lineage;
  return term.kind === 'within' ? term.span.lineage : term.version.lineage;
};
const textOf = (term: Term): string => (term.kind === 'bound' ? term.bound.text : term.text);

/** A sentence where two parts of a conjunction lie on lineages without order between them, else null. */
function withoutOrder(terms: readonly Term[]): string | null {
  const first = terms[0];
  const other = terms.find((term) => first !== undefined && lineageOf(term) !== lineageOf(first));
  if (first === undefined || other === undefined) return null;
  return (
    `${textOf(first)} (line ${lineageOf(first)}) and ${textOf(other)} (line ${lineageOf(other)}) have no order between ` +
    'them: a range cannot reach from one to the other; write one range for each, joined by "||"'
  );
}

/** The test that all bounds and prefixes make together; null where nothing can meet it. */
function stretchOf(rules: RangeRules, terms: readonly Term[]): Test | null {
  const limits: string[] = [];
  const trains = new Set<string>();
  let low = '0.0.0';
  let high: string | null = null;
  const from = (parts: readonly number[]): void => {
    const at = rules.normal(parts);
    limits.push(`>=${at}`);
    if (semver.gt(at, low)) low = at;
  };
  const below = (parts: readonly number[]): void => {
    const at = rules.normal(parts);
    limits.push(`<${at}`);
    if (high === null || semver.lt(at, high)) high = at;
  };
  for (const term of terms) {
    if (term.kind === 'exactly') continue;
    if (term.kind === 'within') {
      from(term.span.parts);
      below(after(term.span.parts));
      if (term.span.train !== null) trains.add(term.span.train);
    } else {
      const { op, span } = term.bound;
      const edge = op === '>' || op === '<=' ? after(span.parts) : span.parts;
      if (op === '<' || op === '<=') below(edge);
      else from(edge);
    }
  }
  if (limits.length === 0) return () => true;
  if (high !== null && !semver.lt(low, high)) return null;
  if (high === null) {
    for (const term of terms) {
      if (term.kind === 'bound' && term.bound.release !== null) trains.add(term.bound.release.train);
    }
  }
  if (trains.size > 1) return null;
  const [train] = trains;
  const first = terms[0];
  const lineage = first === undefined ? '' : lineageOf(first);
  const range = new semver.Range(limits.join(' '));
  const named = terms.flatMap((term) =>
    term.kind === 'bound' && term.bound.release !== null ? [term.bound.release] : [],
  );
  return (version) =>
    isReleased(version) &&
    version.lineage === lineage &&
    (train === undefined || version.train === train) &&
    range.test(version.semver) &&
    named.every((bound) => rules.compare(version, bound).order !== 'incomparable');
}
