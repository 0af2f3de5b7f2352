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

/** `JUNOS … [X]`, `Junos: X` and `Junos X`, as the generations of `show version` print it; group 1 or 2 is the release. */
const sentence = /^junos(?: [a-z0-9 /.()-]{0,60}\[([^\][]+)\]|(?: os)?(?: evolved)?:? ([^ [\]]+))$/i;

/** What may follow a release in a package name: edition, signature, Junos Continuity level. */
const suffixes =
  '(?:-(?:domestic|export|limited|worldwide|secure-signed|signed|cf\\d{2,4}|[cn]\\d{1,3}(?:\\.\\d{1,3})?))*';
const numbered = new RegExp(
  `^(\\d{1,2})\\.(\\d)([rfabi])(\\d{1,2})(?:-s(\\d{1,3}))?(?:\\.(\\d{1,4}))?(-evo)?${suffixes}$`,
  'i',
);
const branch = new RegExp(`^(\\d{1,2})\\.(\\d)x(\\d{1,3})-d(\\d{1,4})(?:\\.(\\d{1,4}))?(-evo)?${suffixes}$`, 'i');

/** Internal builds: `22.4I62500TB237700_cd-builder`, `21.4-20231010.0`, and without a train `X100-202310100600.0-EVO`. */
const nightly =
  /^(?:(\d{1,2}\.\d)(?:i(?=[\w.-]{4})[\w.-]*|-\d{8}[\w.-]*)|x(\d{1,3})-\d{8,14}(?:\.\d{1,4})?(?:-evo)?)$/i;

/** Label of a component: `20160625.052521_builder_junos_151_f6_s7` is of 15.1F6-S7. */
const label = /^(?:\d{8}\.\d{6}_)?builder_junos_(\d{1,2})(\d)_([rfx])(\d{1,3})(?:_([sd])(\d{1,4}))?$/i;

/** CPE writes `21.4:r3-s5` and `15.1x49:d170`. */
const cpe = /^(\d{1,2}\.\d(?:x\d{1,3})?):([rfd]\d[\w.-]*)$/i;

const nearMisses: readonly (readonly [RegExp, string])[] = [
  [/^\d+\.\d+[rfx]?(?:-evo)?$/i, 'a train, no release: the R, S or D number is missing'],
  [/^\d+\.\dx\d+$/i, 'a train, no release: the D number is missing'],
  [/^(?:[rf]\d|x\d+-d|s\d)/i, 'a release without its train'],
  [/-$/, 'ends in a dash'],
  [/-[sd]$/i, 'S or D without its number'],
  [/[*<>=]/, 'a range, no release'],
];

/** Trains of an X branch that continue each other; an X number that is not here is a branch of its own. */
const srxBranches: readonly number[] = [44, 45, 46, 47, 48, 49];
const switchBranches: readonly number[] = [50, 51, 52, 53];

type Type = 'R' | 'F' | 'X' | 'A' | 'B' | 'I';
type Parts = {
  readonly major: number;
  readonly minor: number;
  readonly type: Type;
  /** X number, else 0. */
  readonly x: number;
  /** R, F, A, B or I number; 0 for X releases. */
  readonly number: number;
  /** S number, or the D number of an X release. */
  readonly service: number;
  /** -1 where it is not named. */
  readonly spin: number;
  readonly evolved: boolean;
};

/** Alpha before beta before release; where an internal build stands among the first two is not known. */
const stages: Readonly<Record<Type, number>> = { I: 0, A: 1, B: 2, R: 3, F: 3, X: 3 };

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
  const said = sentence.exec(given);
  const name = said?.[1] ?? said?.[2] ?? given;
  const parts = readParts(name);
  if (parts !== null) return released(given, parts);
  if (nightly.test(name)) return nightlyBuild(given, name);
  const near = nearMisses.find(([pattern]) => pattern.test(name));
  return unreadable(given, near?.[1] ?? 'not written as a Junos release (21.4R3-S5.4, 15.1X49-D170)');
}

function readParts(text: string): Parts | null {
  const update = cpe.exec(text);
  if (update !== null) {
    const [, train = '', rest = ''] = update;
    return readParts(`${train}${/x/i.test(train) ? '-' : ''}${rest}`);
  }
  const component = label.exec(text);
  if (component !== null) {
    const [, major, minor, type, number, sub, service] = component;
    return readParts(`${major}.${minor}${type}${number}${sub === undefined ? '' : `-${sub}${service}`}`);
  }
  const x = branch.exec(text);
  if (x !== null) {
    const [, major, minor, number, service, spin, evolved] = x;
    return {
      ...{ major: Number(major), minor: Number(minor), type: 'X', x: Number(number), number: 0 },
      ...{ service: Number(service), spin: spin === undefined ? -1 : Number(spin), evolved: evolved !== undefined },
    };
  }
  const match = numbered.exec(text);
  if (match === null) return null;
  const [, major, minor, letter = '', number, service, spin, evolved] = match;
  const type = typeOf(letter);
  if (stages[type] < stages.R && service !== undefined) return null;
  return {
    ...{
      major: Number(major),
      minor: Number(minor),
      type,
      x: 0,
      number: Number(number),
      service: Number(service ?? 0),
    },
    ...{ spin: spin === undefined ? -1 : Number(spin), evolved: evolved !== undefined },
  };
}

function typeOf(letter: string): Type {
  const upper = letter.toUpperCase();
  return upper === 'F' || upper === 'A' || upper === 'B' || upper === 'I' ? upper : 'R';
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
function nightlyBuild(text: string, name: string): Result<Version, UnreadableVersion> {
  const [, main, x] = nightly.exec(name) ?? [];
  const evolved = /-evo$/i.test(name);
  const canonical = name
    .replace(/-evo$/i, '-EVO')
    .replace(/^(\d+\.\d)i/i, '$1I')
    .replace(/^x/, 'X');
  return release({
    ...{
      text,
      canonical,
      train: `${main ?? `X${x}`}${evolved ? '-EVO' : ''}`,
      maturity: 'nightly',
      key: [],
      semver: null,
    },
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
