import type { Reader } from '../platform.ts';
import { readAuthenticity } from './cisco-authenticity.ts';
import { readCiscoBoot } from './cisco-boot.ts';
import { readCiscoConfigLines } from './cisco-config-lines.ts';
import { readCiscoInventory } from './cisco-inventory.ts';
import { readCpu, readRedundancy, readRegions, readRomMonitor, readSwitchStack } from './cisco-members.ts';
import { readCiscoReload } from './cisco-reload.ts';
import { readAliases, readEventPolicies } from './cisco-rewriters.ts';
import { readCiscoVersion } from './cisco-show-version.ts';
import { readVerify } from './cisco-verify.ts';
import { readDir } from './dir-listing.ts';
import { readClock } from './read-clock.ts';

/** Readers of the commands that IOS and IOS-XE share. */
export const ciscoReaders: readonly Reader[] = [
  { command: /^show version$/i, kind: 'version', read: readCiscoVersion },
  { command: /^show boot(?:var| system)?$/i, kind: 'boot', read: readCiscoBoot },
  {
    command: /^(?:dir|show (?:bootflash|flash(?:-?\d{1,2})?|disk\d|slot\d|harddisk|usb\w*):)(?: .*)?$/i,
    kind: 'dir',
    read: readDir,
  },
  { command: /^verify /i, kind: 'hash', read: readVerify },
  { command: /^show software authenticity (?:running|file \S+)$/i, kind: 'integrity', read: readAuthenticity },
  { command: /^show rom-monitor(?: \S+){0,2}$/i, kind: 'integrity', read: readRomMonitor },
  { command: /^show inventory(?: all)?$/i, kind: 'inventory', read: readCiscoInventory },
  { command: /^show reload$/i, kind: 'reload', read: readCiscoReload },
  { command: /^show (?:startup|running)-config \| include /i, kind: 'other', read: readCiscoConfigLines },
  { command: /^show switch(?: detail)?$/i, kind: 'other', read: readSwitchStack },
  { command: /^show redundancy(?: states)?$/i, kind: 'other', read: readRedundancy },
  { command: /^show region$/i, kind: 'other', read: readRegions },
  { command: /^show event manager policy registered$/i, kind: 'other', read: readEventPolicies },
  { command: /^show alias(?:es)?$/i, kind: 'other', read: readAliases },
  { command: /^show clock$/i, kind: 'other', read: readClock },
  { command: /^show processes cpu \| include /i, kind: 'other', read: readCpu },
];
