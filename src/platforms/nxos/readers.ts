import type { Reader } from '../platform.ts';
import { readBareDigest } from '../shared/bare-digest.ts';
import { readCiscoInventory } from '../shared/cisco-inventory.ts';
import { readCpuLoad } from '../shared/cpu-load.ts';
import { readDir } from '../shared/dir-listing.ts';
import { readClock } from '../shared/read-clock.ts';
import { readNxosBoot, readNxosConfigLines } from './read-boot.ts';
import { readNxosImageVersion, readNxosInstallStatus, readNxosPackages } from './read-install.ts';
import {
  readNxosBootMode,
  readNxosModules,
  readNxosResetReason,
  readNxosScheduler,
  readNxosUptime,
} from './read-state.ts';
import { readNxosVersion } from './read-version.ts';

/** The first pattern that fits decides, so the longer commands stand before the shorter ones. */
export const nxosReaders: readonly Reader[] = [
  { command: /^sh(?:ow?)? ver(?:s(?:i(?:on?)?)?)? image\b/i, kind: 'version', read: readNxosImageVersion },
  { command: /^sh(?:ow?)? ver(?:s(?:i(?:on?)?)?)?(?: \|.*)?$/i, kind: 'version', read: readNxosVersion },
  { command: /^sh(?:ow?)? boot mode$/i, kind: 'boot', read: readNxosBootMode },
  { command: /^sh(?:ow?)? boot\b/i, kind: 'boot', read: readNxosBoot },
  { command: /^sh(?:ow?)? (?:startup|running)-config\b/i, kind: 'boot', read: readNxosConfigLines },
  { command: /^dir\b/i, kind: 'dir', read: readDir },
  { command: /^sh(?:ow?)? file \S+ (?:md5|sha\d{1,3})sum\b/i, kind: 'hash', read: readBareDigest },
  { command: /^(?:run bash |bash )?(?:sudo )?(?:md5|sha\d{1,3})sum\b/i, kind: 'hash', read: readBareDigest },
  { command: /^sh(?:ow?)? install all\b/i, kind: 'install', read: readNxosInstallStatus },
  { command: /^install all\b/i, kind: 'install', read: readNxosInstallStatus },
  { command: /^sh(?:ow?)? install (?:active|inactive|committed|packages)\b/i, kind: 'install', read: readNxosPackages },
  { command: /^sh(?:ow?)? inv(?:entory)?\b/i, kind: 'inventory', read: readCiscoInventory },
  { command: /^sh(?:ow?)? mod(?:ule)?\b/i, kind: 'inventory', read: readNxosModules },
  { command: /^sh(?:ow?)? system reset-reason\b/i, kind: 'reload', read: readNxosResetReason },
  { command: /^sh(?:ow?)? system uptime\b/i, kind: 'reload', read: readNxosUptime },
  { command: /^sh(?:ow?)? scheduler config\b/i, kind: 'reload', read: readNxosScheduler },
  { command: /^sh(?:ow?)? system resources\b/i, kind: 'other', read: readCpuLoad },
  { command: /^sh(?:ow?)? clock\b/i, kind: 'other', read: readClock },
];
