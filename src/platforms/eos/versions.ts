import type { Result } from '../../core/result.ts';
import { err, ok } from '../../core/result.ts';
import type { Comparison, UnreadableVersion, Version, VersionScheme } from '../../core/version.ts';
import {
  compareWithinLine,
  incomparable,
  normalForm,
  noVersionText,
  ordered,
  release,
  same,
  unreadable,
  versionText,
} from '../shared/version-kit.ts';
import { type Span, versionRange } from '../shared/version-range.ts';
import { eosImage } from './image-names.ts';

/** How `show version` and image names introduce a release; `2GB` is a flavour of the image. */
const introduction =
  /^(?:(?:software image|internal build) version: ?|arista eos |eos |(?:v?eos|ceos|cloudeos)(?:64)?(?:-lab)?-(?:2gb-)?(?=\d))/i;

/** `-33818481.4289M` behind a release: number of the change, and the branch that it was built from. */
const internalBuild = /-(\d{5,12})\.([a-z0-9-]{1,60})$/i;
const engineeringMark = /^(.*\S) ?\(engineering build\)$/i;

/** Numbers, F or M or FX with its name, the numbers of an FX rebuild, flavour, early stage. */
const pattern =
  /^4\.(\d{1,3})\.(\d{1,3}(?:\.\d{1,3}){0,2})(?:([fm])|fx-([a-z0-9]+(?:-(?!(?:eft|rc|2gb|dpe|int)\d{0,3}(?:-|$))[a-z0-9]+)*)((?:\.\d{1,3}){0,2}))?(?:-(?:2gb|dpe|int))?(?:-(eft|rc)(\d{0,3}))?$/i;

/** The last minor release whose versions had no letter. */
const lastLetterless = 12;

const nearMisses: readonly (readonly [RegExp, string])[] = [
  [/[*<>=]/, 'a range, no release'],
  [/^\d+\.\d+$/, 'a train, no release'],
  [/\.(?:swi|swix|tar|qcow2|vmdk)$/i, 'a file name'],
  [/^(?:2gb|int|dpe)-/i, 'a flavour of the image before the release'],
  [/^4\.\d+(?:\.\d+){1,3}(?:-|$)/, 'the letter F or M is missing'],
  [/^4\.\d+(?:\.\d+)+fx$/i, 'FX without the name of its branch'],
  [/^4\.\d+(?:\.\d+){4,}/, 'more numbers than a release has'],
  [/^4\.\d+-/, 'a train with a word, no release'],
];

/**
 * Arista EOS: `4.28.5.1M` is rebuild 1 of release 5 of the train 4.28.
 *
 * Numbers decide, a missing one is 0; F and M are maturity and take no part (4.22.8M, 4.22.8.1F, 4.22.8.2M ascend).
 * `FX-NAME` is a feature branch: it has an order inside its name only, numbers behind the name being its rebuilds.
 * `-EFT` and `-rc` are before the release. `-2GB`, `-DPE` and `-INT` are flavours of an image of the same version.
 * What stands behind a long change number is the internal build; it repeats the version where it is the published
 * one, else the build is an engineering one, which has no order.
 *
 * Sources: order of the vendor's download catalogue for eleven trains, show version, Arista's CVE records.
 */
export const eosVersions: VersionScheme = {
  parse,
  compare,
  range: (text) => versionRange({ parse, compare, prefix, span, normal }, text),
  image: (file) => eosImage(file, parse),
};

function parse(text: string): Result<Version, UnreadableVersion> {
  const given = versionText(text);
  if (given === null) return noVersionText(text);
  const name = /^\d/.test(given) ? given : given.replace(introduction, '');
  const marked = name.endsWith(')') ? engineeringMark.exec(name)?.[1] : undefined;
  const [build = '', change, tail] = internalBuild.exec(marked ?? name) ?? [];
  const match = pattern.exec((marked ?? name).slice(0, -build.length || undefined));
  if (match === null) return refused(given, name);
  const [, minor, places = '', letter, branch, rebuilds = '', early, count] = match;
  if (letter === undefined && branch === undefined && Number(minor) > lastLetterless) return refused(given, name);
  const numbers = [4, Number(minor), ...places.split('.').map(Number)];
  const facts: Facts = {
    numbers,
    rebuild: rebuilds === '' ? [] : rebuilds.slice(1).split('.').map(Number),
    letter: branch === undefined ? (letter ?? '').toUpperCase() : 'FX',
    branch: branch === undefined ? '' : branchName(branch),
    early: early?.toLowerCase() ?? '',
    count: Number(count ?? 0),
  };
  const odd = marked !== undefined || (tail !== undefined && !repeats(facts, tail));
  return odd ? engineering(given, facts, change, tail) : made(given, facts);
}

function refused(text: string, name: string): Result<never, UnreadableVersion> {
  const near = nearMisses.find(([miss]) => miss.test(name));
  return unreadable(text, near?.[1] ?? 'not written as an EOS release (4.28.5.1M)');
}

type Facts = {
  readonly numbers: readonly number[];
  readonly rebuild: readonly number[];
  /** F, M, FX, or empty in trains that had none. */
  readonly letter: string;
  readonly branch: string;
  readonly early: string;
  readonly count: number;
};

/** Names are told apart without regard to case; a name in lower case only is given its capitals back. */
function branchName(name: string): string {
  if (/^cloudeos$/i.test(name)) return 'CloudEOS';
  return name === name.toLowerCase() ? name.toUpperCase() : name;
}

/** `4289M` repeats 4.28.9M, as published builds do. */
function repeats({ numbers, letter }: Facts, tail: string): boolean {
  const digits = `${numbers.join('')}${letter}`;
  return letter === 'FX' ? tail.toUpperCase().startsWith(digits) : tail.toUpperCase() === digits;
}

function nameOf({ numbers, rebuild, letter, branch, early, count }: Facts): string {
  const base = `${numbers.join('.')}${letter}${branch === '' ? '' : `-${branch}`}`;
  const rebuilt = rebuild.length === 0 ? '' : `.${rebuild.join('.')}`;
  const stage = early === '' ? '' : `-${early === 'eft' ? 'EFT' : 'rc'}${count === 0 ? '' : count}`;
  return `${base}${rebuilt}${stage}`;
}

const stages: Readonly<Record<string, number>> = { eft: 0, rc: 1, '': 2 };

function made(text: string, facts: Facts): Result<Version, UnreadableVersion> {
  const { numbers, rebuild, letter, branch, early, count } = facts;
  const train = `4.${numbers[1]}`;
  const [, minor = 0, place = 0, first = 0, second = 0] = numbers;
  const key = [4, minor, place, first, second, rebuild[0] ?? 0, rebuild[1] ?? 0, stages[early] ?? 2, count];
  const form = normal(key);
  return release({
    text,
    canonical: nameOf(facts),
    train,
    line: train,
    lineage: branch === '' ? 'EOS' : `FX-${branch.toUpperCase()}`,
    maturity: early === 'eft' ? 'early-trial' : early === 'rc' ? 'pre-release' : letter === '' ? 'release' : letter,
    key,
    semver: early === '' ? form : `${form}-${early}.${count}`,
  });
}

function engineering(text: string, facts: Facts, change: string | undefined, tail: string | undefined) {
  const build = change === undefined ? '' : `-${change}.${tail?.toLowerCase() === tail ? tail : tail?.toUpperCase()}`;
  const canonical = `${nameOf(facts)}${build} (engineering build)`;
  const train = `4.${facts.numbers[1]}`;
  const shared = { text, canonical, train, line: train, lineage: canonical };
  return release({ ...shared, maturity: 'engineering', key: [], semver: null });
}

const numberParts = ['generation', 'train', 'release', 'rebuild', 'second rebuild', 'branch rebuild', 'branch rebuild'];
const [branchAt, stageAt, countAt] = [5, 7, 8];

function compare(a: Version, b: Version): Comparison {
  if (a.lineage !== b.lineage) return acrossBranches(a, b);
  if (a.maturity === 'engineering') return same(a, b);
  const byNumber = compareWithinLine(a, b, numberParts);
  if (byNumber.order !== 'same') return byNumber;
  const [x = 2, y = 2] = [a.key[stageAt], b.key[stageAt]];
  if (x === y) {
    const [n = 0, m = 0] = [a.key[countAt], b.key[countAt]];
    if (n !== m) return ordered(a, b, n < m ? 'older' : 'newer', `${a.maturity} ${n}${n < m ? ' < ' : ' > '}${m}`);
    return same(a, b, flavourWords(a, b));
  }
  if (Math.max(x, y) < 2) {
    return incomparable(a, b, `no order between an early trial and a release candidate of one release`);
  }
  const [early, late] = x < y ? [a, b] : [b, a];
  return ordered(a, b, x < y ? 'older' : 'newer', `${early.canonical} comes before the release ${late.canonical}`);
}

const flavour = /\b(2gb|dpe|int)\b/i;

/** Two flavours are one version and two images, which no digest check may mix up. */
function flavourWords(a: Version, b: Version): string | undefined {
  const [x, y] = [a, b].map(({ text }) => flavour.exec(text)?.[1]?.toUpperCase() ?? 'plain');
  return x === y ? undefined : `one version in two images (${x}, ${y})`;
}

function acrossBranches(a: Version, b: Version): Comparison {
  const odd = [a, b].find((version) => version.maturity === 'engineering');
  if (odd !== undefined) return incomparable(a, b, `${odd.canonical} is no published release`);
  if (a.lineage !== 'EOS' && b.lineage !== 'EOS') {
    return incomparable(a, b, `${a.lineage} and ${b.lineage} are two feature branches`);
  }
  const branch = a.lineage === 'EOS' ? b : a;
  return incomparable(a, b, `${branch.lineage} is a feature branch: other releases need not have what it has`);
}

/** 4, train, then three numbers and two of a branch, each below 1000; what follows in a key is not looked at. */
const normal = (parts: readonly number[]): string => normalForm(parts, [1e12, 1e9, 1e6, 1e3, 1]);

const span = ({ lineage, train, key }: Version): Span => ({ lineage, train, parts: key.slice(0, stageAt) });

/** `4.28`, and `4.28.5` for this release with its rebuilds; `4.28.1FX-NAME` for the rebuilds of a branch. */
function prefix(text: string): Result<Span, string> {
  const match = /^4(?:\.(\d{1,3})((?:\.\d{1,3}){0,3}))?$/.exec(text);
  if (match !== null) {
    const numbers = text.split('.').map(Number);
    return ok({ lineage: 'EOS', train: numbers.length < 2 ? null : numbers.slice(0, 2).join('.'), parts: numbers });
  }
  const branch = parse(text);
  if (branch.ok && branch.value.maturity === 'FX') {
    return ok({ ...span(branch.value), parts: branch.value.key.slice(0, branchAt) });
  }
  return err('no beginning of an EOS release');
}
