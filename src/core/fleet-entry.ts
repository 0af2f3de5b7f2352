import type { DeviceName } from './brands.ts';
import type { DeviceState } from './history.ts';
import { comparableMembers, type TwinFacts } from './twin-facts.ts';

/** The little of one device's memory that matters for judging the others. */
export type FleetEntry = {
  readonly device: DeviceName;
  /** Null where nothing was ever read from it. */
  readonly platform: string | null;
  /** Of the members that are there now, and of those that were shown last. */
  readonly serials: readonly string[];
  /** What runs and what boots next, as the device writes the paths. */
  readonly paths: readonly string[];
  /** Newest digests of files with the names of these. */
  readonly digests: readonly { readonly path: string; readonly algorithm: string; readonly value: string }[];
  /** Members whose packages or code in memory can be compared with those of twins. Absent: none. */
  readonly twins?: readonly TwinFacts[];
};

/** What the other devices have to know of this one. */
export function fleetEntry(state: DeviceState): FleetEntry {
  const { device, members, last, digests } = state;
  const shown = last?.members ?? [];
  const current = members.filter(({ replacedBy }) => replacedBy === null);
  const paths = known(shown.flatMap(({ image, boot: { next } }) => [image, next.kind === 'image' ? next.image : null]));
  const names = new Set(paths.map(lastPart));
  const twins = comparableMembers(state);
  return {
    device,
    platform: last?.platform ?? current[0]?.platform ?? null,
    serials: known([...current, ...shown].map(({ serial }) => serial)),
    paths,
    digests: digests
      .filter(({ path }) => names.has(lastPart(path)))
      .map(({ path, algorithm, value }) => ({ path, algorithm, value })),
    ...(twins.length === 0 ? {} : { twins }),
  };
}

const known = (values: readonly (string | null)[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== null)),
];

/** `flash:/dir/x.bin` → `x.bin`. */
const lastPart = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1);
