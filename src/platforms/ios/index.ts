import type { Platform } from '../platform.ts';
import { shownSystem } from '../shared/cisco-claims.ts';
import { ciscoOffBox } from '../shared/cisco-off-box.ts';
import { ciscoSession } from '../shared/cisco-session.ts';
import { collectIos } from './collect.ts';
import { iosCommands } from './commands.ts';
import { iosIndicators } from './indicators.ts';
import { iosReaders } from './readers.ts';
import { iosVersions } from './versions.ts';

export const ios: Platform = {
  id: 'ios',
  title: 'Cisco IOS',
  names: ['ios', 'cisco_ios', 'cisco.ios.ios', 'cisco_ios_ssh', 'ciscoios', 'cisco-ios', 'cisco', 'cisco:ios'],
  claims: (versionOutput) => shownSystem(versionOutput) === 'classic',
  session: ciscoSession,
  commands: iosCommands,
  readers: iosReaders,
  collect: collectIos,
  versions: iosVersions,
  hashes: ['md5', 'sha512'],
  offBox: ciscoOffBox,
  logFormats: ['cisco'],
  indicators: iosIndicators,
};
