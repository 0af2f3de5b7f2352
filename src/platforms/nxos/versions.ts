import { err, ok, type Result } from '../../core/result.ts';
import type { Comparison, UnreadableVersion, Version, VersionScheme } from '../../core/version.ts';
import {
  compareWithinLine,
  incomparable,
  letterRank,
  normalForm,
  noVersionText,
  release,
  unreadable,
  versionText,
} from '../shared/version-kit.ts';
import { type Span, versionRange } from '../shared/version-range.ts';
import { nxosImage } from './image-names.ts';
import { nxosLine } from './lines.ts';

/**
 * Cisco NX-OS: `9.3(10)`, `7.0(3)I7(5a)`, `10.2(3)F`; in file names `7.0.3.I7.5a`.
 *
 * Numbers, letter, train number, sub-release, its letter, each by number. M and F (maintenance and feature release) tell
 * the maturity and take no part: 10.2(3)F < 10.2(4)M. `(2.72)` and `(2)IMG9(0.27)` are interim builds behind (2), and
 * not placed against its rebuilds. Sources: affected lists of CVE records, show version outputs in the public tests of
 * genieparser and ntc-templates, folder names of YangModels.
 */
export const nxosVersions: VersionScheme = {
  parse,
  compare,
  range: (text) => versionRange({ parse, compare, prefix, span, normal }, text),
  image: (file) => nxosImage(file, parse),
};

const parts = [
  'major',
  'minor',
  'maintenance release',
  'release letter',
  'train number',
  'sub-release',
  'sub-release letter',
  'interim build',
];
const normal = (key: readonly number[]): string => normalForm(key, [1e9, 1e7, 1e5, 1e3, 1]);
const letters3 = '([a-z]{1,3})(\\d{1,2})';
const printed = new RegExp(
  `^(\\d{1,2})\\.(\\d{1,2})\\((\\d{1,3})([a-z]{0,2})(?:\\.(\\d{1,3}))?\\)` +
    `(?:${letters3}\\((\\d{1,3})([a-z]{0,2})(?:\\.(\\d{1,3}))?\\))?` +
    '(?: ?\\(?([MF])\\)?| \\[([MF])[a-z]{6,10} Release\\])?$',
  'i',
);
const inFileName = new RegExp(
  `^(\\d{1,2})\\.(\\d{1,2})[.-](\\d{1,3})([a-z]{0,2})(?:\\.(\\d{1,3}))?` +
    `(?:[.-]${letters3}[.-](\\d{1,3})([a-z]{0,2})(?:\\.(\\d{1,3}))?)?(?:\\.([MF]))?$`,
  'i',
);
const announced = /^([^ ]{1,40}) \[build ([^ \]]{1,60})\](?: \[[MF][a-z]{6,10} Release\])?$/i;

function parse(given: string): Result<Version, UnreadableVersion> {
  const trimmed = versionText(given);
  if (trimmed === null) return noVersionText(given);
  // CPE names have a backslash before each parenthesis; 10.4.3F is 10.4.3.F without its last dot.
  const plain = trimmed.includes('\\') ? trimmed.replace(/\\([()])/g, '$1') : trimmed;
  const text = /^10\.\d{1,2}\.\d{1,3}[MF]$/.test(plain) ? `${plain.slice(0, -1)}.${plain.slice(-1)}` : plain;
  const match = printed.exec(text) ?? inFileName.exec(text);
  if (match !== null) return read(trimmed, match);
  const build = announced.exec(text);
  return build === null ? unreadable(trimmed, whyNot(text)) : readAnnounced(trimmed, build[1] ?? '', build[2] ?? '');
}

function read(text: string, match: RegExpExecArray): Result<Version, UnreadableVersion> {
  const [major, minor, maintenance] = [Number(match[1]), Number(match[2]), Number(match[3])] as const;
  const letter = (match[4] ?? '').toLowerCase();
  const letters = (match[6] ?? '').toUpperCase();
  const subLetter = (match[9] ?? '').toLowerCase();
  const line = nxosLine(major, minor, letters);
  if (typeof line === 'string') return unreadable(text, line);
  const trainNumber = Number(match[7] ?? 0);
  if (letters !== '' && trainNumber === 0) return unreadable(text, 'trains are counted from 1');
  const isMisplaced =
    (match[5] !== undefined && `${letter}${letters}` !== '') || (match[10] !== undefined && subLetter !== '');
  if (isMisplaced) return unreadable(text, 'an interim number stands alone');

  const sub = Number(match[8] ?? 0);
  const interim = Number(match[5] ?? match[10] ?? 0);
  const inner = match[5] === undefined ? `${maintenance}${letter}` : `${maintenance}.${interim}`;
  const subInner = match[10] === undefined ? `${sub}${subLetter}` : `${sub}.${interim}`;
  const canonical = `${major}.${minor}(${inner})${letters === '' ? '' : `${letters}${trainNumber}(${subInner})`}`;
  const isImageBuild = letters === imageBuilds;
  /** Nexus 1000V counts its releases with two numbers, 5.2(1)SV3(4.1). */
  const isCounted = line.line === 'n1kv';
  const isInterim = isImageBuild || (interim > 0 && !isCounted);
  // Two letters, as in 9.3(6uu)I9(1uu), are builds of one branch: no place in the order.
  const isEngineering = letter.length > 1 || subLetter.length > 1;
  const key = [
    major,
    minor,
    maintenance,
    letterRank(letter),
    isImageBuild ? imageBuildRank + trainNumber : trainNumber,
    sub,
    letterRank(subLetter),
    interim,
  ];
  const mark = (match[11] ?? match[12] ?? '').toUpperCase();
  return release({
    text,
    canonical,
    train: trainOf(major, minor, maintenance, letters, trainNumber),
    line: line.line,
    key,
    lineage: isEngineering ? canonical : line.lineage,
    maturity: isEngineering
      ? 'engineering'
      : isInterim
        ? 'interim'
        : maturityOf(mark, major, minor, `${letter}${letters}` !== ''),
    semver: isEngineering || isInterim || isCounted ? null : normal(key),
  });
}

const imageBuilds = 'IMG';
/** Added to the number of IMG builds, so that they are no train beside the releases. */
const imageBuildRank = 100;

/** D and N trains go through the maintenance numbers, all others belong to one: 7.3D1, but 7.0(3)I7. */
function trainOf(major: number, minor: number, maintenance: number, letters: string, trainNumber: number): string {
  if (letters === '' || letters === imageBuilds) return `${major}.${minor}`;
  if (letters === 'D' || letters === 'N') return `${major}.${minor}${letters}${trainNumber}`;
  return `${major}.${minor}(${maintenance})${letters}${trainNumber}`;
}

/** 9.3 is the long-lived train before the marks M and F came with 10.2. */
function maturityOf(mark: string, major: number, minor: number, isRebuild: boolean): string {
  if (mark !== '') return mark;
  if (major === 9 && minor === 3) return 'long-lived';
  return isRebuild ? 'rebuild' : 'release';
}

/**
 * `10.4(3) [build 10.4(2)IMG9(0.27)]` announces 10.4(3) and is not it: an unreleased image, without a place in the
 * order. Where both are equal it is the release.
 */
function readAnnounced(text: string, name: string, builtAs: string): Result<Version, UnreadableVersion> {
  const [left, right] = [parse(name), parse(builtAs)];
  if (!left.ok) return unreadable(text, left.error.why);
  if (!right.ok) return unreadable(text, right.error.why);
  if (left.value.canonical === right.value.canonical) return release({ ...left.value, text });
  const canonical = `${left.value.canonical} [build ${right.value.canonical}]`;
  return release({ ...left.value, text, canonical, lineage: canonical, maturity: 'interim', key: [], semver: null });
}

function whyNot(text: string): string {
  if (/^\d{1,2}\.\d{1,2}$/.test(text)) return 'a train, no release';
  if (/^\d{1,2}\.\d{1,2}\(\d{1,3}[a-z]?\)[a-z]{1,3}\d{1,2}$/i.test(text))
    return 'a train, without the sub-release in parentheses';
  if (/^\d{1,2}\.\d{1,2}\(\d{1,3}[a-z]?\)[a-z]$/i.test(text)) return 'only M and F may stand behind a release';
  return 'not of the form 9.3(10) or 7.0(3)I7(9)';
}

function compare(a: Version, b: Version): Comparison {
  const why = a.lineage === b.lineage ? (whyNotPlaced(a, b) ?? whyNotPlaced(b, a)) : null;
  return why === null ? compareWithinLine(a, b, parts) : incomparable(a, b, why);
}

/** An interim build stands behind the release of its number; rebuilds of that release are built beside it. */
function whyNotPlaced(
  { maturity, text, key: x }: Version,
  { text: other, key: y, maturity: otherMaturity }: Version,
): string | null {
  if (maturity !== 'interim' || x[0] !== y[0] || x[1] !== y[1] || x[2] !== y[2]) return null;
  const why = `${text} is an interim build, not placed against ${other}`;
  const train = x[4] ?? 0;
  if (train > 0 && train < imageBuildRank) {
    const isRebuild = x[3] === y[3] && train === y[4] && x[5] === y[5] && y[6] !== 0;
    return isRebuild ? why : null;
  }
  const isBase = y[3] === 0 && y[4] === 0 && y[7] === 0;
  const isSibling = otherMaturity === 'interim' && (train === 0 ? y[4] === 0 : (y[4] ?? 0) > imageBuildRank);
  return isBase || isSibling ? null : why;
}

function span({ lineage, train, key }: Version): Span {
  return { lineage, train, parts: key.slice(0, 7) };
}

/** `10`, `10.2`, `7.3D1`, `7.0(3)I7`; `10.2(3)` and `7.0(3)I7(5)` with their letters. */
function prefix(text: string): Result<Span, string> {
  const [, major, minor] = /^(\d{1,2})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  if (major !== undefined) {
    const numbers = minor === undefined ? [Number(major)] : [Number(major), Number(minor)];
    const line = nxosLine(Number(major), Number(minor ?? 0), '');
    if (typeof line === 'string') return err(line);
    return ok({ lineage: line.lineage, train: minor === undefined ? null : numbers.join('.'), parts: numbers });
  }
  const train = /^(\d{1,2})\.(\d{1,2})(?:\((\d{1,3})\))?([a-z]{1,3})(\d{1,2})$/i.exec(text);
  if (train !== null) return prefixOfTrain(text, train);
  const version = parse(text);
  if (!version.ok) return err(version.error.why);
  const { lineage, train: of, key, semver, maturity } = version.value;
  if (semver === null) return err(`${text} is ${maturity}: name it exactly`);
  const isTrained = key[4] !== 0;
  const depth = isTrained ? (key[6] === 0 ? 6 : 7) : key[3] === 0 ? 3 : 4;
  return ok({ lineage, train: of, parts: key.slice(0, depth) });
}

function prefixOfTrain(text: string, match: RegExpExecArray): Result<Span, string> {
  const [, major, minor, maintenance, letters = '', trainNumber] = match;
  const [x, y, train] = [Number(major), Number(minor), Number(trainNumber)];
  const line = nxosLine(x, y, letters.toUpperCase());
  if (typeof line === 'string') return err(line);
  const goesThrough = /^[DN]$/i.test(letters);
  if (maintenance === undefined && !goesThrough) return err(`${text} needs its release number, e.g. 7.0(3)I7`);
  const name = trainOf(x, y, Number(maintenance ?? 0), letters.toUpperCase(), train);
  const parts = maintenance === undefined ? [x, y] : [x, y, Number(maintenance), 0, train];
  return ok({ lineage: line.lineage, train: name, parts });
}
