import { describe, expect, it } from 'vitest';
import { findPlatform } from '../../../src/platforms/index.ts';

/** Ansible, Netmiko, NAPALM, ntc-templates, scrapli, Oxidized, RANCID, CPE, and slugs that NetBox sites choose. */
const names: Readonly<Record<string, string>> = {
  ios: 'cisco.ios.ios ios cisco_ios cisco cisco:ios cisco-ios',
  iosxe: 'cisco_xe iosxe cisco_iosxe cisco:ios_xe ios-xe cisco-ios-xe cisco-iosxe ios_xe',
  iosxr: 'cisco.iosxr.iosxr iosxr cisco_xr cisco_iosxr cisco-xr cisco:ios_xr cisco-ios-xr ios-xr ios_xr',
  nxos: 'cisco.nxos.nxos nxos cisco_nxos nxos_ssh cisco-nx cisco:nx-os cisco-nxos cisco-nx-os nx-os',
  junos: 'junipernetworks.junos.junos junos juniper_junos juniper juniper:junos juniper-junos',
  panos: 'paloaltonetworks.panos.panos panos paloalto_panos paloalto paloaltonetworks:pan-os pan-os palo-alto-panos',
  fortios: 'fortinet.fortios.fortios fortios fortinet fortinet_fortios fortigate fortinet:fortios fortinet-fortios',
  eos: 'arista.eos.eos eos arista_eos arista arista:eos arista-eos',
};

describe('names of other tools', () => {
  it.each(Object.entries(names))('%s has all of its names, in any case', (id, all) => {
    for (const name of all.split(' ')) {
      expect([name, findPlatform(name)?.id]).toEqual([name, id]);
      expect(findPlatform(name.toUpperCase())?.id).toBe(id);
    }
  });
});
