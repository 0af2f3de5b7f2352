import type { Reader } from '../platform.ts';
import { readCiscoReload } from '../shared/cisco-reload.ts';
import { readVerify } from '../shared/cisco-verify.ts';
import { readCpuLoad } from '../shared/cpu-load.ts';
import { readDir } from '../shared/dir-listing.ts';
import { readClock } from '../shared/read-clock.ts';
import { readEosBootConfig, readEosBootFile, readEosConfigHeader, readEosZeroTouch } from './read-boot.ts';
import { readEosBootExtensions, readEosExtensions } from './read-extensions.ts';
import { readEosInventory, readEosModules, readEosReloadCause, readEosUptime } from './read-state.ts';
import { readEosVersion } from './read-version.ts';

/** The first pattern that fits decides, so the longer commands stand before the shorter ones. */
export const eosReaders: readonly Reader[] = [
  { command: /^sh(?:ow?)? ver(?:s(?:i(?:on?)?)?)?(?: detail)?(?: \|.*)?$/i, kind: 'version', read: readEosVersion },
  { command: /^sh(?:ow?)? boot-ext(?:ensions)?\b/i, kind: 'install', read: readEosBootExtensions },
  { command: /^sh(?:ow?)? boot-config\b/i, kind: 'boot', read: readEosBootConfig },
  { command: /^more \S*boot-extensions\b/i, kind: 'install', read: readEosBootExtensions },
  { command: /^more \S*boot-config\b/i, kind: 'boot', read: readEosBootFile },
  { command: /^sh(?:ow?)? (?:startup|running)-config\b/i, kind: 'boot', read: readEosConfigHeader },
  { command: /^dir\b/i, kind: 'dir', read: readDir },
  { command: /^verify \//i, kind: 'hash', read: readVerify },
  { command: /^sh(?:ow?)? ext(?:ensions)?\b/i, kind: 'install', read: readEosExtensions },
  { command: /^sh(?:ow?)? zerotouch\b/i, kind: 'boot', read: readEosZeroTouch },
  { command: /^sh(?:ow?)? inv(?:entory)?\b/i, kind: 'inventory', read: readEosInventory },
  { command: /^sh(?:ow?)? mod(?:ule)?\b/i, kind: 'inventory', read: readEosModules },
  { command: /^sh(?:ow?)? reload cause\b/i, kind: 'reload', read: readEosReloadCause },
  { command: /^sh(?:ow?)? reload\b/i, kind: 'reload', read: readCiscoReload },
  { command: /^sh(?:ow?)? uptime\b/i, kind: 'reload', read: readEosUptime },
  { command: /^sh(?:ow?)? proc(?:esses)? top\b/i, kind: 'other', read: readCpuLoad },
  { command: /^sh(?:ow?)? clock\b/i, kind: 'other', read: readClock },
];
