import { createHash } from 'node:crypto';
import type { Reply } from '../device-shell.ts';
import {
  clockParts,
  type SimulatedOs,
  type SimulatedRelease,
  type SimulatedState,
  uptimeWords,
} from '../simulated-device.ts';
import { ciscoClock, ciscoUnknown } from './cisco-outputs.ts';

/** A core router with XR7: installed packages with a hash over the set, no image file. */
export const iosxr: SimulatedOs = {
  os: 'iosxr',
  hostname: 'core-1',
  serial: 'FOC2417NJ1P',
  current: { version: '7.10.2', image: '8000-x64-7.10.2.iso', build: '7.10.2' },
  older: { version: '7.7.2', image: '8000-x64-7.7.2.iso', build: '7.7.2' },
  files: [],
  imageBytes: 1_702_340_608,
  hasImageFile: false,
  prompt: ({ hostname }) => `RP/0/RP0/CPU0:${hostname}#`,
  greeting: '\n\n',
  pager: {
    lines: 22,
    mark: ' --More-- ',
    wipe: '\b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\b',
    off: /^terminal length 0$/,
  },
  echo: 'plain',
  logout: /^(?:exit|quit)$/,
  unknown: ciscoUnknown,
  reply,
};

function reply(state: SimulatedState, command: string, now: number): Reply | null {
  if (/^terminal (?:length|width) \d+$/.test(command) || command === 'terminal exec prompt no-timestamp') return '';
  switch (command) {
    case 'show version':
      return version(state, now);
    case 'show platform':
      return `Node              Type                     State                    Config state
--------------------------------------------------------------------------------
0/RP0/CPU0        8201-32FH(Active)        IOS XR RUN               NSHUT
0/PM0             PSU2KW-ACPI              OPERATIONAL              NSHUT
0/FT0             FAN-1RU-PI-V2            OPERATIONAL              NSHUT
`;
    case 'show inventory':
      return `NAME: "0/RP0/CPU0", DESCR: "Cisco 8201-32FH 32x400G QSFPDD 1RU Fixed System"
PID: 8201-32FH         , VID: V02, SN: ${state.serial}

NAME: "Rack 0", DESCR: "Cisco 8201-32FH 1RU Chassis"
PID: 8201-32FH         , VID: V02, SN: ${state.serial}

`;
    case 'show install active summary':
      return packages('Active', state.running);
    case 'show install committed summary':
      return packages('Committed', state.next);
    case 'show install inactive summary':
      return 'No inactive packages\n';
    case 'show clock':
      return ciscoClock(now);
    case 'dir harddisk:':
      return dir(now);
    default:
      return null;
  }
}

function version(state: SimulatedState, now: number): string {
  const { version: release, build } = state.running;
  return `Cisco IOS XR Software, Version ${release} LNT
Copyright (c) 2013-2024 by Cisco Systems, Inc.

Build Information:
 Built By     : cisco
 Built On     : Mon Jan 22 08:14:51 UTC 2024
 Build Host   : iox-lnx-101
 Workspace    : /auto/prod/${release}/8000/ws/
 Version      : ${release}
 Label        : ${build}

cisco 8000 (Intel(R) Xeon(R) CPU D-1530 @ 2.40GHz)
cisco 8201-32FH (Intel(R) Xeon(R) CPU D-1530 @ 2.40GHz) processor with 32GB of memory
${state.hostname} uptime is ${uptimeWords(state, now)}
Cisco 8201-32FH 1RU Fixed Router, 32x400G QSFP56-DD

`;
}

/** The hash follows from the release: two routers with the same set show the same. */
function packages(which: 'Active' | 'Committed', { version: release, build }: SimulatedRelease): string {
  const hash = createHash('sha256').update(`xr ${release}`).digest('hex');
  const rows = ['xr-bgp', 'xr-is-is', 'xr-k9sec', 'xr-mpls-oam', 'xr-netflow'].map(
    (name) => `${name.padEnd(52)} ${`${release}v1.0.0-1`.padStart(27)}`,
  );
  return `${which} Packages: XR: 187    All: 1466
Label:              ${build}
Software Hash:      ${hash}

Optional Packages                                                        Version
---------------------------------------------------- ---------------------------
${rows.join('\n')}

`;
}

function dir(now: number): string {
  const { month, day, time } = clockParts(now - 40 * 86_400_000);
  return `Directory of harddisk:
   12 -rw-r--r--. 1     2048 ${month} ${day.padStart(2)} ${time.slice(0, 5)} install-notes.txt

50189664 kbytes total (47512080 kbytes free)
`;
}
