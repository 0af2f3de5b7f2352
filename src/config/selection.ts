import type { Match, MatchKey, Target } from '../core/baseline.ts';
import { matchKeys } from '../core/match.ts';
import type { Reporter } from './baseline-values.ts';
import type { PlatformId } from './platform-rules.ts';
import type { PathPart } from './yaml-document.ts';

/** A match or select in the terms of core: only the keys that are written. */
export function matchOf(written: Readonly<Partial<Record<MatchKey, string | readonly string[] | undefined>>>): Match {
  const pairs = matchKeys.flatMap((key) => {
    const given = written[key];
    return given === undefined ? [] : [[key, typeof given === 'string' ? [given] : given] as const];
  });
  return Object.fromEntries(pairs);
}

/** Names of other tools for a platform become ours; a name that nobody knows is refused, a pattern stays. */
export function selectOf(
  written: Readonly<Partial<Record<MatchKey, readonly string[] | undefined>>>,
  path: readonly PathPart[],
  platformId: PlatformId,
  report: Reporter,
): Match {
  const { platform } = written;
  if (Object.keys(written).length === 0) report.at(path, 'select names nothing; write at least one key');
  if (platform === undefined) return matchOf(written);
  const ids = platform.map((name) => {
    if (/[*?[{]/.test(name)) return name;
    const id = platformId(name);
    if (id === null) report.at([...path, 'platform'], `unknown platform "${name}"`);
    return id ?? name;
  });
  return matchOf({ ...written, platform: ids });
}

type WrittenTarget = {
  readonly version?: string | undefined;
  readonly patch?: string | undefined;
  readonly image?: string | undefined;
};

/** A target that names nothing would let a device step anywhere. */
export function checkTarget(written: WrittenTarget | undefined, path: readonly PathPart[], report: Reporter): void {
  if (written !== undefined && Object.keys(written).length === 0)
    report.at(path, 'a target names a version, a patch or an image');
}

/** Null where nothing is said: that part is not limited. */
export const targetOf = (written: WrittenTarget): Target => ({
  version: written.version ?? null,
  patch: written.patch ?? null,
  image: written.image ?? null,
});
