import type { Platform } from '../platform.ts';
import { collectNxos } from './collect.ts';
import { nxosCommands } from './commands.ts';
import { nxosIndicators } from './indicators.ts';
import { nxosOffBox } from './off-box.ts';
import { nxosReaders } from './readers.ts';
import { nxosSession } from './session.ts';
import { nxosVersions } from './versions.ts';

export const nxos: Platform = {
  id: 'nxos',
  title: 'Cisco NX-OS',
  names: [
    'cisco_nxos',
    'cisco_nxos_ssh',
    'nxos_ssh',
    'cisco.nxos.nxos',
    'cisco-nx',
    'cisco_nx',
    'nxos_cli',
    'nexus',
    'cisco_mds',
    'nx-os',
    'nx_os',
    'cisco-nxos',
    'cisco-nx-os',
    'cisco_nx_os',
    'cisco:nx-os',
  ],
  claims: (output) =>
    /^\s*Cisco Nexus Operating System \(NX-OS\) Software\s*$/m.test(output) ||
    /^\s*(?:NXOS|kickstart): {1,12}version \d/m.test(output),
  session: nxosSession,
  commands: Object.values(nxosCommands),
  readers: nxosReaders,
  collect: collectNxos,
  versions: nxosVersions,
  hashes: ['md5', 'sha256', 'sha512'],
  offBox: nxosOffBox,
  logFormats: ['cisco-nx'],
  indicators: nxosIndicators,
};
