import type { Reply } from '../device-shell.ts';
import {
  clockParts,
  digestOf,
  fileNamed,
  type SimulatedOs,
  type SimulatedState,
  uptimeParts,
} from '../simulated-device.ts';

/** A data centre switch with NX-OS. */
export const nxos: SimulatedOs = {
  os: 'nxos',
  hostname: 'dc-leaf',
  serial: 'FDO24110QRT',
  current: { version: '10.2(5)', image: 'nxos64-cs.10.2.5.M.bin', build: '' },
  older: { version: '9.3(10)', image: 'nxos.9.3.10.bin', build: '' },
  files: [],
  imageBytes: 1_989_205_504,
  hasImageFile: true,
  prompt: ({ hostname }) => `${hostname}# `,
  greeting: '\r\nCisco Nexus Operating System (NX-OS) Software\nTAC support: http://www.cisco.com/tac\n\n',
  pager: { lines: 22, mark: '--More--', wipe: '\r        \r', off: /^terminal length 0$/ },
  echo: 'plain',
  logout: /^(?:exit|quit)$/,
  unknown: () => "               ^\n% Invalid command at '^' marker.\n",
  reply,
};

function reply(state: SimulatedState, command: string, now: number): Reply | null {
  if (/^terminal (?:length|width) \d+$/.test(command)) return '';
  if (/^dir bootflash:/.test(command)) return dir(state, command.slice(4).replace(/^bootflash:\/*/, ''));
  if (command.startsWith('show file ')) return fileDigest(state, command);
  if (command.startsWith('show version image ')) return imageVersion(state, command.slice(19));
  const path = `bootflash:/${state.next.image}`;
  switch (command) {
    case 'show version':
      return version(state, now);
    case 'show boot':
      return ['Current', 'Next'].map((which) => bootBlock(which, path)).join('\n');
    case 'show startup-config | include "^version|^boot|^no boot"':
      return `version ${state.running.version} Bios:version 05.47\nboot nxos ${path}\n`;
    case 'show module':
      return modules(state);
    case 'show install active':
      return `Boot Image:\n        NXOS Image: bootflash:///${state.running.image}\n\nActive Packages:\n\n`;
    case 'show install committed':
      return `Boot Image:\n        NXOS Image: bootflash:///${state.running.image}\n\nCommitted Packages:\n\n`;
    case 'show scheduler config':
      return "                   ^\n% Invalid command at '^' marker.\n";
    case 'show clock': {
      const { time, weekday, month, day, year } = clockParts(now);
      return `${time}.337 UTC ${weekday} ${month} ${day} ${year}\nTime source is NTP\n`;
    }
    case 'show inventory':
      return `NAME: "Chassis",  DESCR: "Nexus9000 C93180YC-FX Chassis"\nPID: N9K-C93180YC-FX     ,  VID: V03 ,  SN: ${state.serial}\n\n`;
    default:
      return null;
  }
}

const bootBlock = (which: string, path: string): string =>
  `${which === 'Current' ? 'Current Boot Variables:' : 'Boot Variables on next reload:'}\n\nsup-1\nNXOS variable = ${path}\nBoot POAP Disabled\n`;

function version(state: SimulatedState, now: number): string {
  const [days, hours, minutes, seconds] = uptimeParts(state, now);
  const { weekday, month, day, time, year } = clockParts(state.startedAt - 90_000);
  const before = state.before ?? state.running;
  return `Cisco Nexus Operating System (NX-OS) Software
TAC support: http://www.cisco.com/tac
Copyright (C) 2002-2023, Cisco and/or its affiliates.
All rights reserved.

Software
  BIOS: version 05.47
  NXOS: version ${state.running.version}${state.running.image.includes('.M.') ? ' [Maintenance Release]' : ''}
  Host NXOS: version ${state.running.version}
  BIOS compile time:  04/28/2022
  NXOS image file is: bootflash:///${state.running.image}
  NXOS compile time:  3/13/2023 12:00:00 [03/13/2023 19:12:41]

Hardware
  cisco Nexus9000 C93180YC-FX Chassis
  Intel(R) Xeon(R) CPU D-1528 @ 1.90GHz with 24571060 kB of memory.
  Processor Board ID ${state.serial}
  Device name: ${state.hostname}
  bootflash:   53298520 kB

Kernel uptime is ${days} day(s), ${hours} hour(s), ${minutes} minute(s), ${seconds} second(s)

Last reset at 411783 usecs after ${weekday} ${month} ${day} ${time} ${year}
  Reason: Reset Requested by CLI command reload
  System version: ${before.version}
  Service:

plugin
  Core Plugin, Ethernet Plugin

Active Package(s):

`;
}

function modules(state: SimulatedState): string {
  return `Mod Ports             Module-Type                      Model           Status
--- ----- ------------------------------------- --------------------- ---------
1    54   48x10/25G + 6x40/100G Ethernet Module N9K-C93180YC-FX       active *

Mod  Sw                       Hw    Slot
---  ----------------------- ------ ----
1    ${state.running.version.padEnd(23)} 3.0    NA

Mod  MAC-Address(es)                         Serial-Num
---  --------------------------------------  ----------
1    a4-53-0e-11-22-30 to a4-53-0e-11-22-6f  ${state.serial}

Mod  Online Diag Status
---  ------------------
1    Pass

* this terminal session
`;
}

function dir(state: SimulatedState, wanted: string): string {
  const files = wanted === '' ? state.files : state.files.filter(({ name }) => name === wanted);
  if (files.length === 0) return 'No such file or directory\n';
  const lines = files.map((file) => {
    const { month, day, time, year } = clockParts(file.modifiedAt);
    return `${String(file.sizeBytes).padStart(12)}    ${month} ${day.padStart(2, '0')} ${time} ${year}  ${file.name}`;
  });
  const used = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return `${lines.join('\n')}\n\nUsage for bootflash://sup-local\n${String(used).padStart(12)} bytes used\n48205611008 bytes free\n51194814464 bytes total\n`;
}

function fileDigest(state: SimulatedState, command: string): string | null {
  const match = /^show file bootflash:\/*(\S+) (md5|sha256|sha512)sum$/.exec(command);
  const algorithm = match?.[2];
  if (algorithm !== 'md5' && algorithm !== 'sha256' && algorithm !== 'sha512') return null;
  const file = fileNamed(state, match?.[1] ?? '');
  return file === null ? 'No such file or directory\n' : `${digestOf(file, algorithm)}\n`;
}

function imageVersion(state: SimulatedState, path: string): string {
  const name = path.replace(/^bootflash:\/*/, '');
  const release = [state.running, state.next].find(({ image }) => image === name);
  if (release === undefined || fileNamed(state, name) === null) return 'No such file or directory\n';
  return `  image name: ${name}\n  bios:       v05.47(04/28/2022)\n  nxos:       version ${release.version}\n              compiled 3/13/2023 12:00:00 [03/13/2023 19:12:41]\n`;
}
