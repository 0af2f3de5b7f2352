import type { Baseline, TrustedFile } from '../core/baseline.ts';

/** Trusted values by platform and file name, from wherever they stand (VERDICTS 4.1). */
export type TrustedFiles = {
  readonly of: (platform: string, path: string) => readonly TrustedFile[];
};

/** A list of published values that is bound to one platform, or to any (null). */
export type TrustedList = { readonly platform: string | null; readonly files: readonly TrustedFile[] };

/** Indexes the images and packages of every baseline, matching or not, and further lists. */
export function trustedFiles(baselines: readonly Baseline[], lists: readonly TrustedList[] = []): TrustedFiles {
  const byName = new Map<string, { readonly platforms: readonly string[] | null; readonly file: TrustedFile }[]>();
  const add = (platforms: readonly string[] | null, file: TrustedFile): void => {
    const name = fileName(file.file);
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [{ platforms, file }]);
    else known.push({ platforms, file });
  };
  for (const { match, approved } of baselines) {
    for (const { images, packages } of approved) {
      for (const file of [...images, ...packages]) add(match.platform ?? null, file);
    }
  }
  for (const { platform, files } of lists) for (const file of files) add(platform === null ? null : [platform], file);
  return {
    of: (platform, path) =>
      (byName.get(fileName(path)) ?? [])
        .filter(({ platforms }) => platforms === null || platforms.includes(platform))
        .map(({ file }) => file),
  };
}

/** `flash:/dir/x.bin` → `x.bin`. */
export const fileName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1);

/** `flash:/x.bin`, `flash:x.bin` and `flash:///x.bin` name one file. */
export const normalPath = (path: string): string => path.replace(/^([\w-]+):\/{0,9}/, '$1:');

/** Whether trusted values speak for (true) or against (false) a digest; null where none has its algorithm. */
export function knownGood(
  trusted: readonly TrustedFile[],
  digest: { readonly algorithm: string; readonly value: string },
): { readonly good: boolean | null; readonly source: string | null; readonly expected: string | null } {
  let against: TrustedFile | null = null;
  let expected: string | null = null;
  for (const file of trusted) {
    for (const { algorithm, value } of file.digests) {
      if (algorithm !== digest.algorithm) continue;
      if (value === digest.value) return { good: true, source: file.source, expected: value };
      against = file;
      expected = value;
    }
  }
  return against === null
    ? { good: null, source: null, expected: null }
    : { good: false, source: against.source, expected };
}
