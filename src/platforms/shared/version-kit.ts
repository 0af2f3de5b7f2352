import { err, ok, type Result } from '../../core/result.ts';
import type { Comparison, Order, UnreadableVersion, Version } from '../../core/version.ts';

/** No release of any family is longer; more text than this is refused before it is looked at. */
const longestVersion = 200;

/** What a platform tells of a release; `lineage` is the line where nothing else is said. */
export type Release = Omit<Version, 'lineage'> & { readonly lineage?: string };

/** A release that could be read. Every version is made here, so that all have one shape. */
export function release(parts: Release): Result<Version, UnreadableVersion> {
  const { text, canonical, train, line, lineage = line, maturity, key, semver } = parts;
  return ok({ text, canonical, train, line, lineage, maturity, key, semver });
}

/** A text that is no version of the family; only its beginning is kept, since it can be a megabyte of garbage. */
export function unreadable(text: string, why: string): Result<never, UnreadableVersion> {
  return err({ kind: 'unreadable-version', text: text.slice(0, 80), why });
}

/** The text without blanks around it, or null where it is empty or longer than any version. Costs nothing on long texts. */
export function versionText(text: string): string | null {
  if (text.length > longestVersion) return null;
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}

/** Why `versionText` gave null. */
export function noVersionText(text: string): Result<never, UnreadableVersion> {
  return unreadable(
    text,
    text.length > longestVersion ? `longer than any version (${text.length} characters)` : 'empty',
  );
}

/** `a` is 1, `z` is 26, no letter is 0; upper case counts as lower case. */
export function letterRank(letter: string | undefined): number {
  return letter === undefined || letter === '' ? 0 : (letter.toLowerCase().codePointAt(0) ?? 0) - 96;
}

const letters = ['none', ...'abcdefghijklmnopqrstuvwxyz'];

/**
 * The part that decided, as words: "rebuild 9 < 10", "letter none < a". The value of a part whose name ends in
 * "letter" is a rank from `letterRank`.
 */
function partWords(part: string, x: number, y: number): string {
  const sign = x < y ? ' < ' : ' > ';
  if (part.endsWith('letter')) return `${part} ${letters[x] ?? x}${sign}${letters[y] ?? y}`;
  return `${part} ${x}${sign}${y}`;
}

const sameTrain: Comparison = { order: 'same', why: 'all parts are equal', trainChange: false };

/** Two names of one release. */
export function same(a: Version, b: Version, why?: string): Comparison {
  if (why === undefined && a.train === b.train) return sameTrain;
  return { order: 'same', why: why ?? sameTrain.why, trainChange: a.train !== b.train };
}

/** An order that a platform found by a rule of its own. A change of train is told in the words. */
export function ordered(a: Version, b: Version, order: Order, why: string): Comparison {
  const trainChange = a.train !== b.train;
  return { order, why: trainChange ? `${why} (train change, ${a.train} to ${b.train})` : why, trainChange };
}

/** No order, and why not. */
export function incomparable(a: Version, b: Version, why: string): Comparison {
  return { order: 'incomparable', why, trainChange: a.train !== b.train };
}

/**
 * Compares keys from left to right; `parts` names them, and only as many as it names are compared (a missing part is
 * 0). Versions of two lineages have no order. The text is put together only once the deciding part is found.
 */
export function compareWithinLine(a: Version, b: Version, parts: readonly string[]): Comparison {
  if (a.lineage !== b.lineage) return incomparable(a, b, noOrderBetween(a, b));
  const left = a.key;
  const right = b.key;
  for (let i = 0; i < parts.length; i += 1) {
    const x = left[i] ?? 0;
    const y = right[i] ?? 0;
    if (x !== y) return ordered(a, b, x < y ? 'older' : 'newer', partWords(parts[i] ?? 'part', x, y));
  }
  return same(a, b);
}

/**
 * Why two lineages have no order, in words. A build whose lineage is its own name (`lineage: canonical`) stands for
 * itself: its place among the releases is not known.
 */
function noOrderBetween(a: Version, b: Version): string {
  const alone = a.lineage === a.canonical ? a : b.lineage === b.canonical ? b : null;
  if (alone !== null) return `${alone.text} is ${alone.maturity}: its place among the releases is not known`;
  if (a.line !== b.line) return `no order between the lines ${a.line} (${a.text}) and ${b.line} (${b.text})`;
  return `no order between the trains ${a.train} (${a.text}) and ${b.train} (${b.text})`;
}

/**
 * A normal form for `semver`: the first two parts stand alone, the others are added up by weight into the third
 * number (versions.md 5). Missing parts are 0. Weights are chosen so that no part reaches the next and all stays
 * below 2^53.
 */
export function normalForm(parts: readonly number[], weights: readonly number[]): string {
  let third = 0;
  for (let i = 0; i < weights.length; i += 1) third += (parts[i + 2] ?? 0) * (weights[i] ?? 0);
  return `${parts[0] ?? 0}.${parts[1] ?? 0}.${third}`;
}
