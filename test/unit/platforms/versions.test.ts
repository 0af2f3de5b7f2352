import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { compareTexts, type Order, type VersionScheme } from '../../../src/core/version.ts';
import { iosVersions } from '../../../src/platforms/ios/versions.ts';
import { iosxeVersions } from '../../../src/platforms/iosxe/versions.ts';
import { iosxrVersions } from '../../../src/platforms/iosxr/versions.ts';
import { nxosVersions } from '../../../src/platforms/nxos/versions.ts';

const schemes: Readonly<Record<string, VersionScheme>> = {
  ios: iosVersions,
  iosxe: iosxeVersions,
  iosxr: iosxrVersions,
  nxos: nxosVersions,
};

type Family = {
  readonly ordered: readonly { readonly id: string; readonly versions: readonly string[] }[];
  readonly pairs?: readonly { readonly lower: string; readonly higher: string; readonly source: string }[];
  readonly equal: readonly { readonly id: string; readonly canonical: string; readonly spellings: readonly string[] }[];
  readonly incomparable: readonly Change[];
  readonly images: readonly Image[];
  readonly invalid: readonly { readonly text: string; readonly why: string }[];
  readonly train: readonly {
    readonly version: string;
    readonly train: string;
    readonly line: string;
    readonly maturity: string;
  }[];
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
  readonly platform: string | null;
  readonly feature: string | null;
  readonly signature: string | null;
  readonly kind: string;
};

const numericOrder: Readonly<Record<string, Order>> = { lt: 'older', gt: 'newer' };

/** The table "What `verdict` asks of a comparison" of the corpus. */
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
      if (caution !== 'number-reversed') return ['incomparable', ...numbers];
      return ['incomparable', ...numbers.map((order): Order => (order === 'older' ? 'newer' : 'older'))];
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
      throw new Error(`the corpus has a verdict that this suite does not know: ${verdict}`);
  }
}

const opposite: Readonly<Record<Order, Order>> = {
  older: 'newer',
  newer: 'older',
  same: 'same',
  incomparable: 'incomparable',
};

/** Both directions at once, so that a failure shows them. */
function orders(scheme: VersionScheme, a: string, b: string) {
  return { pair: `${a} to ${b}`, there: compareTexts(scheme, a, b).order, back: compareTexts(scheme, b, a).order };
}

function canonical(scheme: VersionScheme, text: string): string {
  const read = scheme.parse(text);
  return read.ok ? read.value.canonical : `unreadable: ${read.error.why}`;
}

const folders = [
  join(import.meta.dirname, '../../fixtures/versions'),
  ...(process.env['PAWL_CORPUS'] === undefined ? [] : [join(process.env['PAWL_CORPUS'], 'versions')]),
];

for (const [index, folder] of folders.entries()) {
  for (const [name, scheme] of Object.entries(schemes)) {
    const path = join(folder, `${name}.yaml`);
    if (!existsSync(path)) continue;
    const family: Family = parseYaml(readFileSync(path, 'utf8'));
    describe(`versions of ${name} (${index === 0 ? 'fixtures' : 'corpus'})`, () => {
      for (const { id, versions } of family.ordered) {
        it(`has every pair of the chain ${id} in ascending order`, () => {
          for (const [i, lower] of versions.entries()) {
            for (const higher of versions.slice(i + 1)) {
              expect(orders(scheme, lower, higher)).toEqual({
                pair: `${lower} to ${higher}`,
                there: 'older',
                back: 'newer',
              });
            }
          }
        });
      }

      for (const { lower, higher, source } of family.pairs ?? []) {
        it(`has ${lower} below ${higher}, as ${source} says`, () => {
          expect(orders(scheme, lower, higher)).toMatchObject({ there: 'older', back: 'newer' });
        });
      }

      for (const { id, canonical: one, spellings } of family.equal) {
        it(`reads all spellings of ${one} as the same (${id})`, () => {
          for (const spelling of spellings) {
            expect([spelling, canonical(scheme, spelling)]).toEqual([spelling, canonical(scheme, one)]);
            expect(orders(scheme, spelling, one)).toMatchObject({ there: 'same', back: 'same' });
          }
        });
      }

      for (const change of family.incomparable) {
        it(`answers ${change.from} to ${change.to} as a change of kind ${change.verdict} (${change.id})`, () => {
          const { there, back } = orders(scheme, change.from, change.to);
          expect(rightAnswers(change)).toContain(there);
          expect(back).toBe(opposite[there]);
        });
      }

      for (const image of family.images) {
        it(`reads the file name ${image.file}`, () => {
          const { version, kind, signature, platform, featureSet } = scheme.image(image.file);
          expect({ version, kind, signature, platform, feature: featureSet }).toEqual({
            version: image.version,
            kind: image.kind,
            signature: image.signature,
            platform: image.platform,
            feature: image.feature,
          });
        });
      }

      for (const { text, why } of family.invalid) {
        it(`refuses "${text}": ${why}`, () => {
          const read = scheme.parse(text);
          expect(read.ok).toBe(false);
          if (!read.ok) expect(read.error.why).not.toBe('');
        });
      }

      for (const { version, train, line, maturity } of family.train) {
        it(`puts ${version} into train ${train} of line ${line} as ${maturity}`, () => {
          const read = scheme.parse(version);
          expect(read.ok && { train: read.value.train, line: read.value.line, maturity: read.value.maturity }).toEqual({
            train,
            line,
            maturity,
          });
        });
      }
    });
  }
}
