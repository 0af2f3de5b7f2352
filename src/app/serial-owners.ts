import type { DeviceName } from '../core/brands.ts';
import type { DeviceState } from '../core/history.ts';
import type { RecordStore } from '../record-ports.ts';

/** Which devices show a serial number: read from the record once a run, kept true by the run's own results. */
export type SerialOwners = {
  readonly isElsewhere: (serial: string, device: DeviceName) => boolean;
  readonly note: (state: DeviceState) => void;
};

export function serialOwners(record: Pick<RecordStore, 'lastJudgements'>): SerialOwners {
  const owners = new Map<string, Set<DeviceName>>();
  const add = (serial: string, device: DeviceName): void => {
    const known = owners.get(serial);
    if (known === undefined) owners.set(serial, new Set([device]));
    else known.add(device);
  };
  for (const { device, members } of record.lastJudgements()) {
    for (const { facts } of members) if (facts?.serial != null) add(facts.serial, device);
  }
  return {
    isElsewhere: (serial, device) => [...(owners.get(serial) ?? [])].some((owner) => owner !== device),
    note({ device, members }) {
      for (const { serial, replacedBy } of members) {
        if (serial === null || replacedBy !== null) continue;
        add(serial, device);
      }
    },
  };
}
