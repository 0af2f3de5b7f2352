import { fileName } from '../compare/trusted-files.ts';
import type { DeviceName } from '../core/brands.ts';
import type { DeviceState } from '../core/history.ts';
import type { JudgedDevice } from '../core/judgement.ts';
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
  readonly note: (judged: JudgedDevice, state: DeviceState | null) => void;
};

export function fleetMemory(record: Pick<RecordStore, 'lastJudgements'>): FleetMemory {
  const owners = new Map<string, Set<DeviceName>>();
  const images = new Map<string, Map<DeviceName, readonly TwinDigest[]>>();
  const keyOf = (platform: string, path: string): string => `${platform}\n${fileName(path)}`;

  const note: FleetMemory['note'] = ({ device, platform, members, images: judged }, state) => {
    const current = state?.members.flatMap(({ serial, replacedBy }) => (replacedBy === null ? [serial] : [])) ?? [];
    for (const serial of [...members.map(({ facts }) => facts?.serial ?? null), ...current]) {
      if (serial !== null) entry(owners, serial, () => new Set<DeviceName>()).add(device);
    }
    for (const { path, digests } of judged) {
      const twins = entry(images, keyOf(platform, path), () => new Map<DeviceName, readonly TwinDigest[]>());
      const seen = digests.map(({ algorithm, value }) => ({ device, algorithm, value }));
      if (seen.length > 0 || !twins.has(device)) twins.set(device, seen);
    }
  };
  for (const judged of record.lastJudgements()) note(judged, null);
  const others = (platform: string, path: string, device: DeviceName) =>
    [...(images.get(keyOf(platform, path)) ?? [])].filter(([owner]) => owner !== device);
  return {
    isElsewhere: (serial, device) => [...(owners.get(serial) ?? [])].some((owner) => owner !== device),
    hasTwin: (platform, path, device) => others(platform, path, device).length > 0,
    twins: (platform, path, device) => others(platform, path, device).flatMap(([, digests]) => digests),
    note,
  };
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
