import type { Reader } from '../platform.ts';
import { readChecksum, readFileList } from './read-files.ts';
import { readClusterStatus, readFirmware, readHardware, readVirtualChassis } from './read-hardware.ts';
import { readInstallLog } from './read-install-log.ts';
import { readPartitions, readSnapshot, readSoftware, readSoftwareList } from './read-snapshot.ts';
import { readReboot, readRoutingEngines, readUptime } from './read-uptime.ts';
import { readConfigVersion, readVersion } from './read-version.ts';

export const junosReaders: readonly Reader[] = [
  { command: /^show version\b/i, kind: 'version', read: readVersion },
  { command: /^show chassis hardware\b/i, kind: 'inventory', read: readHardware },
  { command: /^show chassis firmware\b/i, kind: 'inventory', read: readFirmware },
  { command: /^show virtual-chassis(?: status)?\b/i, kind: 'inventory', read: readVirtualChassis },
  { command: /^show chassis cluster status\b/i, kind: 'inventory', read: readClusterStatus },
  { command: /^show chassis routing-engine\b/i, kind: 'reload', read: readRoutingEngines },
  { command: /^show system uptime\b/i, kind: 'reload', read: readUptime },
  { command: /^show system reboot\b/i, kind: 'reload', read: readReboot },
  { command: /^show system snapshot\b/i, kind: 'install', read: readSnapshot },
  { command: /^show system storage partitions\b/i, kind: 'partitions', read: readPartitions },
  { command: /^show system software list\b/i, kind: 'install', read: readSoftwareList },
  { command: /^show system software\b/i, kind: 'install', read: readSoftware },
  { command: /^show log install\b/i, kind: 'install', read: readInstallLog },
  { command: /^show configuration version\b/i, kind: 'other', read: readConfigVersion },
  { command: /^file list\b/i, kind: 'dir', read: readFileList },
  { command: /^file checksum (?:md5|sha1|sha-256)\b/i, kind: 'hash', read: readChecksum },
];
