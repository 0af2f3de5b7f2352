import { fileName, isImageFile } from '../compare/trusted-files.ts';
import type { DeviceName } from '../core/brands.ts';
import type { MemberFacts } from '../core/facts.ts';
import { type FleetEntry, fleetEntry } from '../core/fleet-entry.ts';
import type { DeviceState } from '../core/history.ts';
import { type TwinFacts, twinKind } from '../core/twin-facts.ts';
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
  /** Members of other devices of its model, release and patches. */
  readonly twinMembers: (platform: string, member: MemberFacts, device: DeviceName) => readonly TwinFacts[];
  readonly note: (state: DeviceState) => void;
};

export function fleetMemory(record: Pick<RecordStore, 'fleetEntries'>): FleetMemory {
  const owners = new Map<string, Set<DeviceName>>();
  const images = new Map<string, Set<DeviceName>>();
  /** Of those whose file was hashed: few, or none, where a fleet is audited without. */
  const hashed = new Map<string, Map<DeviceName, readonly TwinDigest[]>>();
  const kinds = new Map<string, Map<DeviceName, readonly TwinFacts[]>>();
  const keyOf = (platform: string, path: string): string => `${platform}\n${fileName(path)}`;

  const add = ({ device, platform, serials, paths, digests, twins: members = [] }: FleetEntry): void => {
    for (const serial of serials) entry(owners, serial, () => new Set<DeviceName>()).add(device);
    const scheme = findPlatform(platform ?? '')?.versions;
    if (platform === null || scheme === undefined) return;
    for (const kind of new Set(members.map((member) => member.kind))) {
      const same = members.filter((member) => member.kind === kind);
      entry(kinds, `${platform}\n${kind}`, () => new Map<DeviceName, readonly TwinFacts[]>()).set(device, same);
    }
    for (const name of new Set(paths.filter((path) => isImageFile(scheme, path)).map(fileName))) {
      entry(images, keyOf(platform, name), () => new Set<DeviceName>()).add(device);
      const seen = digests.filter(({ path }) => fileName(path) === name);
      if (seen.length === 0) continue;
      entry(hashed, keyOf(platform, name), () => new Map<DeviceName, readonly TwinDigest[]>()).set(
        device,
        seen.map(({ algorithm, value }) => ({ device, algorithm, value })),
      );
    }
  };
  for (const one of record.fleetEntries()) add(one);
  return {
    isElsewhere: (serial, device) => hasOther(owners.get(serial), device),
    hasTwin: (platform, path, device) => hasOther(images.get(keyOf(platform, path)), device),
    twins: (platform, path, device) =>
      [...(hashed.get(keyOf(platform, path)) ?? [])].flatMap(([owner, digests]) => (owner === device ? [] : digests)),
    twinMembers: (platform, member, device) => {
      const kind = twinKind(member);
      const known = kind === null ? undefined : kinds.get(`${platform}\n${kind}`);
      return [...(known ?? [])].flatMap(([owner, members]) => (owner === device ? [] : members));
    },
    note: (state) => add(fleetEntry(state)),
  };
}

/** Asked for every device: the set may hold the whole fleet, so it is not walked. */
const hasOther = (devices: ReadonlySet<DeviceName> | undefined, device: DeviceName): boolean =>
  devices !== undefined && devices.size > (devices.has(device) ? 1 : 0);

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
