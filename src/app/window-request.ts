import type { Match } from '../core/baseline.ts';
import { globProblem } from '../core/match.ts';
import { err, ok, type Result } from '../core/result.ts';
import { findPlatform } from '../platforms/index.ts';
import type { Selection } from './select-devices.ts';

/** The `select` of a window from the options that choose devices; at least one must be given. */
export function selectorOf({ limit, device, group, tag, platform, site }: Selection): Result<Match, string> {
  if (limit !== undefined) return err('a window takes --device, --group, --tag, --platform or --site, not --limit');
  const platforms = platform?.map((name) => findPlatform(name)?.id ?? name);
  const keys = { device, group, tag, platform: platforms, site };
  const select: Match = Object.fromEntries(
    Object.entries(keys).filter(([, globs]) => globs !== undefined && globs.length > 0),
  );
  const bad = Object.values(select)
    .flat()
    .map(globProblem)
    .find((problem) => problem !== null);
  if (bad !== undefined) return err(bad);
  return Object.keys(select).length === 0
    ? err('a window must say for which devices: --device, --group, --tag, --platform or --site')
    : ok(select);
}
