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
import { fortiosImage } from './image-names.ts';

/** What stands before the release in `get system status` (a model) and in image names (a platform code). */
const introduction = /^(?:version: ?)?(?:forti(?:gate|wifi|gaterugged|firewall)[a-z0-9_-]{0,40} +|fortios +)?(?=v?\d)/i;
const imagePlatform = /^(?:fgt|fwf|fgr|ffw)[a-z0-9_]{1,30}-(?=v\d)/i;

/** `v7.2.5.F-build1517`: groups are major, minor, patch, F or M, beta or rc or interim, its number, and the rest. */
const pattern =
  /^v?(\d{1,2})\.(\d{1,2})(?:\.(\d{1,3}))?(?:\.([fm]))?(?:-(beta|rc|interim)-?(\d{0,3}))?((?:[ ,(-].*)?)$/i;

/** `,build1517,230606 (GA.F)`: build, date, the words in brackets; nothing else may stand there. */
const buildPart =
  /^(?:[ ,-] ?build ?(\d{1,6}))?(?:-fortinet)?(?:, ?(\d{6}))?(?: ?\(([a-z0-9. ]{1,30})\)| (mr ?\d.{0,12}|patch.{0,6}))?$/i;

/** `GA.F`, `GA Patch 11`, `MR3 Patch 18`, `Beta 2`, `interim`, and the words of the web pages for F and M. */
const words =
  /^(?:ga(?:\.([fm]))?|(feature|mature)|(beta|rc) ?(\d{0,3})|(interim))?(?: ?mr ?(\d))?(?: ?patch ?(\d{1,3}))?$/i;

const nearMisses: readonly (readonly [RegExp, string])[] = [
  [/^forti(?!gate|wifi|firewall|os)[a-z]+/i, 'a release of another Fortinet product'],
  [/^forti/i, 'a model without its release'],
  [/^v?\d+\.\d+$/i, 'a minor release (train), no release: the patch number is missing'],
  [/^build ?\d+$/i, 'a build without its release'],
  [/^\d{6}$/, 'a date or build number'],
  [/[*<>=]/, 'a range, no release'],
];

type Facts = {
  readonly numbers: readonly number[];
  /** -1 where it is not named. */
  readonly build: number;
  readonly maturity: string;
  /** Words in brackets that are none of the known ones, else empty. */
  readonly oddWords: string;
  /** Number of the beta or release candidate. */
  readonly count: number;
};

const stages: Readonly<Record<string, number>> = { beta: 0, rc: 1 };
const released = 2;

/** Published builds stay below it; above stand branches for one customer or model, which count on their own. */
const specialBuilds = 5000;

/**
 * FortiOS: `v7.2.5,build1517,230606 (GA.F)` is patch 5 of 7.2.
 *
 * The three numbers decide. Build numbers start again with every minor release and break ties inside one patch only;
 * a spelling without build is the same as each build of its release. F and M are maturity and take no part. Builds of
 * 5000 and more are special branches (model FGR-90D got build 5335 of 6.2.2). `4.0 MR3 Patch 18` is 4.3.18, `v5.0 Patch 11` is 5.0.11. Betas are below their
 * release; an interim build has no order.
 *
 * Sources: `get system status` of many generations, version and build pairs of the public appliance list of GNS3,
 * Fortinet's CVE records.
 */
export const fortiosVersions: VersionScheme = {
  parse,
  compare,
  range: (text) => versionRange({ parse, compare, prefix, span, normal }, text),
  image: (file) => fortiosImage(file, parse),
};

function parse(text: string): Result<Version, UnreadableVersion> {
  const given = versionText(text);
  if (given === null) return noVersionText(text);
  const name = /^v?\d/i.test(given) ? given : given.replace(introduction, '').replace(imagePlatform, '');
  const read = readFacts(name);
  if (typeof read !== 'string') return made(given, read);
  const near = nearMisses.find(([miss]) => miss.test(name));
  return unreadable(given, near?.[1] ?? read);
}

function readFacts(name: string): Facts | string {
  const [, major = '', minor = '', patch, letter, early, earlyCount, rest] = pattern.exec(name) ?? [];
  if (rest === undefined) return 'not written as a FortiOS release (v7.2.5,build1517)';
  const tail = buildPart.exec(rest);
  if (tail === null) return `"${rest.trim().slice(0, 30)}" after the numbers is not understood`;
  const [, build, , bracket, spoken] = tail;
  const said = words.exec(bracket ?? spoken ?? '');
  const [, mark, page, stage, stageCount, interim, mr, patchWord] = said ?? [];
  if (spoken !== undefined && said === null) return `"${spoken}" after the numbers is not understood`;
  const numbers = threeNumbers([major, minor, patch], mr, patchWord);
  if (typeof numbers === 'string') return numbers;
  if (numbers[0] === 0) return 'a placeholder: no release begins with 0';
  const word = (early ?? stage ?? interim ?? letter ?? mark ?? page?.slice(0, 1))?.toLowerCase() ?? 'ga';
  const number = Number(build ?? -1);
  const oddWords = bracket !== undefined && said === null ? bracket : '';
  const maturity = oddWords === '' ? maturityOf(word, number) : 'special';
  return { numbers, build: number, count: Number(earlyCount ?? stageCount ?? 0), maturity, oddWords };
}

function maturityOf(word: string, build: number): string {
  if (word === 'beta' || word === 'rc' || word === 'interim') return word;
  return build >= specialBuilds ? 'special' : word.toUpperCase();
}

/** 4.0 counts its minors as MR, and up to 5.0 the patch stands behind the build. */
function threeNumbers(
  [major, minor, patch]: readonly (string | undefined)[],
  mr: string | undefined,
  patchWord: string | undefined,
): readonly number[] | string {
  if (patch !== undefined) {
    if (mr !== undefined || patchWord !== undefined) return 'names its patch twice';
    return [Number(major), Number(minor), Number(patch)];
  }
  if (mr !== undefined) {
    if (Number(minor) !== 0) return 'a maintenance release (MR) of what is no x.0';
    return [Number(major), Number(mr), Number(patchWord ?? 0)];
  }
  if (patchWord !== undefined) return [Number(major), Number(minor), Number(patchWord)];
  return 'a minor release (train), no release: the patch number is missing';
}

function made(text: string, { numbers, build, maturity, oddWords, count }: Facts): Result<Version, UnreadableVersion> {
  const plain = numbers.join('.');
  const built = build < 0 ? plain : `${plain} build${String(build).padStart(4, '0')}`;
  const train = numbers.slice(0, 2).join('.');
  const stage = stages[maturity] ?? released;
  const shared = { text, train, line: train, lineage: 'FortiOS', maturity, key: [...numbers, stage, count, build] };
  if (maturity === 'interim' || oddWords !== '') {
    const canonical = `${built} (${oddWords === '' ? 'Interim' : oddWords.toLowerCase()})`;
    return release({ ...shared, canonical, lineage: canonical, semver: null });
  }
  if (maturity === 'special') return release({ ...shared, canonical: built, semver: null });
  if (stage === released) {
    return release({ ...shared, canonical: plain, semver: normal([...numbers, Math.max(build, 0)]) });
  }
  const canonical = `${plain}-${maturity}${count === 0 ? '' : count}`;
  return release({ ...shared, canonical, semver: `${normal(numbers)}-${maturity}.${count}` });
}

const parts = ['major release', 'minor release', 'patch', 'stage', 'pre-release'];
const patchParts = parts.slice(0, 3);
const [stageAt, buildAt] = [3, 5];

function compare(a: Version, b: Version): Comparison {
  if (a.lineage !== b.lineage) {
    const odd = a.lineage === 'FortiOS' ? b : a;
    return incomparable(a, b, `${odd.canonical} is no published release`);
  }
  const byNumber = compareWithinLine(a, b, patchParts);
  if (byNumber.order !== 'same') return withNote(a, b, byNumber);
  if (a.key[stageAt] !== b.key[stageAt]) {
    const older = (a.key[stageAt] ?? 0) < (b.key[stageAt] ?? 0);
    const [early, late] = older ? [a, b] : [b, a];
    return ordered(a, b, older ? 'older' : 'newer', `${early.canonical} comes before ${late.canonical}`);
  }
  const byCount = compareWithinLine(a, b, parts);
  return byCount.order === 'same' ? byBuild(a, b) : byCount;
}

/** The numbers have decided; that the builds say otherwise is told, since it is what misleads. */
function withNote(a: Version, b: Version, comparison: Comparison): Comparison {
  const special = [a, b].find((version) => version.maturity === 'special');
  if (special === undefined) return comparison;
  return { ...comparison, why: `${comparison.why}; ${special.text} is a special build` };
}

function byBuild(a: Version, b: Version): Comparison {
  const [x = -1, y = -1] = [a.key[buildAt], b.key[buildAt]];
  if (x === y) return same(a, b);
  if (x < 0 || y < 0) return same(a, b, 'one release; only one of the two names its build');
  if ((a.maturity === 'special') !== (b.maturity === 'special')) {
    return incomparable(a, b, `no order between a special build and other builds of one release: ${x} and ${y}`);
  }
  return ordered(a, b, x < y ? 'older' : 'newer', `build ${x}${x < y ? ' < ' : ' > '}${y}`);
}

const normal = (numbers: readonly number[]): string => normalForm(numbers, [1e6, 1]);

function span({ lineage, train, key }: Version): Span {
  const [major = 0, minor = 0, patch = 0] = key;
  const build = key[buildAt] ?? -1;
  const numbers = [major, minor, patch];
  return { lineage, train, parts: build < 0 ? numbers : [...numbers, build] };
}

/** `7`, `7.2`, and `7.2.5` for this release in all of its builds; a `v` may stand before it. */
function prefix(text: string): Result<Span, string> {
  const match = /^v?(\d{1,2})(?:\.(\d{1,2})(?:\.(\d{1,3}))?)?$/i.exec(text);
  if (match === null) return err('no beginning of a FortiOS release');
  const numbers = match.slice(1).flatMap((part) => (part === undefined ? [] : [Number(part)]));
  return ok({ lineage: 'FortiOS', train: numbers.length < 2 ? null : numbers.slice(0, 2).join('.'), parts: numbers });
}
