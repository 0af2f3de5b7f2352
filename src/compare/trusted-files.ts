import type { Baseline, TrustedFile } from '../core/baseline.ts';
import type { VersionScheme } from '../core/version.ts';

/** Trusted values by platform and file name, from wherever they stand (VERDICTS 4.1). */
export type TrustedFiles = {
  readonly of: (platform: string, path: string) => readonly TrustedFile[];
  /** Files that are published with this digest, whatever they are called. */
  readonly withDigest: (platform: string, value: string) => readonly TrustedFile[];
};

/** A list of published values that is bound to one platform, or to any (null). */
export type TrustedList = { readonly platform: string | null; readonly files: readonly TrustedFile[] };

/** Indexes the images and packages of every baseline, matching or not, and further lists. */
export function trustedFiles(baselines: readonly Baseline[], lists: readonly TrustedList[] = []): TrustedFiles {
  type Entry = { readonly platforms: readonly string[] | null; readonly file: TrustedFile };
  const byName = new Map<string, Entry[]>();
  const byDigest = new Map<string, Entry[]>();
  const put = (map: Map<string, Entry[]>, key: string, entry: Entry): void => {
    const known = map.get(key);
    if (known === undefined) map.set(key, [entry]);
    else known.push(entry);
  };
  const add = (platforms: readonly string[] | null, file: TrustedFile): void => {
    put(byName, fileName(file.file), { platforms, file });
    for (const { value } of file.digests) put(byDigest, value, { platforms, file });
  };
  const forPlatform = (entries: readonly Entry[] | undefined, platform: string): readonly TrustedFile[] =>
    (entries ?? [])
      .filter(({ platforms }) => platforms === null || platforms.includes(platform))
      .map(({ file }) => file);
  for (const { match, approved } of baselines) {
    for (const { images, packages } of approved) {
      for (const file of [...images, ...packages]) add(match.platform ?? null, file);
    }
  }
  for (const { platform, files } of lists) for (const file of files) add(platform === null ? null : [platform], file);
  return {
    of: (platform, path) => forPlatform(byName.get(fileName(path)), platform),
    withDigest: (platform, value) => forPlatform(byDigest.get(value), platform),
  };
}

/** `flash:/dir/x.bin` → `x.bin`. */
export const fileName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1);

/** Whether the path names an image, as its platform names them; pointers to packages are none. */
export function isImageFile(scheme: VersionScheme, path: string): boolean {
  const { kind } = scheme.image(path);
  return kind !== null && kind !== 'pointer' && kind !== 'boot-file';
}

/** `flash:/x.bin`, `flash:x.bin` and `flash:///x.bin` name one file. */
export const normalPath = (path: string): string =>
  path.charAt(path.indexOf(':') + 1) === '/' ? path.replace(/^([\w-]+):\/{0,9}/, '$1:') : path;

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
