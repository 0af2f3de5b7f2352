import type { Platform } from '../platform.ts';
import { shownSystem } from '../shared/cisco-claims.ts';
import { ciscoOffBox } from '../shared/cisco-off-box.ts';
import { ciscoSession } from '../shared/cisco-session.ts';
import { collectIosxe } from './collect.ts';
import { iosxeCommands } from './commands.ts';
import { iosxeIndicators } from './indicators.ts';
import { iosxeReaders } from './readers.ts';
import { iosxeVersions } from './versions.ts';

export const iosxe: Platform = {
  id: 'iosxe',
  title: 'Cisco IOS-XE',
  names: [
    'iosxe',
    'ios-xe',
    'cisco_xe',
    'cisco_iosxe',
    'cisco.iosxe',
    'cisco_ios_xe',
    'cisco-ios-xe',
    'ciscoiosxe',
    'cisco-iosxe',
    'ios_xe',
    'cisco:ios_xe',
    'cisco-xe',
  ],
  sharedNames: ['ios', 'cisco.ios.ios', 'cisco_ios', 'cisco', 'cisco-ios', 'ciscoios'],
  claims: (versionOutput) => shownSystem(versionOutput) === 'xe',
  session: ciscoSession,
  commands: iosxeCommands,
  readers: iosxeReaders,
  collect: collectIosxe,
  versions: iosxeVersions,
  hashes: ['md5', 'sha512'],
  offBox: ciscoOffBox,
  // SHA-512 came with 16.5.1, the install manager with 16.6.1.
  probes: [
    { command: /^verify \/sha512 /, since: '16.05.01' },
    { command: /^show install summary$/, since: '16.06.01' },
  ],
  logFormats: ['cisco'],
  indicators: iosxeIndicators,
};
