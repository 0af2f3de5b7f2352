import { type TrustedList, trustedFiles } from '../compare/trusted-files.ts';
import type { ConfigProblem } from '../config/problem.ts';
import type { Baseline, KnownGoodRef, Place, TrustedFile } from '../core/baseline.ts';
import type { EpochMs } from '../core/brands.ts';
import type { Result } from '../core/result.ts';
import { findConflicts } from '../known-good/conflicts.ts';
import type { KnownGoodList, Measurement } from '../known-good/list.ts';
import { type ListFile, readKnownGoodList } from '../known-good/read-list.ts';
import type { Configuration } from './configuration.ts';

/** Bytes of a file that a baseline names, from the folder that the baseline stands in. */
export type ReadBeside = (baselineFile: string, path: string) => Promise<Result<Uint8Array, string>>;

/**
 * Reads the lists that the baselines name and adds their values to the trusted ones. A list with an error gives none of
 * its values; so do lists that contradict each other or an image of a baseline of the same platform. `now` tells which
 * certificates are in their time.
 */
export async function addKnownGood(
  configuration: Configuration,
  read: ReadBeside,
  now: EpochMs,
): Promise<{ readonly configuration: Configuration; readonly problems: readonly ConfigProblem[] }> {
  const problems: ConfigProblem[] = [];
  const lists: TrustedList[] = [];
  const measurements: Measurement[] = [];
  const roots = new Map<string, Uint8Array>();
  const parsed = new Map<string, KnownGoodList | null>();
  const say = (place: Place, message: string, severity: ConfigProblem['severity'] = 'error'): void => {
    problems.push({ ...place, message, severity });
  };
  for (const baseline of configuration.baselines) {
    for (const ref of baseline.knownGood ?? []) {
      const { place, learned } = ref;
      if (learned !== null && learned.acceptedBy === null) continue;
      const key = JSON.stringify({ ...ref, place: place.file });
      if (!parsed.has(key))
        parsed.set(key, await readRef(ref, read, now, (message, severity) => say(place, message, severity)));
      const list = parsed.get(key) ?? null;
      if (list === null) continue;
      lists.push({ platform: baseline.match.platform?.[0] ?? null, files: list.files });
      measurements.push(...list.measurements);
    }
    if (baseline.measurement != null) {
      const { place, root } = baseline.measurement;
      const bytes = await read(place.file, root);
      if (bytes.ok) roots.set(baseline.name, bytes.value);
      else say(place, bytes.error);
    }
  }
  for (const [platform, files] of byPlatform(configuration.baselines, lists)) {
    const place = configuration.baselines.find(
      ({ match, knownGood }) => match.platform?.[0] === platform && knownGood?.[0] !== undefined,
    )?.knownGood?.[0]?.place;
    const found = place === undefined ? null : findConflicts(files);
    if (found === null || place === undefined) continue;
    for (const { message } of found.errors) say(place, message);
    for (const message of found.warnings) say(place, message, 'warning');
  }
  return {
    configuration: {
      ...configuration,
      trusted: trustedFiles(
        configuration.baselines,
        problems.some(({ severity }) => severity === 'error') ? [] : lists,
      ),
      measurements,
      measurementRoots: roots,
    },
    problems,
  };
}

/** The values of every list and baseline, for each platform that has a list. */
function byPlatform(
  baselines: readonly Baseline[],
  lists: readonly TrustedList[],
): ReadonlyMap<string, readonly TrustedFile[]> {
  const all = new Map<string, TrustedFile[]>();
  for (const platform of new Set(lists.flatMap((list) => (list.platform === null ? [] : [list.platform])))) {
    const own = baselines
      .filter(({ match }) => match.platform?.includes(platform) === true)
      .flatMap(({ approved }) => approved.flatMap(({ images, packages }) => [...images, ...packages]));
    const listed = [...new Set(lists.filter((list) => list.platform === platform).map(({ files }) => files))];
    all.set(platform, own.concat(...listed));
  }
  return all;
}

async function readRef(
  ref: KnownGoodRef,
  read: ReadBeside,
  now: EpochMs,
  say: (message: string, severity: ConfigProblem['severity']) => void,
): Promise<KnownGoodList | null> {
  const bytesOf = async (path: string | null): Promise<Uint8Array | null | 'unreadable'> => {
    if (path === null) return null;
    const bytes = await read(ref.place.file, path);
    if (bytes.ok) return bytes.value;
    say(bytes.error, 'error');
    return 'unreadable';
  };
  const [bytes, root, signature, certificate] = [
    await bytesOf(ref.file),
    await bytesOf(ref.root),
    await bytesOf(ref.signature),
    await bytesOf(ref.certificate),
  ];
  if (bytes === null || bytes === 'unreadable' || root === 'unreadable') return null;
  if (signature === 'unreadable' || certificate === 'unreadable') return null;
  const { learned, file: name, published } = ref;
  const file: ListFile = {
    name,
    bytes,
    root,
    signature,
    certificate,
    columns: ref.columns,
    learned: learned === null ? null : { by: learned.by, acceptedBy: learned.acceptedBy ?? '' },
    published,
  };
  const list = readKnownGoodList(file, now);
  if (!list.ok) {
    for (const { line, message } of list.error) say(`${name}${line === null ? '' : `:${line}`}: ${message}`, 'error');
    return null;
  }
  for (const message of list.value.warnings) say(`${name}: ${message}`, 'warning');
  return list.value;
}
