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
import { junosImage } from './image-names.ts';
import {
  type Nightly,
  type Parts,
  readNightly,
  readParts,
  releaseText,
  stages,
  type Type,
  whyNot,
} from './release-parts.ts';

/** Trains of an X branch that continue each other; an X number that is not here is a branch of its own. */
const srxBranches: readonly number[] = [44, 45, 46, 47, 48, 49];
const switchBranches: readonly number[] = [50, 51, 52, 53];

/**
 * Junos and Junos Evolved: `21.4R3-S5.4` is spin 4 of service release 5 of the third release of 21.4.
 *
 * A spin belongs to what stands before it: R3.15 is still R3, below R3-S1. A release named without its spin is below
 * each of its spins, and in a range stands for all of them. A, B and I builds are before R1. X and F releases are
 * branches with numbers of their own, Evolved is another product. The SRX branches 12.1X44 … 15.1X49 were
 * continued by R releases from 17.3 on, and only there X and R have an order. Dated builds have no order at all.
 *
 * Sources: Juniper's CVE records (`21.2R3-S8`), its SRX and QFX upgrade paths, show version of all generations.
 */
export const junosVersions: VersionScheme = {
  parse,
  compare,
  range: (text) => versionRange({ parse, compare, prefix, span, normal }, text),
  image: (file) => junosImage(file, parse),
};

function parse(text: string): Result<Version, UnreadableVersion> {
  const given = versionText(text);
  if (given === null) return noVersionText(text);
  const name = /^\d/.test(given) ? given : releaseText(given);
  const parts = readParts(name);
  if (parts !== null) return released(given, parts);
  const dated = readNightly(name);
  return dated === null ? unreadable(given, whyNot(name)) : nightlyBuild(given, dated);
}

function released(text: string, parts: Parts): Result<Version, UnreadableVersion> {
  const { major, minor, type, x, number, service, spin, evolved } = parts;
  const mark = evolved ? '-EVO' : '';
  const main = `${major}.${minor}`;
  const base =
    type === 'X' ? `${main}X${x}-D${service}` : `${main}${type}${number}${service > 0 ? `-S${service}` : ''}`;
  const early = stages[type] < stages.R;
  const form = normal(early ? [major, minor] : [major, minor, x, number, service, Math.max(spin, 0)]);
  return release({
    text,
    canonical: `${base}${spin < 0 ? '' : `.${spin}`}${mark}`,
    train: `${main}${type === 'X' ? `X${x}` : type === 'F' ? 'F' : ''}${mark}`,
    line: evolved ? 'EVO' : type === 'X' || type === 'F' ? type : 'R',
    lineage: lineageOf(type, x, evolved),
    maturity: type === 'X' ? 'D' : service > 0 ? 'S' : type,
    key: [major, minor, x, stages[type], number, service, spin],
    semver: early ? `${form}-${type.toLowerCase()}.${number}.${spin + 1}` : form,
  });
}

function lineageOf(type: Type, x: number, evolved: boolean): string {
  const mark = evolved ? 'EVO ' : '';
  if (type === 'F') return `${mark}F`;
  if (type !== 'X') return evolved ? 'EVO' : 'R';
  if (!evolved && srxBranches.includes(x)) return 'SRX X';
  if (!evolved && switchBranches.includes(x)) return 'switch X';
  return `${mark}X${x}`;
}

/** Each such build is a lineage of its own, so that it is the same as itself and has no order to anything else. */
function nightlyBuild(text: string, { canonical, train, evolved }: Nightly): Result<Version, UnreadableVersion> {
  return release({
    ...{ text, canonical, train: `${train}${evolved ? '-EVO' : ''}`, maturity: 'nightly', key: [], semver: null },
    ...{ line: evolved ? 'EVO' : 'R', lineage: canonical },
  });
}

const releaseParts = ['main release', 'minor release', 'branch X', 'stage', 'release', 'service release'];
const branchParts = ['main release', 'minor release', 'branch X', 'stage', 'release', 'D release'];
const [stageAt, spinAt] = [3, 6];

function compare(a: Version, b: Version): Comparison {
  if (a.lineage !== b.lineage) return acrossLineages(a, b);
  if (a.maturity === 'nightly') return same(a, b);
  if (a.train === b.train && a.key[stageAt] !== b.key[stageAt]) return byStage(a, b);
  const parts = a.maturity === 'D' ? branchParts : releaseParts;
  const byNumber = compareWithinLine(a, b, parts);
  const [x = 0, y = 0] = [a.key[spinAt], b.key[spinAt]];
  if (byNumber.order !== 'same' || x === y) return byNumber;
  if (x >= 0 && y >= 0) return ordered(a, b, x < y ? 'older' : 'newer', `spin ${x}${x < y ? ' < ' : ' > '}${y}`);
  const [bare, spun, order] = x < 0 ? ([a, b, 'older'] as const) : ([b, a, 'newer'] as const);
  return ordered(a, b, order, `${bare.canonical} names the release, ${spun.canonical} one spin of it`);
}

function byStage(a: Version, b: Version): Comparison {
  const [x = 0, y = 0] = [a.key[stageAt], b.key[stageAt]];
  if (Math.max(x, y) < stages.R && Math.min(x, y) === stages.I) {
    return incomparable(a, b, `no order between internal builds (${a.canonical}) and test builds (${b.canonical})`);
  }
  const [early, late] = x < y ? [a, b] : [b, a];
  return ordered(a, b, x < y ? 'older' : 'newer', `${early.canonical} is a build before ${late.canonical}`);
}

function acrossLineages(a: Version, b: Version): Comparison {
  const dated = [a, b].find((version) => version.maturity === 'nightly');
  if (dated !== undefined)
    return incomparable(a, b, `${dated.canonical} is an internal build with no place in the order`);
  if ((a.line === 'EVO') !== (b.line === 'EVO')) {
    return incomparable(a, b, 'Junos and Junos Evolved are two products that share their numbers');
  }
  if (a.lineage === 'SRX X' && continuesSrx(b)) return ordered(a, b, 'older', `${b.train} continued the SRX branches`);
  if (b.lineage === 'SRX X' && continuesSrx(a)) return ordered(a, b, 'newer', `${a.train} continued the SRX branches`);
  return compareWithinLine(a, b, []);
}

/** R releases run on SRX from 17.3 on. */
function continuesSrx({ lineage, key: [major = 0, minor = 0] }: Version): boolean {
  return lineage === 'R' && (major > 17 || (major === 17 && minor >= 3));
}

/** Parts of a range: main, minor, X number, R number, S or D number, spin. */
const normal = (parts: readonly number[]): string => normalForm(parts, [1e9, 1e7, 1e4, 1]);

function span({ lineage, train, key }: Version): Span {
  const [major = 0, minor = 0, x = 0, , number = 0, service = 0, spin = -1] = key;
  const parts = [major, minor, x, number, service];
  return { lineage, train, parts: spin < 0 ? parts : [...parts, spin] };
}

/** `21`, `21.4`, `21.4R`, `15.1F`, `15.1X49`, each also with `-EVO`; a release stands for its spins. */
function prefix(text: string): Result<Span, string> {
  const whole = parse(text);
  if (whole.ok) return whole.value.semver === null ? err('an internal build has no releases') : ok(span(whole.value));
  const match = /^(\d{1,2})(?:\.(\d)(?:(r|f)|x(\d{1,3}))?)?(-evo)?$/i.exec(text);
  if (match === null) return err(`no train of Junos: ${whole.error.why}`);
  const [, major, minor, letter, x, evo] = match;
  const type = x !== undefined ? 'X' : letter?.toUpperCase() === 'F' ? 'F' : 'R';
  const lineage = lineageOf(type, Number(x ?? 0), evo !== undefined);
  if (minor === undefined) return ok({ lineage, train: null, parts: [Number(major)] });
  const train = `${major}.${minor}${type === 'X' ? `X${x}` : type === 'F' ? 'F' : ''}${evo === undefined ? '' : '-EVO'}`;
  const parts = [Number(major), Number(minor), ...(type === 'X' ? [Number(x)] : [])];
  return ok({ lineage, train, parts });
}
