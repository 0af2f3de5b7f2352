import type { Reader } from '../platform.ts';
import { readRomvar } from '../shared/cisco-boot.ts';
import { ciscoReaders } from '../shared/cisco-readers.ts';
import { readInstall, readInstallPackage, readPackagesConf, readVersionRunning } from './read-install.ts';
import { readPlatformIntegrity } from './read-integrity.ts';

export const iosxeReaders: readonly Reader[] = [
  ...ciscoReaders,
  { command: /^show romvar$/i, kind: 'boot', read: readRomvar },
  { command: /^show install (?:summary|active|inactive|committed|uncommitted)$/i, kind: 'install', read: readInstall },
  { command: /^show install rollback(?: id \d+)?$/i, kind: 'install', read: readInstall },
  { command: /^show install package \S+$/i, kind: 'install', read: readInstallPackage },
  { command: /^more \S*packages\.conf\S*$/i, kind: 'install', read: readPackagesConf },
  { command: /^show version (?:rp active )?running$/i, kind: 'install', read: readVersionRunning },
  { command: /^show platform integrity(?: sign nonce \d+)?$/i, kind: 'integrity', read: readPlatformIntegrity },
];
