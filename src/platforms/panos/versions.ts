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
  unreadable,
  versionText,
} from '../shared/version-kit.ts';
import { type Span, versionRange } from '../shared/version-range.ts';
import { panosImage } from './image-names.ts';

/** How `show system info`, release notes and image names introduce a release. */
const introduction = /^(?:sw-version: ?|pan-os[ -]|panos_[a-z0-9]{1,16}-)/i;

/** CPE writes a colon for the dash before the hotfix. `xfr` and `vm_eval` are flavours of VM-Series images. */
const pattern = /^(\d{1,2})\.(\d{1,2})\.(\d{1,3})(?:[-:]([hbc])(\d{1,3}))?(?:[.-]xfr|\.vm_eval)?$/i;

const nearMisses: readonly (readonly [RegExp, string])[] = [
  [/^\d+\.\d+$/, 'a feature release (train), no release: the maintenance number is missing'],
  [/-[hbc]$/i, 'a hotfix, beta or customer build without its number'],
  [/^\d+\.\d+\.\d+[hbc]\d+$/i, 'the dash before the hotfix is missing'],
  [/^\d+\.\d+\.\d+\.\d+$/, 'four numbers: PAN-OS has three and writes hotfixes as -hN'],
  [/^\d{3,5}-\d{3,5}$/, 'a content version'],
  [/[*<>=]/, 'a range, no release'],
];

/** Before the release, or the release with its hotfixes. */
const stages = { beta: 0, release: 1 } as const;

/**
 * PAN-OS: `10.2.7-h3` is hotfix 3 of maintenance release 7 of the feature release 10.2.
 *
 * `-b` (beta) is below the release, `-h` above it, by number. Trains are ordered, and so are their numbers; dates are
 * not: a hotfix of an old maintenance release may be younger than the next one. `-c` is a build for one customer and
 * has no order. `.xfr` and `.vm_eval` name a flavour of the same version.
 *
 * Sources: release dates of 559 releases (21 hotfix series without exception), Palo Alto's CVE records.
 */
export const panosVersions: VersionScheme = {
  parse,
  compare,
  range: (text) => versionRange({ parse, compare, prefix, span, normal }, text),
  image: (file) => panosImage(file, parse),
};

function parse(text: string): Result<Version, UnreadableVersion> {
  const given = versionText(text);
  if (given === null) return noVersionText(text);
  const name = /^\d/.test(given) ? given : given.replace(introduction, '');
  const match = pattern.exec(name);
  if (match === null) {
    const near = nearMisses.find(([miss]) => miss.test(name));
    return unreadable(given, near?.[1] ?? 'not written as a PAN-OS release (10.2.7-h3)');
  }
  const [, major, minor, patch, letter, count] = match;
  const numbers = [Number(major), Number(minor), Number(patch)];
  const number = Number(count ?? 0);
  if (numbers[0] === 0) return unreadable(given, 'a placeholder: no release begins with 0');
  if (letter !== undefined && number === 0) return unreadable(given, 'hotfixes and builds are counted from 1');
  return made(given, numbers, letter?.toLowerCase() ?? '', number);
}

const maturities: Readonly<Record<string, string>> = { '': 'GA', h: 'hotfix', b: 'beta', c: 'custom' };

function made(
  text: string,
  [major = 0, minor = 0, patch = 0]: readonly number[],
  letter: string,
  number: number,
): Result<Version, UnreadableVersion> {
  const train = `${major}.${minor}`;
  const canonical = `${train}.${patch}${letter === '' ? '' : `-${letter}${number}`}`;
  const form = normal([major, minor, patch, letter === 'h' ? number : 0]);
  return release({
    text,
    canonical,
    train,
    line: train,
    lineage: letter === 'c' ? canonical : 'PAN-OS',
    maturity: maturities[letter] ?? 'GA',
    key: [major, minor, patch, letter === 'b' ? stages.beta : stages.release, number],
    semver: letter === 'c' ? null : letter === 'b' ? `${form}-b.${number}` : form,
  });
}

const hotfixParts = ['major release', 'feature release', 'maintenance release', 'stage', 'hotfix'];
const numberParts = hotfixParts.slice(0, 3);
const betaParts = ['major release', 'feature release', 'maintenance release', 'stage', 'beta'];
const stageAt = 3;

function compare(a: Version, b: Version): Comparison {
  if (a.lineage !== b.lineage) {
    const custom = a.maturity === 'custom' ? a : b;
    return incomparable(a, b, `${custom.canonical} is a customer build, whose place among the releases is not public`);
  }
  const byNumber = compareWithinLine(a, b, numberParts);
  if (byNumber.order !== 'same') return byNumber;
  if (a.key[stageAt] === b.key[stageAt]) {
    return compareWithinLine(a, b, a.maturity === 'beta' ? betaParts : hotfixParts);
  }
  const [beta, order] = a.maturity === 'beta' ? ([a, 'older'] as const) : ([b, 'newer'] as const);
  return ordered(a, b, order, `${beta.canonical} is a beta of the release`);
}

const normal = (parts: readonly number[]): string => normalForm(parts, [1000, 1]);

function span({ lineage, train, key }: Version): Span {
  const [major = 0, minor = 0, patch = 0, , hotfix = 0] = key;
  return { lineage, train, parts: [major, minor, patch, hotfix] };
}

/** `10`, `10.2`, and `10.2.7` for this release with all of its hotfixes. */
function prefix(text: string): Result<Span, string> {
  const match = /^(\d{1,2})(?:\.(\d{1,2})(?:\.(\d{1,3}))?)?$/.exec(text);
  if (match === null) return err('no beginning of a PAN-OS release');
  const parts = match.slice(1).flatMap((part) => (part === undefined ? [] : [Number(part)]));
  return ok({ lineage: 'PAN-OS', train: parts.length < 2 ? null : parts.slice(0, 2).join('.'), parts });
}
