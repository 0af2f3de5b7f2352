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
import { iosxeImage } from './image-names.ts';
import { trainOfDaemon } from './iosd-releases.ts';

/**
 * Cisco IOS-XE: `17.9.4a`, padded `17.09.04a`, the older `3.16.4bS` (`03.16.04b.S`) and its other name, the release of
 * the IOS daemon, `15.5(3)S4b`.
 *
 * The letters a to q are later rebuilds of a release. s to z (w, x1, z2) are builds for one platform: where they stand
 * among the others is not public, so each stands for itself. prd builds come before their release. 3.xS, 16 and 17 are
 * one line of router code; 3.xE, 3.xSE, 3.xSG, 3.xSP are lines of their own.
 *
 * Sources: affected lists of CVE-2023-20198 and later records; file names and show version outputs in the public tests
 * of genieparser and ntc-templates; Cisco's "IOS and NX-OS Software Reference Guide".
 */
export const iosxeVersions: VersionScheme = {
  parse,
  compare,
  range: (text) => versionRange({ parse, compare, prefix, span, normal }, text),
  image: (file) => iosxeImage(file, parse),
};

const parts = ['major', 'minor', 'maintenance release', 'rebuild letter', 'stage', 'production build'];
const normal = (key: readonly number[]): string => normalForm(key, [1000, 1]);
/** Where `parts` has the stage: prd builds of a release come before it. */
const stages = { prd: 0, release: 1 } as const;
/** The lineage of 3.xS, 16 and 17. */
const router = '3S/16/17';

/** 16 to 23: year-based numbers from 24 on are IOS-XR, and 10 to 15 are NX-OS, PAN-OS and the IOS daemon. */
const modern = /^(1[6-9]|2[0-3])\.(\d{1,2})\.(\d{1,3})([a-z][a-z0-9]{0,6}|\.0{1,5}|)$/i;
const underscored = /^v(1[6-9]|2[0-3])_(\d{1,2})_(\d{1,3})([a-z]?)$/i;
const classic = /^0?3\.(\d{1,2})\.(\d{1,3})\.?([a-q]?)\.?(S|SP|E|SE|SG|SQ|XO|JA)$/i;
const daemon = /^(15)\.(\d)\\?\((\d{1,2})\\?\)([a-z]{1,2})(?:(\d{1,3})([a-q]?))?$/i;
const daemonInName = /^(15)(\d)-(\d{1,2})\.([a-z]{1,2})(?:(\d{1,3})([a-q]?))?$/i;

function parse(given: string): Result<Version, UnreadableVersion> {
  const text = versionText(given);
  if (text === null) return noVersionText(given);
  const now = modern.exec(text) ?? underscored.exec(text);
  if (now !== null) {
    return readModern(text, [Number(now[1]), Number(now[2]), Number(now[3])], (now[4] ?? '').toLowerCase());
  }
  const old = classic.exec(text);
  if (old !== null) return readClassic(text, Number(old[1]), Number(old[2]), old[3] ?? '', old[4] ?? '');
  const iosd = daemon.exec(text) ?? daemonInName.exec(text);
  if (iosd !== null) return readDaemon(text, iosd);
  return unreleasedBuild(text) ?? unreadable(text, whyNot(text));
}

/** 16 and up. The letter decides whether the release has a place among the others. */
function readModern(
  text: string,
  numbers: readonly [number, number, number],
  ending: string,
): Result<Version, UnreadableVersion> {
  const [major, minor, maintenance] = numbers;
  const suffix = ending.startsWith('.') ? '' : ending;
  const train = `${major}.${minor}`;
  const canonical = `${train}.${maintenance}${suffix}`;
  const [, letter = '', build] = /^([a-r]?)(?:prd(\d{1,3}))?$/.exec(suffix) ?? [];
  if (letter === '' && build === undefined && suffix !== '') {
    const special = /^(?:[s-z]\d{0,2}(?:prd\d{1,3})?|[a-r]\d{1,2}|sw)$/.exec(suffix);
    if (special === null) return unreadable(text, `no IOS-XE release ends in "${suffix}"`);
    const name = suffix === 'sw' ? canonical.toUpperCase() : canonical;
    return standingAlone(text, name, train, suffix.includes('prd') ? 'pre-release' : 'special');
  }
  const rank = letterRank(letter);
  if (build !== undefined) {
    const key = [major, minor, maintenance, rank, stages.prd, Number(build)];
    const name = `${train}.${maintenance}${letter}prd${Number(build)}`;
    return release({
      text,
      canonical: name,
      train,
      line: train,
      lineage: router,
      maturity: 'pre-release',
      key,
      semver: `${normal(key.slice(0, 4))}-prd.${Number(build)}`,
    });
  }
  const key = [major, minor, maintenance, rank, stages.release, 0];
  // Every third train is maintained for longer (Cisco's support policy; dates on endoflife.date).
  const maturity = minor > 0 && minor % 3 === 0 ? 'extended-support' : 'standard-support';
  return release({ text, canonical, train, line: train, lineage: router, maturity, key, semver: normal(key) });
}

/** 3.x: letters before the train letter, and trains that share numbers but no code. */
function readClassic(
  text: string,
  minor: number,
  maintenance: number,
  smallLetter: string,
  trainLetters: string,
): Result<Version, UnreadableVersion> {
  const letter = smallLetter.toLowerCase();
  const letters = trainLetters.toUpperCase();
  const line = `3${letters}`;
  const key = [3, minor, maintenance, letterRank(letter), stages.release, 0];
  return release({
    text,
    canonical: `3.${minor}.${maintenance}${letter}${letters}`,
    train: `3.${minor}${letters}`,
    line,
    lineage: letters === 'S' ? router : line,
    maturity: maintenance > 0 || letter !== '' ? 'rebuild' : 'release',
    key,
    semver: normal(key),
  });
}

function readDaemon(text: string, match: RegExpExecArray): Result<Version, UnreadableVersion> {
  const [, major, minor, maintenance, letters = '', rebuild = '0', letter = ''] = match;
  const train = trainOfDaemon(`${major}.${minor}`, Number(maintenance), letters.toUpperCase());
  if (train === null) return unreadable(text, 'a release of IOS, and no IOS-XE release is known that carries it');
  return readClassic(text, train.minor, Number(rebuild), letter, train.letters);
}

const numbered = /^(1[6-9]|2[0-3])\.(\d{1,2})\.(\d{1,3})\.(\d{1,5})(?:\.(\d{1,7})(?:\.\d{1,12}\.\.[a-z]{1,20})?)?$/i;
const dated = /^(1[6-9]|2[0-3])\.(\d{1,2})\.(\d{8}:\d{6})$/;
const labelled = /^BLD_[a-z0-9_]{1,120}$/i;

/** Builds that were never published: by number, by date, by the name of the build. None has a place in the order. */
function unreleasedBuild(text: string): Result<Version, UnreadableVersion> | null {
  const byNumber = numbered.exec(text);
  if (byNumber !== null) {
    const [, major, minor, maintenance, drop, build] = byNumber;
    const numbers = [major, minor, maintenance, drop, ...(build === undefined ? [] : [build])].map(Number);
    const maturity = build === undefined ? 'nightly' : 'engineering';
    return standingAlone(text, numbers.join('.'), `${Number(major)}.${Number(minor)}`, maturity);
  }
  const byDate = dated.exec(text);
  if (byDate !== null) {
    const train = `${Number(byDate[1])}.${Number(byDate[2])}`;
    return standingAlone(text, `${train}.${byDate[3]}`, train, 'nightly');
  }
  if (!labelled.test(text)) return null;
  const [, major, minor] = /_V(\d{2})_(\d{1,2})_\d/i.exec(text) ?? [];
  const train = major === undefined ? 'development' : `${Number(major)}.${Number(minor)}`;
  return standingAlone(text, text.toUpperCase(), train, 'nightly');
}

/** A build that is the same as itself and has no order with anything else. */
function standingAlone(text: string, canonical: string, train: string, maturity: string) {
  return release({ text, canonical, train, line: train, lineage: canonical, maturity, key: [], semver: null });
}

function whyNot(text: string): string {
  if (/^\d+\.\d+\(\d+r\)|\dr\[/i.test(text)) return 'a ROM monitor version';
  if (/^(?:prev_)?packages\.conf$/i.test(text)) return 'a boot pointer, which carries no version';
  if (/^0?3\.\d{1,2}\.\d{1,3}[a-z]?$/i.test(text))
    return 'a 3.x release without its train letters could be of S, E or SG';
  if (/^\d{1,2}(?:\.\d{1,2})?$/.test(text)) return 'a train, no release';
  return 'not of the form 17.9.4a or 3.16.4bS';
}

function compare(a: Version, b: Version): Comparison {
  if (a.lineage === b.lineage && isBeside(a, b)) {
    const why = `${a.text} and ${b.text} are releases of one number for different platforms`;
    return incomparable(a, b, why);
  }
  return compareWithinLine(a, b, parts);
}

/** 17.2.1r is the release of the ISR and ASR beside 17.2.1 of the others, not a rebuild of it. */
function isBeside({ key: a }: Version, { key: b }: Version): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2] && (a[3] === besideRank) !== (b[3] === besideRank);
}
const besideRank = letterRank('r');

function span({ lineage, train, key }: Version): Span {
  return { lineage, train, parts: key.slice(0, 4) };
}

/** `17`, `17.9`, `3.16S`; `17.9.4` and `3.16.4S` with their rebuilds. */
function prefix(text: string): Result<Span, string> {
  const [, major, minor] = /^(1[6-9]|2[0-3])(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  if (major !== undefined) {
    const numbers = minor === undefined ? [Number(major)] : [Number(major), Number(minor)];
    return ok({ lineage: router, train: minor === undefined ? null : numbers.join('.'), parts: numbers });
  }
  const old = /^0?3\.(\d{1,2})(S|SP|E|SE|SG|SQ|XO|JA)?$/i.exec(text);
  if (old !== null) {
    const minorNumber = Number(old[1]);
    const letters = (old[2] ?? '').toUpperCase();
    if (letters === '') return err(`${text} without train letters could be of S, E or SG: write e.g. ${text}S`);
    const train = `3.${minorNumber}${letters}`;
    return ok({ lineage: letters === 'S' ? router : `3${letters}`, train, parts: [3, minorNumber] });
  }
  const version = parse(text);
  if (!version.ok) return err(version.error.why);
  const { lineage, train, key, semver, maturity } = version.value;
  if (semver === null || semver.includes('-')) return err(`${text} is ${maturity}: name it exactly`);
  return ok({ lineage, train, parts: key.slice(0, key[3] === 0 ? 3 : 4) });
}
