import { type Place, placeText } from '../core/baseline.ts';
import type { Device } from '../core/inventory.ts';
import { canonicalHost } from './host-address.ts';
import { type Report, unknownName } from './layers.ts';

/** What shows only when all devices are known: the same device twice, jump hosts and peers that do not exist. */
export function checkFleet(
  devices: readonly Device[],
  written: ReadonlySet<string>,
  placeOf: (device: Device, key: 'jump' | 'haPeer') => Place,
  report: Report,
): void {
  const names = [...written];
  const byName = new Map(devices.map((device) => [String(device.name), device]));
  const byFolded = new Map<string, Device>();
  const byAddress = new Map<string, Device>();
  const bySource = new Map<string, Device>();
  for (const device of devices) {
    const { name, place, hostname, port, ssh } = device;
    const folded = name.toLowerCase();
    const twin = byFolded.get(folded);
    if (twin === undefined) byFolded.set(folded, device);
    else report(place, `"${name}" and "${twin.name}" (${placeText(twin.place)}) differ only in case`);
    // Behind different jump hosts the same address is another device.
    const address = `${canonicalHost(hostname)} ${port} ${ssh.jump ?? ''}`;
    const other = byAddress.get(address);
    if (other === undefined) byAddress.set(address, device);
    else report(place, `"${name}" has the address and port of "${other.name}" (${placeText(other.place)})`);
    for (const source of new Set(device.sources.map(canonicalHost))) {
      const sender = bySource.get(source);
      if (sender === undefined) bySource.set(source, device);
      else
        report(
          place,
          `"${name}" and "${sender.name}" both log as ${source}: its lines cannot be told apart`,
          'warning',
        );
    }
    if (ssh.jump !== null && !written.has(ssh.jump))
      report(placeOf(device, 'jump'), `jump: ${unknownName('device', ssh.jump, names)}`);
    else if (ssh.jump !== null && jumpsForEver(device, byName))
      report(placeOf(device, 'jump'), `jump: the way to "${name}" leads back to itself`);
    if (device.haPeer !== null && (device.haPeer === name || !written.has(device.haPeer)))
      report(
        placeOf(device, 'haPeer'),
        `haPeer: ${device.haPeer === name ? 'a device is not its own peer' : unknownName('device', device.haPeer, names)}`,
      );
  }
}

function jumpsForEver(device: Device, byName: ReadonlyMap<string, Device>): boolean {
  const seen = new Set<string>();
  for (let at: Device | undefined = device; at?.ssh.jump != null; at = byName.get(at.ssh.jump)) {
    if (seen.has(at.name)) return true;
    seen.add(at.name);
  }
  return false;
}
