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

export type Facts = {
  readonly numbers: readonly number[];
  /** -1 where it is not named. */
  readonly build: number;
  readonly maturity: string;
  /** Words in brackets that are none of the known ones, else empty. */
  readonly oddWords: string;
  /** Number of the beta or release candidate. */
  readonly count: number;
};

/** Published builds stay below it; above stand branches for one customer or model, which count on their own. */
const specialBuilds = 5000;

/** Reads what a text tells of a release, or says why it tells none. */
export function readFacts(text: string): Facts | string {
  const name = /^v?\d/i.test(text) ? text : text.replace(introduction, '').replace(imagePlatform, '');
  const read = readName(name);
  if (typeof read !== 'string') return read;
  return nearMisses.find(([miss]) => miss.test(name))?.[1] ?? read;
}

function readName(name: string): Facts | string {
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
