import type { Reply } from '../device-shell.ts';
import { clockParts, type SimulatedOs, type SimulatedState, uptimeParts } from '../simulated-device.ts';

/** A border router with Junos: the installed system is no file, a staged release shows as pending. */
export const junos: SimulatedOs = {
  os: 'junos',
  hostname: 'border-1',
  serial: 'JN12C5A4FAFC',
  current: {
    version: '21.4R3-S5.4',
    image: 'junos-install-mx-x86-64-21.4R3-S5.4.tgz',
    build: '20230830_113209_builder_junos_214_r3_s5',
  },
  older: {
    version: '20.4R3-S4.8',
    image: 'junos-install-mx-x86-64-20.4R3-S4.8.tgz',
    build: '20220806_092127_builder_junos_204_r3_s4',
  },
  files: [],
  imageBytes: 2_987_654_321,
  hasImageFile: false,
  prompt: ({ hostname }) => `audit@${hostname}> `,
  greeting: '--- JUNOS 21.4R3-S5.4 Kernel 64-bit  JNPR-12.1-20230821.0af5ee3_buil\n',
  pager: {
    lines: 22,
    mark: '---(more)---',
    wipe: '\r                                        \r',
    off: /^set cli screen-length 0$/,
  },
  echo: 'plain',
  logout: /^(?:exit|quit)$/,
  unknown: () => '                     ^\nunknown command.\n\n',
  reply,
};

function reply(state: SimulatedState, command: string, now: number): Reply | null {
  switch (command) {
    case 'set cli screen-length 0':
      return 'Screen length set to 0\n\n';
    case 'set cli screen-width 0':
      return 'Screen width set to 0\n\n';
    case 'set cli complete-on-space off':
      return 'Disabling complete-on-space\n\n';
    case 'show version':
      return version(state);
    case 'show chassis hardware':
      return hardware(state);
    case 'show system uptime':
      return uptime(state, now);
    case 'show chassis routing-engine':
      return routingEngine(state, now);
    case 'show system reboot':
      return 'No shutdown/reboot scheduled.\n\n';
    case 'show configuration version':
      return 'version 21.4R3-S5.4;\n\n';
    default:
      return command.startsWith('file list ') ? fileList(command) : null;
  }
}

function version(state: SimulatedState): string {
  const { running, next } = state;
  const pending = next.version === running.version ? '' : `Pending: ${next.version}\n`;
  return `Hostname: ${state.hostname}
Model: mx204
Junos: ${running.version}
${pending}JUNOS OS Kernel 64-bit  [20230821.0af5ee3_builder_stable_12_214]
JUNOS OS libs [20230821.0af5ee3_builder_stable_12_214]
JUNOS OS runtime [20230821.0af5ee3_builder_stable_12_214]
JUNOS py extensions [${running.build}]
JUNOS OS crypto [20230821.0af5ee3_builder_stable_12_214]
JUNOS network stack and utilities [${running.build}]
JUNOS libs [${running.build}]
JUNOS runtime [${running.build}]
JUNOS routing mpls-oam-basic [${running.build}]

`;
}

function hardware(state: SimulatedState): string {
  return `Hardware inventory:
Item             Version  Part number  Serial number     Description
Chassis                                ${state.serial}      JNP204 [MX204]
Routing Engine 0                       BUILTIN           RE-S-1600x8
CB 0             REV 42   750-069579   CANB6627          JNP204 [MX204]
FPC 0                     BUILTIN      BUILTIN           MPC
  CPU                     BUILTIN      BUILTIN           SMPC PMB

`;
}

const stamp = (at: number): string => {
  const { year, monthNumber, day, time } = clockParts(at);
  return `${year}-${monthNumber}-${day.padStart(2, '0')} ${time} UTC`;
};

function uptime(state: SimulatedState, now: number): string {
  const [days, hours, minutes] = uptimeParts(state, now);
  const two = (value: number): string => String(value).padStart(2, '0');
  const since = `${Math.floor(days / 7)}w${days % 7}d ${two(hours)}:${two(minutes)} ago`;
  return `Current time: ${stamp(now)}
Time Source:  NTP CLOCK
System booted: ${stamp(state.startedAt)} (${since})
Protocols started: ${stamp(state.startedAt + 65_000)} (${since})
Last configured: ${stamp(state.startedAt + 3_600_000)} (${since}) by netops
${clockParts(now).time.slice(0, 5)}  up ${days} days, ${hours}:${two(minutes)}, 1 users, load averages: 0.21, 0.25, 0.22

`;
}

function routingEngine(state: SimulatedState, now: number): string {
  const [days, hours, minutes, seconds] = uptimeParts(state, now);
  return `Routing Engine status:
    Temperature                 41 degrees C / 105 degrees F
    DRAM                      16321 MB (16384 MB installed)
    Memory utilization          13 percent
    Model                          RE-S-1600x8
    Start time                     ${stamp(state.startedAt)}
    Uptime                         ${days} days, ${hours} hours, ${minutes} minutes, ${seconds} seconds
    Last reboot reason             0x4000:VJUNOS reboot
    Load averages:                 1 minute   5 minute  15 minute
                                       0.21       0.25       0.22

`;
}

function fileList(command: string): string {
  const folder = command.replace(/^file list /, '').replace(/ detail$/, '');
  return `\n${folder}:\ntotal blocks: 8\ntotal files: 0\n\n`;
}
