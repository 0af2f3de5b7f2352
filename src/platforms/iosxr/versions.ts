import { err, ok, type Result } from '../../core/result.ts';
import type { Comparison, UnreadableVersion, Version, VersionScheme } from '../../core/version.ts';
import {
  compareWithinLine,
  incomparable,
  normalForm,
  noVersionText,
  release,
  unreadable,
  versionText,
} from '../shared/version-kit.ts';
import { type Span, versionRange } from '../shared/version-range.ts';
import { iosxrImage } from './image-names.ts';
import { releaseOfTag } from './release-tag.ts';

/**
 * Cisco IOS-XR: `7.3.2`, the interim build `7.11.1.14I`, the tag of packages `r732`.
 *
 * Three numbers; from 24.1.1 on, which follows 7.11, the first two are year and quarter. A maintenance number of two
 * digits is a drop of the release of its first digit: 7.3.1 < 7.3.15 < 7.3.2 (the reading of the version corpus; no
 * dated source was found). 9x are limited builds, without a place in the order. An interim build comes before the
 * release of its number. What stands behind the version (`[Default]`, ` LNT`) names the architecture, not the release.
 */
export const iosxrVersions: VersionScheme = {
  parse,
  compare,
  range: (text) => versionRange({ parse, compare, prefix, span, normal }, text),
  image: (file) => iosxrImage(file, parse),
};

const parts = ['major', 'minor', 'maintenance release', 'drop', 'stage', 'interim build'];
const normal = (key: readonly number[]): string => normalForm(key, [100, 1]);
const stages = { interim: 0, release: 1 } as const;
const lineage = 'XR';

/** 3 to 7, then by year from 24 on; 8 to 23 are other families' numbers. */
const printed = /^([3-7]|2[4-9]|3\d)\.(\d{1,2})\.(\d{1,2})(?:\.(\d{1,3})I)?(?: ?\[Default\]| LNT)?$/i;

function parse(given: string): Result<Version, UnreadableVersion> {
  const text = versionText(given);
  if (text === null) return noVersionText(given);
  const match = printed.exec(text);
  if (match !== null) {
    const build = match[4] === undefined ? null : Number(match[4]);
    return made(text, Number(match[1]), Number(match[2]), Number(match[3]), build);
  }
  const tag = /^r(\d{3,5})$/i.exec(text)?.[1];
  if (tag === undefined) return unreadable(text, whyNot(text));
  const candidates = releaseOfTag(tag);
  const [only] = candidates;
  if (only === undefined) return unreadable(text, 'a package tag that no release number fits');
  if (candidates.length > 1) {
    return unreadable(text, `ambiguous spelling: ${candidates.map((numbers) => numbers.join('.')).join(' or ')}`);
  }
  return made(text, only[0], only[1], only[2], null);
}

function made(
  text: string,
  major: number,
  minor: number,
  maintenance: number,
  interim: number | null,
): Result<Version, UnreadableVersion> {
  const name = `${major}.${minor}.${maintenance}`;
  const canonical = interim === null ? name : `${name}.${String(interim).padStart(2, '0')}I`;
  const isDrop = maintenance > 9;
  const key = [
    major,
    minor,
    isDrop ? Math.floor(maintenance / 10) : maintenance,
    isDrop ? 1 + (maintenance % 10) : 0,
    interim === null ? stages.release : stages.interim,
    interim ?? 0,
  ];
  const limited = maintenance >= 90;
  const form = normal(key);
  return release({
    text,
    canonical,
    train: `${major}.${minor}`,
    line: lineage,
    lineage: limited ? canonical : lineage,
    key,
    maturity: interim === null ? maturityOf(maintenance) : 'interim',
    semver: limited ? null : interim === null ? form : `${form}-i.${interim}`,
  });
}

/** The first release of a train brings features, later ones maintain it. */
function maturityOf(maintenance: number): string {
  if (maintenance > 9) return 'special';
  return maintenance > 1 ? 'maintenance' : 'feature';
}

function whyNot(text: string): string {
  if (/^\d+\.\d+$/.test(text)) return 'a train, no release';
  if (/^\d+\.\d+\.\d+\.\d+$/.test(text)) return 'four numbers: the version of a package, no release';
  if (/^r\d/i.test(text)) return 'not a package tag (r and three to five digits)';
  return 'not of the form 7.3.2 or 7.11.1.14I';
}

function compare(a: Version, b: Version): Comparison {
  const why = a.lineage === b.lineage ? (interimOfDrop(a, b) ?? interimOfDrop(b, a)) : null;
  return why === null ? compareWithinLine(a, b, parts) : incomparable(a, b, why);
}

/** An interim build towards the drop 7.5.41 is not placed against 7.5.4 and the drops below 7.5.41. */
function interimOfDrop({ key: x, text }: Version, { key: y, text: other }: Version): string | null {
  const drop = x[3] ?? 0;
  if (x[4] === stages.release || drop === 0) return null;
  const below = x[0] === y[0] && x[1] === y[1] && x[2] === y[2] && (y[3] ?? 0) < drop;
  return below ? `${text} is an interim build of a drop, not placed against ${other}` : null;
}

function span({ lineage: of, train, key }: Version): Span {
  return { lineage: of, train, parts: key.slice(0, 4) };
}

/** `7`, `7.3`; `7.3.1` for this release with its drops. */
function prefix(text: string): Result<Span, string> {
  const [, major, minor] = /^([3-7]|2[4-9]|3\d)(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  if (major !== undefined) {
    const numbers = minor === undefined ? [Number(major)] : [Number(major), Number(minor)];
    return ok({ lineage, train: minor === undefined ? null : numbers.join('.'), parts: numbers });
  }
  const version = parse(text);
  if (!version.ok) return err(version.error.why);
  const { train, key, semver, maturity } = version.value;
  if (semver === null || semver.includes('-')) return err(`${text} is ${maturity}: name it exactly`);
  return ok({ lineage, train, parts: key.slice(0, key[3] === 0 ? 3 : 4) });
}
