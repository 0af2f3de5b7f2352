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

export type Type = 'R' | 'F' | 'X' | 'A' | 'B' | 'I';
export type Parts = {
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
export const stages: Readonly<Record<Type, number>> = { I: 0, A: 1, B: 2, R: 3, F: 3, X: 3 };

export type Nightly = { readonly canonical: string; readonly train: string; readonly evolved: boolean };

/** The release in a sentence of `show version`; any other text as it is. */
export function releaseText(text: string): string {
  const said = sentence.exec(text);
  return said?.[1] ?? said?.[2] ?? text;
}

/** Reads a release, a version and update of CPE, or a component label; null where it is none of these. */
export function readParts(text: string): Parts | null {
  const match = numbered.exec(text);
  if (match !== null) return readNumbered(match);
  const x = branch.exec(text);
  if (x !== null) {
    const [, major, minor, number, service, spin, evolved] = x;
    return parts('X', [major, minor, number, '0', service], spin, evolved);
  }
  const update = cpe.exec(text);
  if (update !== null) {
    const [, train = '', rest = ''] = update;
    return readParts(`${train}${/x/i.test(train) ? '-' : ''}${rest}`);
  }
  const component = label.exec(text);
  if (component === null) return null;
  const [, major, minor, type, number, sub, service] = component;
  return readParts(`${major}.${minor}${type}${number}${sub === undefined ? '' : `-${sub}${service}`}`);
}

function readNumbered(match: RegExpExecArray): Parts | null {
  const [, major, minor, letter = '', number, service, spin, evolved] = match;
  const type = typeOf(letter);
  if (stages[type] < stages.R && service !== undefined) return null;
  return parts(type, [major, minor, '0', number, service ?? '0'], spin, evolved);
}

/** The texts are the numbers of main and minor release, X, R and service or D release. */
function parts(
  type: Type,
  [major, minor, x, number, service]: readonly (string | undefined)[],
  spin: string | undefined,
  evolved: string | undefined,
): Parts {
  return {
    major: Number(major),
    minor: Number(minor),
    type,
    x: Number(x),
    number: Number(number),
    service: Number(service),
    spin: spin === undefined ? -1 : Number(spin),
    evolved: evolved !== undefined,
  };
}

function typeOf(letter: string): Type {
  const upper = letter.toUpperCase();
  return upper === 'F' || upper === 'A' || upper === 'B' || upper === 'I' ? upper : 'R';
}

/** Reads the name of an internal build; null where it is none. */
export function readNightly(name: string): Nightly | null {
  const match = nightly.exec(name);
  if (match === null) return null;
  const evolved = /-evo$/i.test(name);
  const canonical = name
    .replace(/-evo$/i, '-EVO')
    .replace(/^(\d+\.\d)i/i, '$1I')
    .replace(/^x/, 'X');
  return { canonical, train: match[1] ?? `X${match[2]}`, evolved };
}

/** Why a text that nothing could be made of is no release. */
export function whyNot(name: string): string {
  const near = nearMisses.find(([pattern]) => pattern.test(name));
  return near?.[1] ?? 'not written as a Junos release (21.4R3-S5.4, 15.1X49-D170)';
}
