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
import { type Facts, readFacts } from './release-facts.ts';

const stages: Readonly<Record<string, number>> = { beta: 0, rc: 1 };
const released = 2;

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
  const read = readFacts(given);
  return typeof read === 'string' ? unreadable(given, read) : made(given, read);
}

function made(text: string, facts: Facts): Result<Version, UnreadableVersion> {
  const { numbers, build, maturity, count } = facts;
  const [major = 0, minor = 0, patch = 0] = numbers;
  const train = `${major}.${minor}`;
  const canonical = nameOf(facts);
  const stage = stages[maturity] ?? released;
  return release({
    text,
    canonical,
    train,
    line: train,
    lineage: hasPlace(facts) ? 'FortiOS' : canonical,
    maturity,
    key: [major, minor, patch, stage, count, build],
    semver: semverOf(facts),
  });
}

/** Interim builds, and those with a word that nobody explained, have none. */
const hasPlace = ({ maturity, oddWords }: Facts): boolean => maturity !== 'interim' && oddWords === '';

/** Published builds share the name of their release. */
function nameOf(facts: Facts): string {
  const { numbers, build, maturity, oddWords, count } = facts;
  const plain = numbers.join('.');
  if (maturity === 'beta' || maturity === 'rc') return `${plain}-${maturity}${count === 0 ? '' : count}`;
  if (maturity !== 'interim' && maturity !== 'special') return plain;
  const built = build < 0 ? plain : `${plain} build${String(build).padStart(4, '0')}`;
  if (hasPlace(facts)) return built;
  return `${built} (${oddWords === '' ? 'Interim' : oddWords.toLowerCase()})`;
}

function semverOf({ numbers: [major = 0, minor = 0, patch = 0], maturity, build, count }: Facts): string | null {
  if (maturity === 'interim' || maturity === 'special') return null;
  if (maturity === 'beta' || maturity === 'rc') return `${normal([major, minor, patch])}-${maturity}.${count}`;
  return normal([major, minor, patch, Math.max(build, 0)]);
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
