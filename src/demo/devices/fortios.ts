import type { Reply } from '../device-shell.ts';
import { clockParts, type SimulatedOs, type SimulatedState, uptimeParts } from '../simulated-device.ts';

/** A branch firewall with FortiOS: two partitions, and a notice that has to be accepted after the login. */
export const fortios: SimulatedOs = {
  os: 'fortios',
  hostname: 'FW-BRANCH',
  serial: 'FG100FTK20014433',
  current: { version: '7.2.8', image: '1', build: '1639' },
  older: { version: '7.0.14', image: '2', build: '0601' },
  files: [],
  imageBytes: 0,
  hasImageFile: false,
  prompt: ({ hostname }) => `${hostname} # `,
  async greeting(io) {
    io.print("#######################\n# AUTHORIZED USE ONLY #\n#######################\n\n(Press 'a' to accept):");
    while (!io.interrupted() && (await io.key()) !== 'a');
    io.print('\n');
  },
  pager: { lines: 24, mark: '--More-- ', wipe: '\r         \r', off: null },
  echo: 'plain',
  logout: /^(?:exit|quit)$/,
  unknown: () => 'Unknown action 0\n',
  reply,
};

function reply(state: SimulatedState, command: string, now: number): Reply | null {
  const [days, hours, minutes] = uptimeParts(state, now);
  switch (command) {
    case 'get system status':
      return `${status(state, now)}\n`;
    case 'diagnose sys flash list':
      return flashList(state);
    case 'get system performance status':
      return `CPU states: 1% user 0% system 0% nice 99% idle 0% iowait 0% irq 0% softirq
Memory: 3962840k total, 1703204k used (43.0%), 1854492k free (46.8%), 405144k freeable (10.2%)
Average network usage: 120 / 98 kbps in 1 minute, 131 / 102 kbps in 10 minutes
Average sessions: 61 sessions in 1 minute
Virus caught: 0 total in 1 minute
IPS attacks blocked: 0 total in 1 minute
Uptime: ${days} days,  ${hours} hours,  ${minutes} minutes
`;
    case 'show system global | grep restart':
      return '';
    case 'show system auto-install':
      return 'config system auto-install\n    set auto-install-config disable\n    set auto-install-image disable\nend\n\n';
    // Lines of the saved configuration that the running release does not know: the older release leaves some.
    case 'diagnose debug config-error-log read | grep -c error':
      return state.running.build < fortios.current.build ? '14\n' : '0\n';
    default:
      return null;
  }
}

function status(state: SimulatedState, now: number): string {
  const { weekday, month, day, time, year } = clockParts(now);
  const { version, build } = state.running;
  return `Version: FortiGate-100F v${version},build${build},240313 (GA.M)
First GA patch build date: 220331
Security Level: 2
Firmware Signature: certified
Virus-DB: 92.01021(2026-03-01 02:26)
Serial-Number: ${state.serial}
BIOS version: 05000023
System Part-Number: P24589-03
Log hard disk: Not available
Hostname: ${state.hostname}
Private Encryption: Disable
Operation Mode: NAT
Current virtual domain: root
Max number of virtual domains: 10
Virtual domains status: 1 in NAT mode, 0 in TP mode
Virtual domain configuration: disable
FIPS-CC mode: disable
Current HA mode: standalone
Branch point: ${build}
Release Version Information: GA
FortiOS x86-64: Yes
System time: ${weekday} ${month} ${day.padStart(2)} ${time} ${year}
Last reboot reason: warm reboot
`;
}

/** Two firmware partitions; the active row is what the loader takes. */
function flashList(state: SimulatedState): string {
  const { running, next } = state;
  const pending = next.build !== running.build;
  const other = pending ? next : (state.before ?? running);
  const rows = ['1', '2'].map((partition) => {
    const here = partition === running.image ? running : other;
    const active = partition === next.image;
    return flashRow(partition, imageName(here.version, here.build), 253_871, 98_302, active);
  });
  return `Partition  Image                                     TotalSize(KB)  Used(KB)  Use%  Active
${rows.join('\n')}
${flashRow('3', 'EXDB-1.00000', 3_021_708, 102_544, false)}
Image build at Mar 13 2024 21:02:11 for b${running.build}
`;
}

/** The third number of the release is not in the name. */
function imageName(version: string, build: string): string {
  const [major = '0', minor = '0'] = version.split('.');
  return `FG100F-${major}.${minor.padStart(2, '0')}-FW-build${build}-240313`;
}

function flashRow(partition: string, image: string, total: number, used: number, active: boolean): string {
  const share = `${Math.round((100 * used) / total)}%`.padStart(4);
  return `${partition.padEnd(10)} ${image.padEnd(41)} ${String(total).padStart(13)} ${String(used).padStart(9)}  ${share}  ${active ? 'Yes' : 'No'}`;
}
