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
import { iosImage } from './image-names.ts';
import { lineOf, trainLetterRank } from './trains.ts';

/**
 * Cisco IOS classic: `15.2(7)E3k`, `12.4(25g)`, `15.4(2.11)T`.
 *
 * Grammar and order after Cisco's "IOS and NX-OS Software Reference Guide"; train letters and rebuilds as they stand in
 * the affected lists of CVE records. Ordered are maintenance number, its letter, rebuild and rebuild letter (E < E0a <
 * E0b < E1 < E1a), within a train or one of the lineages of `lineOf`. Everything else has no order.
 */
export const iosVersions: VersionScheme = {
  parse,
  compare,
  range: (text) => versionRange({ parse, compare, prefix, span, normal }, text),
  image: (file) => iosImage(file, parse),
};

const parts = [
  'major',
  'minor',
  'maintenance release',
  'maintenance letter',
  'train letter',
  'rebuild',
  'rebuild letter',
  'interim build',
];
const normal = (key: readonly number[]): string => normalForm(key, [1e10, 1e8, 1e6, 1e3, 1]);

const tail = '(?:([a-z]{1,5})(?:(\\d{1,3})([a-z])?)?)?';
const number = '(\\d{1,3})([a-z])?(?:\\.(\\d{1,3})(?:\\.(\\d{1,3}))?)?';
/** `15.2(4)M11`, as devices print it and, with backslashes, as CPE names have it. */
const printed = new RegExp(`^(\\d{2})\\.(\\d)\\\\?\\(${number}\\\\?\\)${tail}$`, 'i');
/** `152-4.M11`, as image names have it. */
const inFileName = new RegExp(`^(\\d{2})(\\d)-${number}(?:\\.(?=[a-z])${tail})?$`, 'i');
/** `15.2.4.M11` and `15.2.4M11`, as the SIP banner has it. Without a train it could be any family's, and is refused. */
const dotted = new RegExp(`^(\\d{2})\\.(\\d)\\.(\\d{1,3})()()()\\.?(?=[a-z])${tail}$`, 'i');
/** `12.4.25g`; letters that are a train by themselves (T, E, S, M, F) are left to `dotted`. */
const dottedMainline = /^(\d{2})\.(\d)\.(\d{1,3})([a-dg-ln-qu-z])$/;

function parse(given: string): Result<Version, UnreadableVersion> {
  const text = versionText(given);
  if (text === null) return noVersionText(given);
  const match = printed.exec(text) ?? inFileName.exec(text) ?? dottedMainline.exec(text) ?? dotted.exec(text);
  if (match === null) return unreadable(text, 'not of the form 15.2(7)E3');
  const [, majorText, minorText, maintenanceText, maintenanceLetter = '', interimText, sub, word = ''] = match;
  const letter = maintenanceLetter.toLowerCase();
  if (letter === 'r') return unreadable(text, 'a ROM monitor version (r after the release number)');
  const major = Number(majorText);
  const minor = Number(minorText);
  if (!isIos(major, minor)) return unreadable(text, `there is no IOS ${major}.${minor}`);
  const { letters, looseLetter } = trainWord(word);
  if (major === 15 && letters === '') return unreadable(text, 'a release of IOS 15 names its train, e.g. 15.2(4)M');
  if (letters.length > 4) return unreadable(text, `no train has the letters ${letters}`);

  const maintenance = Number(maintenanceText);
  const rebuild = Number(match[8] ?? 0);
  const rebuildLetter = (match[9] ?? looseLetter).toLowerCase();
  const interim = Number(interimText || 0);
  if (interimText && !sub && interim === 0) return unreadable(text, 'interim builds are counted from 1');
  const inner = `${maintenance}${letter}${interimText ? `.${interim}` : ''}${sub ? `.${Number(sub)}` : ''}`;
  const suffix = rebuild === 0 && rebuildLetter === '' ? '' : `${rebuild}${rebuildLetter}`;
  const canonical = `${major}.${minor}(${inner})${letters}${suffix}`;
  const train = `${major}.${minor}${letters}`;
  const { line, lineage } = lineOf(major, minor, letters);
  const key = [
    major,
    minor,
    maintenance,
    letterRank(letter),
    trainLetterRank(letters),
    rebuild,
    letterRank(rebuildLetter),
    interim,
  ];
  // Where (4.0.55)E stands against (4)E is documented nowhere that was read: such a build stands for itself.
  if (sub) return release({ text, canonical, train, line, lineage: canonical, maturity: 'interim', key, semver: null });
  if (interim > 0) {
    const semver = `${normal([major, minor, maintenance + 1])}-i.${interim}`;
    return release({ text, canonical, train, line, lineage, maturity: 'interim', key, semver });
  }
  const maturity = maturityOf(line, letter !== '', suffix !== '');
  return release({ text, canonical, train, line, lineage, maturity, key, semver: normal(key) });
}

/** Trains that exist: 11.0 to 11.3, 12.0 to 12.4, 15.0 to 15.9. 13 and 14 were left out; 16 and up are IOS-XE. */
function isIos(major: number, minor: number): boolean {
  return major === 15 || (major === 12 && minor <= 4) || (major === 11 && minor <= 3);
}

/** Splits `EXa` into the train EX and a letter; where all is of one case, all is the train. */
function trainWord(word: string): { readonly letters: string; readonly looseLetter: string } {
  const mixed = /^([A-Z]+)([a-z])$/.exec(word);
  return { letters: (mixed?.[1] ?? word).toUpperCase(), looseLetter: mixed?.[2] ?? '' };
}

function maturityOf(line: string, hasMaintenanceLetter: boolean, isRebuild: boolean): string {
  if (line === 'X-special') return 'special';
  if (line === 'mainline') return hasMaintenanceLetter ? 'GD-or-rebuild' : 'release';
  return isRebuild ? 'rebuild' : 'release';
}

function compare(a: Version, b: Version): Comparison {
  const why = a.lineage === b.lineage ? whyParallel(a, b) : null;
  return why === null ? compareWithinLine(a, b, parts) : incomparable(a, b, why);
}

/** Why two releases of one lineage have no order after all: they grew beside each other from one base. */
function whyParallel(a: Version, b: Version): string | null {
  const [major, minor, maintenance] = a.key;
  if (major !== b.key[0] || minor !== b.key[1]) return null;
  const sameNumber = maintenance === b.key[2];
  if (a.train !== b.train) {
    // 12.4 and 12.4T were maintained side by side; in 15.x the M release closes the T releases of its minor number.
    const parallel = a.lineage === 'mainline/T/M' && (major !== 15 || sameNumber);
    return parallel ? `no order between the trains ${a.train} (${a.text}) and ${b.train} (${b.text})` : null;
  }
  if (!sameNumber || isInterim(a) === isInterim(b)) return null;
  const [interim, other] = isInterim(a) ? [a, b] : [b, a];
  // (17a), (17b), (17d) of SX are releases that follow each other, not rebuilds of (17).
  const isNextLetter = a.lineage === 'SX/SY' && a.key[3] !== b.key[3];
  if (isNextLetter || !isRebuilt(other)) return null;
  return `${other.text} is a rebuild, ${interim.text} an interim build towards the next release, both from one base`;
}

const isInterim = (version: Version): boolean => version.key[7] !== 0;
const isRebuilt = ({ key }: Version): boolean => key[3] !== 0 || key[5] !== 0 || key[6] !== 0;

function span({ lineage, train, key }: Version): Span {
  return { lineage, train, parts: key.slice(0, 7) };
}

/** `12.4`, `15.2E`, `12.4(25)`, `15.2(7)E`, `15.2(7)E3`: a train, a release with its rebuilds, a rebuild with its letters. */
function prefix(text: string): Result<Span, string> {
  const train = /^(\d{2})\.(\d)([a-z]{0,4})$/i.exec(text);
  if (train !== null) {
    const major = Number(train[1]);
    const minor = Number(train[2]);
    const letters = (train[3] ?? '').toUpperCase();
    if (!isIos(major, minor)) return err(`there is no IOS ${major}.${minor}`);
    if (major === 15 && letters === '') return err(`${text} names no train: add its letters, e.g. ${text}M`);
    const { lineage } = lineOf(major, minor, letters);
    return ok({ lineage, train: `${major}.${minor}${letters}`, parts: [major, minor] });
  }
  const version = parse(text);
  if (!version.ok) return err(version.error.why);
  const { lineage, train: of, key, semver, canonical } = version.value;
  if (semver === null || isInterim(version.value)) return err(`${canonical} is an interim build`);
  const isOpen = key[5] === 0 && key[6] === 0;
  const depth = of.endsWith(String(key[1])) ? (key[3] === 0 ? 3 : 4) : isOpen ? 5 : key[6] === 0 ? 6 : 7;
  return ok({ lineage, train: of, parts: key.slice(0, depth) });
}
