import { fileName, isImageFile } from '../compare/trusted-files.ts';
import type { DeviceName } from '../core/brands.ts';
import { type FleetEntry, fleetEntry } from '../core/fleet-entry.ts';
import type { DeviceState } from '../core/history.ts';
import { findPlatform } from '../platforms/index.ts';
import type { RecordStore } from '../record-ports.ts';

/** A digest that another device has for a file of the same name. */
export type TwinDigest = { readonly device: DeviceName; readonly algorithm: string; readonly value: string };

/**
 * What the other devices of the record say that matters for judging one: read once a run, kept true by the run's own
 * results.
 */
export type FleetMemory = {
  /** Another device shows this serial number. */
  readonly isElsewhere: (serial: string, device: DeviceName) => boolean;
  /** Other devices of the platform that run or boot a file of this name. */
  readonly hasTwin: (platform: string, path: string, device: DeviceName) => boolean;
  /** The newest digest of each of them. */
  readonly twins: (platform: string, path: string, device: DeviceName) => readonly TwinDigest[];
  readonly note: (state: DeviceState) => void;
};

export function fleetMemory(record: Pick<RecordStore, 'fleetEntries'>): FleetMemory {
  const owners = new Map<string, Set<DeviceName>>();
  const images = new Map<string, Map<DeviceName, readonly TwinDigest[]>>();
  const keyOf = (platform: string, path: string): string => `${platform}\n${fileName(path)}`;

  const add = ({ device, platform, serials, paths, digests }: FleetEntry): void => {
    for (const serial of serials) entry(owners, serial, () => new Set<DeviceName>()).add(device);
    const scheme = findPlatform(platform ?? '')?.versions;
    if (platform === null || scheme === undefined) return;
    for (const name of new Set(paths.filter((path) => isImageFile(scheme, path)).map(fileName))) {
      const twins = entry(images, keyOf(platform, name), () => new Map<DeviceName, readonly TwinDigest[]>());
      const seen = digests.filter(({ path }) => fileName(path) === name);
      if (seen.length > 0 || !twins.has(device))
        twins.set(
          device,
          seen.map(({ algorithm, value }) => ({ device, algorithm, value })),
        );
    }
  };
  for (const one of record.fleetEntries()) add(one);
  const others = (platform: string, path: string, device: DeviceName) =>
    [...(images.get(keyOf(platform, path)) ?? [])].filter(([owner]) => owner !== device);
  return {
    isElsewhere: (serial, device) => [...(owners.get(serial) ?? [])].some((owner) => owner !== device),
    hasTwin: (platform, path, device) => others(platform, path, device).length > 0,
    twins: (platform, path, device) => others(platform, path, device).flatMap(([, digests]) => digests),
    note: (state) => add(fleetEntry(state)),
  };
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
