import type { Reply } from '../device-shell.ts';
import {
  clockParts,
  digestOf,
  fileNamed,
  type SimulatedOs,
  type SimulatedState,
  uptimeParts,
} from '../simulated-device.ts';

/** A spine switch with EOS. */
export const eos: SimulatedOs = {
  os: 'eos',
  hostname: 'spine-1',
  serial: 'JPE21370412',
  current: { version: '4.29.5M', image: 'EOS-4.29.5M.swi', build: '4.29.5M-33289017.4295M' },
  older: { version: '4.26.9M', image: 'EOS-4.26.9M.swi', build: '4.26.9M-29421577.4269M' },
  files: [],
  imageBytes: 1_048_305_614,
  hasImageFile: true,
  prompt: ({ hostname }) => `${hostname}#`,
  greeting: '\n',
  pager: { lines: 22, mark: '--More--', wipe: '\r\x1b[K', off: /^terminal length 0$/ },
  echo: 'plain',
  logout: /^(?:exit|quit|logout)$/,
  unknown: () => '% Invalid input\n',
  reply,
};

function reply(state: SimulatedState, command: string, now: number): Reply | null {
  if (command === 'terminal length 0') return 'Pagination disabled.\n';
  if (command.startsWith('terminal width ')) return `Width set to ${command.slice(15)} columns.\n`;
  if (/^dir /.test(command)) return dir(state, command.slice(4));
  if (command.startsWith('verify ')) return verify(state, command);
  switch (command) {
    case 'show version':
      return version(state, now);
    case 'show boot-config | include Software':
    case 'show boot-config':
      return `Software image: flash:/${state.next.image}\n`;
    case 'more flash:boot-config | include SWI':
      return `SWI=flash:/${state.next.image}\n`;
    case 'show extensions':
      return 'No extensions are available\n';
    case 'show boot-extensions':
      return '';
    case 'show reload cause':
      return reloadCause(state);
    case 'show reload':
      return 'No reload is scheduled\n';
    case 'show zerotouch':
      return 'ZeroTouch Mode: Disabled\nScript Exec Timeout: 0\n';
    case 'show startup-config | include ^! device':
      return `! device: ${state.hostname} (DCS-7050SX3-48YC8, EOS-4.29.5M)\n`;
    case 'show clock': {
      const { time, weekday, month, day, year } = clockParts(now);
      return `${weekday} ${month} ${day.padStart(2)} ${time} ${year}\nTimezone: UTC\nClock source: NTP server (192.0.2.123)\n`;
    }
    default:
      return null;
  }
}

function version(state: SimulatedState, now: number): string {
  const [days, hours, minutes] = uptimeParts(state, now);
  return `Arista DCS-7050SX3-48YC8
Hardware version: 11.04
Serial number: ${state.serial}
Hardware MAC address: 985d.82a1.0b10
System MAC address: 985d.82a1.0b10

Software image version: ${state.running.version}
Architecture: i686
Internal build version: ${state.running.build}
Internal build ID: 1f0c9d8e-62b4-4a53-9a0e-6d3b8f2c7a15
Image format version: 3.0
Image optimization: Default

Uptime: ${days} days, ${hours} hours and ${minutes} minutes
Total memory: 8098984 kB
Free memory: 6341012 kB

`;
}

function reloadCause(state: SimulatedState): string {
  const { weekday, month, day, time, year } = clockParts(state.startedAt - 90_000);
  return `Reload Cause 1:
-------------------
Reload requested by the user.

Reload Time:
------------
Reload occurred at ${weekday} ${month} ${day} ${time} ${year} UTC.

Recommended Action:
-------------------
No action necessary.

Debugging Information:
----------------------
None available.
`;
}

function dir(state: SimulatedState, argument: string): string {
  if (!argument.startsWith('flash:')) return `% Error listing directory ${argument} (No such file or directory)\n`;
  const wanted = argument.replace(/^flash:\/?/, '');
  const files = wanted === '' ? state.files : state.files.filter(({ name }) => name === wanted);
  if (files.length === 0) return `% Error listing directory ${argument} (No such file or directory)\n`;
  const lines = files.map((file) => {
    const { month, day, time } = clockParts(file.modifiedAt);
    return `       -rwx ${String(file.sizeBytes).padStart(12)}           ${month} ${day.padStart(2)} ${time.slice(0, 5)}  ${file.name}`;
  });
  return `Directory of flash:/${wanted}\n\n${lines.join('\n')}\n\n8169472000 bytes total (5023850496 bytes free)\n`;
}

function verify(state: SimulatedState, command: string): string | null {
  const match = /^verify \/(md5|sha1|sha256|sha512) (flash:\/?(\S+))$/.exec(command);
  const algorithm = match?.[1];
  if (algorithm !== 'md5' && algorithm !== 'sha1' && algorithm !== 'sha256' && algorithm !== 'sha512') return null;
  const file = fileNamed(state, match?.[3] ?? '');
  const path = match?.[2] ?? '';
  if (file === null) return `% Error verifying ${path} (No such file or directory)\n`;
  return `verify /${algorithm} (${path}) = ${digestOf(file, algorithm)}\n`;
}
