import type { Reader } from '../platform.ts';
import { readBareDigest } from '../shared/bare-digest.ts';
import { readCiscoInventory } from '../shared/cisco-inventory.ts';
import { readCpuLoad } from '../shared/cpu-load.ts';
import { readDir } from '../shared/dir-listing.ts';
import { readClock } from '../shared/read-clock.ts';
import { readXrInstall } from './read-install.ts';
import { readXrBootVariables, readXrPlatform, readXrRedundancy } from './read-state.ts';
import { readXrVersion } from './read-version.ts';

/** The first pattern that fits decides; `admin` before a command asks the same in the other plane. */
export const xrReaders: readonly Reader[] = [
  {
    command: /^(?:admin )?sh(?:ow?)? ver(?:s(?:i(?:on?)?)?)?(?: brief)?(?: \|.*)?$/i,
    kind: 'version',
    read: readXrVersion,
  },
  {
    command: /^(?:admin )?sh(?:ow?)? install (?:act(?:ive)?|inact(?:ive)?|comm(?:it(?:ted)?)?|repository|package)\b/i,
    kind: 'install',
    read: readXrInstall,
  },
  { command: /^(?:admin )?sh(?:ow?)? variables boot\b/i, kind: 'boot', read: readXrBootVariables },
  { command: /^(?:admin )?dir\b/i, kind: 'dir', read: readDir },
  { command: /^(?:admin )?sh(?:ow?)? md5 file\b/i, kind: 'hash', read: readBareDigest },
  { command: /^(?:admin )?sam verify\b/i, kind: 'hash', read: readBareDigest },
  { command: /^(?:run )?(?:md5|sha\d{1,3})sum\b/i, kind: 'hash', read: readBareDigest },
  { command: /^(?:admin )?sh(?:ow?)? inv(?:entory)?\b/i, kind: 'inventory', read: readCiscoInventory },
  { command: /^(?:admin )?sh(?:ow?)? plat(?:form)?\b/i, kind: 'inventory', read: readXrPlatform },
  { command: /^sh(?:ow?)? redun(?:dancy)?\b/i, kind: 'reload', read: readXrRedundancy },
  { command: /^sh(?:ow?)? proc(?:esses)? cpu\b/i, kind: 'other', read: readCpuLoad },
  { command: /^sh(?:ow?)? clock\b/i, kind: 'other', read: readClock },
];
