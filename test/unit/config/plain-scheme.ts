import { err, ok } from '../../../src/core/result.ts';
import type { Version, VersionScheme } from '../../../src/core/version.ts';

/** Releases such as 1.2.3 with zero-padding, trains such as 1.2: enough of a scheme to read configuration with. */
export const plainScheme: VersionScheme = {
  parse(text) {
    const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(text.trim());
    if (match === null) return err({ kind: 'unreadable-version', text, why: 'three numbers are needed' });
    const key = match.slice(1).map(Number);
    const canonical = key.join('.');
    const [major = 0, minor = 0] = key;
    const version: Version = {
      text,
      canonical,
      train: `${major}.${minor}`,
      line: 'plain',
      lineage: 'plain',
      maturity: 'release',
      key,
      semver: canonical,
    };
    return ok(version);
  },
  compare(a, b) {
    const difference = a.key.map((part, index) => part - (b.key[index] ?? 0)).find((delta) => delta !== 0) ?? 0;
    return {
      order: difference < 0 ? 'older' : difference > 0 ? 'newer' : 'same',
      why: 'by number',
      trainChange: a.train !== b.train,
    };
  },
  range(text) {
    const match = /^(>=|<)?\s*(\d+\.\d+\.\d+)$/.exec(text.trim());
    const bound = match === null ? null : plainScheme.parse(match[2] ?? '');
    if (match === null || bound?.ok !== true) return err('a comparison with three numbers is needed');
    return ok({
      text,
      includes: (version) => {
        const { order } = plainScheme.compare(version, bound.value);
        return match[1] === '>=' ? order !== 'older' : match[1] === '<' ? order === 'older' : order === 'same';
      },
    });
  },
  image: (file) => ({
    file,
    version: /(\d+\.\d+\.\d+)\.bin$/.exec(file)?.[1] ?? null,
    kind: 'system',
    signature: null,
    platform: null,
    featureSet: null,
  }),
};

const ids: Readonly<Record<string, string>> = { alpha: 'alpha', beta: 'beta', vendor_alpha: 'alpha' };

/** Two platforms, one of them with a second name; only `alpha` has a scheme. */
export const plainRules = {
  platformId: (name: string): string | null => ids[name.toLowerCase()] ?? null,
  schemeOf: (platform: string): VersionScheme | null => (platform === 'alpha' ? plainScheme : null),
};
