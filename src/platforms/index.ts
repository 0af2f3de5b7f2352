import { eos } from './eos/index.ts';
import { fortios } from './fortios/index.ts';
import { ios } from './ios/index.ts';
import { iosxe } from './iosxe/index.ts';
import { iosxr } from './iosxr/index.ts';
import { junos } from './junos/index.ts';
import { nxos } from './nxos/index.ts';
import { panos } from './panos/index.ts';
import type { Platform } from './platform.ts';

/** Every platform that pawl knows, in the order of the documentation. */
export const platforms: readonly Platform[] = [ios, iosxe, iosxr, nxos, junos, panos, fortios, eos];

/** The platform with this id, or with this name in another tool (Netmiko, NAPALM, Ansible, Oxidized, …), in any case. */
export function findPlatform(nameOrAlias: string): Platform | null {
  const wanted = nameOrAlias.trim().toLowerCase();
  return platforms.find(({ id }) => id === wanted) ?? platforms.find(({ names }) => names.includes(wanted)) ?? null;
}
