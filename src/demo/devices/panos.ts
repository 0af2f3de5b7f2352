import type { Reply } from '../device-shell.ts';
import { clockParts, type SimulatedOs, type SimulatedState, uptimeParts } from '../simulated-device.ts';

/** A firewall with PAN-OS: two root partitions, no image file to hash. */
export const panos: SimulatedOs = {
  os: 'panos',
  hostname: 'fw-dc',
  serial: '021201334455',
  current: { version: '10.2.9-h1', image: 'sysroot0', build: '' },
  older: { version: '10.1.6-h6', image: 'sysroot1', build: '' },
  files: [],
  imageBytes: 0,
  hasImageFile: false,
  prompt: ({ hostname }) => `audit@${hostname}> `,
  greeting: '\nNumber of failed attempts since last successful login: 0\n\n\n',
  pager: { lines: 22, mark: 'lines 1-22 ', wipe: '\r\x1b[K', off: /^set cli pager off$/ },
  echo: 'redraw',
  logout: /^(?:exit|quit)$/,
  unknown: (command) => `Unknown command: ${command.split(' ')[0] ?? ''}\n`,
  reply,
};

function reply(state: SimulatedState, command: string, now: number): Reply | null {
  const clock = clockParts(now);
  switch (command) {
    case 'set cli scripting-mode on':
    case 'set cli pager off':
      return '';
    case 'show system info':
      return systemInfo(state, now);
    case 'debug swm status':
      return swmStatus(state);
    case 'show high-availability state':
      return 'HA not enabled\n';
    case 'request system software info':
      return softwareInfo(state);
    case 'show clock':
      return `${clock.weekday} ${clock.month} ${clock.day.padStart(2)} ${clock.time} UTC ${clock.year}\n`;
    default:
      return null;
  }
}

function systemInfo(state: SimulatedState, now: number): string {
  const [days, hours, minutes, seconds] = uptimeParts(state, now);
  const { weekday, month, day, time, year } = clockParts(now);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `hostname: ${state.hostname}
ip-address: 192.0.2.61
public-ip-address: unknown
netmask: 255.255.255.0
default-gateway: 192.0.2.1
ip-assignment: static
mac-address: 00:1b:17:00:2a:10
time: ${weekday} ${month} ${day.padStart(2)} ${time} ${year}
uptime: ${days} days, ${hours}:${two(minutes)}:${two(seconds)}
family: 400
model: PA-440
serial: ${state.serial}
cloud-mode: non-cloud
sw-version: ${state.running.version}
app-version: 8799-8509
threat-version: 8799-8509
logdb-version: 10.2.0
platform-family: 400
vpn-disable-mode: off
multi-vsys: off
operational-mode: normal
device-certificate-status: Valid

`;
}

/** The running partition, and the other one with what it holds: a pending release, or what ran before. */
function swmStatus(state: SimulatedState): string {
  const pending = state.next.version !== state.running.version;
  const other = pending ? state.next : state.before;
  const own = state.running.image;
  const rows = ['sysroot0', 'sysroot1'].map((partition) => {
    if (partition === own) return row(partition, 'RUNNING-ACTIVE', state.running.version);
    return row(
      partition,
      pending ? 'PENDING-CHANGE' : other === null ? 'EMPTY' : 'REVERTABLE',
      other?.version ?? 'None',
    );
  });
  return `\nPartition         State             Version\n${'-'.repeat(80)}\n${rows.join('\n')}\n${row('maint', 'READY', '10.2.0')}\n`;
}

const row = (partition: string, state: string, version: string): string =>
  `${partition.padEnd(17)} ${state.padEnd(17)} ${version}`;

function softwareInfo(state: SimulatedState): string {
  const running = `${state.running.version.padEnd(20)}     450MB  2024/03/13 09:12:44          yes     yes`;
  const next =
    state.next.version === state.running.version
      ? ''
      : `${state.next.version.padEnd(20)}     410MB  2022/08/19 14:01:20          yes      no\n`;
  return `\nVersion                     Size          Released on Downloaded Current\n${'-'.repeat(76)}\n${running}\n${next}\n`;
}
