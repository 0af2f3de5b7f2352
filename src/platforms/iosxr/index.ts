import type { Platform } from '../platform.ts';
import { collectXr } from './collect.ts';
import { xrCommands } from './commands.ts';
import { iosxrIndicators } from './indicators.ts';
import { xrOffBox } from './off-box.ts';
import { xrReaders } from './readers.ts';
import { xrSession } from './session.ts';
import { iosxrVersions } from './versions.ts';

export const iosxr: Platform = {
  id: 'iosxr',
  title: 'Cisco IOS XR',
  names: [
    'cisco_xr',
    'cisco_iosxr',
    'ios_xr',
    'ios-xr',
    'iosxr_netconf',
    'cisco.iosxr.iosxr',
    'cisco-xr',
    'xr',
    'iosxrd',
    'cisco-ios-xr',
    'cisco-iosxr',
    'cisco_ios_xr',
    'cisco:ios_xr',
  ],
  claims: (output) => /^\s*Cisco IOS XR Software\b/m.test(output),
  session: xrSession,
  commands: Object.values(xrCommands),
  readers: xrReaders,
  collect: collectXr,
  versions: iosxrVersions,
  hashes: ['md5'],
  offBox: xrOffBox,
  logFormats: ['cisco-xr'],
  indicators: iosxrIndicators,
};
