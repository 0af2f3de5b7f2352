import ipaddr from 'ipaddr.js';
import type { LogEvent } from '../core/indicator.ts';
import type { Device } from '../core/inventory.ts';

/** Finds the device that a line is about by the names, addresses and serial numbers of the inventory. */
export type DeviceDirectory = (event: LogEvent) => Device | null;

/** The device that has a name, address or serial number. */
export type DeviceNames = (name: string | null | undefined) => Device | null;

export function deviceDirectory(devices: readonly Device[]): DeviceDirectory {
  return directoryOf(deviceNames(devices));
}

export function directoryOf(find: DeviceNames): DeviceDirectory {
  return ({ host, fields }) =>
    find(host) ?? find(fields['device_name']) ?? find(fields['device_ip']) ?? find(fields['serial']);
}

/**
 * Names count without regard to case, a full name also for its first label. What two devices share names neither: no
 * line is put on a guess. The relay of a line never counts.
 */
export function deviceNames(devices: readonly Device[]): DeviceNames {
  const byName = new Map<string, Device | null>();
  const put = (name: string, device: Device): void => {
    const key = nameKey(name);
    const known = byName.get(key);
    byName.set(key, known === undefined || known === device ? device : null);
  };
  for (const device of devices) {
    for (const name of [device.name, device.hostname, ...device.sources, ...device.serials]) put(name, device);
  }
  for (const device of devices) {
    for (const name of [device.name, device.hostname, ...device.sources]) {
      const [label = ''] = name.split('.');
      if (/[a-z]/i.test(label) && label !== name && !byName.has(label.toLowerCase())) put(label, device);
    }
  }
  return (name) => {
    if (name === null || name === undefined) return null;
    const key = nameKey(name);
    const exact = byName.get(key);
    if (exact !== undefined) return exact;
    return /[a-z]/.test(key) ? (byName.get(key.split('.')[0] ?? '') ?? null) : null;
  };
}

/** The address in its one spelling, or the name without regard to case. */
const nameKey = (name: string): string =>
  name.includes(':') && ipaddr.IPv6.isValid(name) ? ipaddr.IPv6.parse(name).toRFC5952String() : name.toLowerCase();
