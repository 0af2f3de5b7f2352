import { compareTexts, type Order, type VersionScheme } from '../../../src/core/version.ts';

/** A file of test/fixtures/versions and test/fixtures/version-cases, in the format of the version corpus. */
export type VersionCases = {
  readonly ordered?: readonly { readonly id: string; readonly versions: readonly string[] }[];
  readonly pairs?: readonly { readonly lower: string; readonly higher: string; readonly source: string }[];
  readonly equal?: readonly {
    readonly id: string;
    readonly canonical: string;
    readonly spellings: readonly string[];
  }[];
  readonly incomparable?: readonly Change[];
  readonly images?: readonly Image[];
  readonly invalid?: readonly { readonly text: string; readonly why: string }[];
  readonly train?: readonly Train[];
  /** Ours: `error` is a part of the sentence. */
  readonly ranges?: readonly (Range | { readonly range: string; readonly error: string })[];
  /** Ours: what \`semver\` is given; null for a build that fits no range. */
  readonly normalForms?: readonly { readonly version: string; readonly semver: string | null }[];
  /** Ours: the words of a refusal. */
  readonly refusals?: readonly { readonly text: string; readonly why: string }[];
  /** Ours: the words that a comparison gives. */
  readonly why?: readonly { readonly from: string; readonly to: string; readonly why: string }[];
};
type Change = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly numeric: string;
  readonly verdict: string;
  readonly caution: string;
};
type Image = {
  readonly file: string;
  readonly version: string | null;
  readonly platform?: string | null;
  readonly feature?: string | null;
  readonly signature?: string | null;
  readonly kind: string | null;
};
type Train = { readonly version: string; readonly train: string; readonly line: string; readonly maturity: string };
type Range = { readonly range: string; readonly includes: readonly string[]; readonly excludes: readonly string[] };

/** One behaviour: `seen` is what the code does, `wanted` what it has to do; both as text or data. */
export type VersionCase = { readonly name: string; readonly seen: () => unknown; readonly wanted: unknown };

/** All cases of a file. */
export function versionCases(scheme: VersionScheme, cases: VersionCases): readonly VersionCase[] {
  const both = (a: string, b: string): readonly Order[] => [
    compareTexts(scheme, a, b).order,
    compareTexts(scheme, b, a).order,
  ];
  return [
    ...(cases.ordered ?? []).map(({ id, versions }) => ({
      name: `has every pair of the chain ${id} in ascending order`,
      seen: () => pairsOf(versions).filter(([a, b]) => `${both(a, b)}` !== 'older,newer'),
      wanted: [],
    })),
    ...(cases.pairs ?? []).map(({ lower, higher, source }) => ({
      name: `has ${lower} below ${higher}, as ${source} says`,
      seen: () => both(lower, higher),
      wanted: ['older', 'newer'],
    })),
    ...(cases.equal ?? []).map(({ id, canonical, spellings }) => ({
      name: `reads all spellings of ${canonical} as the same (${id})`,
      seen: () => spellings.filter((spelling) => `${both(spelling, canonical)}` !== 'same,same'),
      wanted: [],
    })),
    ...(cases.incomparable ?? []).map((change) => ({
      name: `answers ${change.from} to ${change.to} as a change of kind ${change.verdict} (${change.id})`,
      seen: () => {
        const [there = 'same', back] = both(change.from, change.to);
        return rightAnswers(change).includes(there) && back === opposite[there] ? 'right' : `${there}, back ${back}`;
      },
      wanted: 'right',
    })),
    ...(cases.images ?? []).map(({ file, version, kind, signature = null, platform = null, feature = null }) => ({
      name: `reads the file name ${file}`,
      seen: () => scheme.image(file),
      wanted: { file, version, kind, signature, platform, featureSet: feature },
    })),
    ...(cases.invalid ?? []).map(({ text, why }) => ({
      name: `refuses "${text}": ${why}`,
      seen: () => {
        const read = scheme.parse(text);
        return read.ok ? `read as ${read.value.canonical}` : read.error.why === '' ? 'no reason' : 'refused';
      },
      wanted: 'refused',
    })),
    ...(cases.train ?? []).map(({ version, train, line, maturity }) => ({
      name: `puts ${version} into train ${train} of line ${line} as ${maturity}`,
      seen: () => {
        const read = scheme.parse(version);
        return read.ok ? [read.value.train, read.value.line, read.value.maturity] : read.error.why;
      },
      wanted: [train, line, maturity],
    })),
    ...(cases.ranges ?? []).map((range) => ({
      name: `reads the range ${range.range}`,
      seen: () => seenOfRange(scheme, range),
      wanted: 'right',
    })),
    ...(cases.normalForms ?? []).map(({ version, semver }) => ({
      name: `has ${semver} as the normal form of ${version}`,
      seen: () => {
        const read = scheme.parse(version);
        return read.ok ? read.value.semver : read.error.why;
      },
      wanted: semver,
    })),
    ...(cases.refusals ?? []).map(({ text, why }) => ({
      name: `says of "${text}": ${why}`,
      seen: () => {
        const read = scheme.parse(text);
        return read.ok ? read.value.canonical : read.error.why;
      },
      wanted: why,
    })),
    ...(cases.why ?? []).map(({ from, to, why }) => ({
      name: `says of ${from} to ${to}: ${why}`,
      seen: () => compareTexts(scheme, from, to).why,
      wanted: why,
    })),
  ];
}

function seenOfRange(
  scheme: VersionScheme,
  wanted: Range | { readonly range: string; readonly error: string },
): string {
  const range = scheme.range(wanted.range);
  if ('error' in wanted) return range.ok ? 'accepted' : range.error.includes(wanted.error) ? 'right' : range.error;
  if (!range.ok) return range.error;
  const includes = (text: string): boolean | string => {
    const version = scheme.parse(text);
    return version.ok ? range.value.includes(version.value) : `${text}: ${version.error.why}`;
  };
  const wrong = [
    ...wanted.includes.filter((text) => includes(text) !== true).map((text) => `leaves out ${text}`),
    ...wanted.excludes.filter((text) => includes(text) !== false).map((text) => `includes ${text}`),
  ];
  return wrong.length === 0 ? 'right' : wrong.join(', ');
}

const pairsOf = (versions: readonly string[]): readonly (readonly [string, string])[] =>
  versions.flatMap((lower, i) => versions.slice(i + 1).map((higher) => [lower, higher] as const));

const numericOrder: Readonly<Record<string, Order>> = { lt: 'older', gt: 'newer' };

const opposite: Readonly<Record<Order, Order>> = {
  older: 'newer',
  newer: 'older',
  same: 'same',
  incomparable: 'incomparable',
};

/** The table "What `verdict` asks" of the corpus. */
function rightAnswers({ verdict, numeric, caution }: Change): readonly Order[] {
  const byNumber = numericOrder[numeric];
  const numbers: readonly Order[] = byNumber === undefined ? [] : [byNumber];
  switch (verdict) {
    case 'different-train':
    case 'different-branch':
    case 'different-lineage':
    case 'different-product':
    case 'feature-branch':
    case 'custom':
    case 'nightly':
    case 'engineering':
    case 'interim':
    case 'special':
    case 'ambiguous-spelling':
      return ['incomparable'];
    case 'different-architecture':
    case 'flavour':
      return byNumber === undefined ? ['incomparable', 'same'] : ['incomparable', byNumber];
    case 'special-build':
    case 'same-train':
      return ['incomparable', ...numbers];
    case 'same-train-special':
      return ['incomparable', ...(caution === 'number-reversed' ? numbers.map((order) => opposite[order]) : numbers)];
    case 'newer-train':
    case 'newer-generation':
      return ['older', 'incomparable'];
    case 'older-train':
      return ['newer', 'incomparable'];
    case 'same-release':
      return ['same', 'older', 'incomparable'];
    case 'same-build':
      return ['older', 'incomparable'];
    default:
      return [];
  }
}
