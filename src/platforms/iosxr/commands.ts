import { commandForm, fileReadForm } from '../../core/command.ts';

/** The whole read-only list; the order is that of `pawl commands`. Source: platforms.md 6. */
export const xrCommands = {
  timestamp: commandForm('terminal exec prompt no-timestamp', 'turns the date line above outputs off for this session'),
  length: commandForm('terminal length 0', 'turns paging off for this session'),
  width: commandForm('terminal width 511', 'keeps lines whole in this session'),
  version: commandForm('show version', 'running release, label, register, uptime'),
  platform: commandForm('show platform', 'route processors, which one is active, which are not running'),
  inventory: commandForm('show inventory', 'serials of the chassis and of the route processors'),
  active: commandForm('show install active', 'packages that run, node by node'),
  committed: commandForm('show install committed', 'packages that the next reload starts, node by node'),
  activeSummary: commandForm('show install active summary', 'packages that run, label and software hash'),
  committedSummary: commandForm(
    'show install committed summary',
    'packages that the next reload starts, label and software hash',
  ),
  inactiveSummary: commandForm('show install inactive summary', 'packages on the device that do not run'),
  variables: commandForm('show variables boot', 'boot variable and register of classic XR'),
  dir: commandForm('dir {folder}', 'image files, their sizes and dates'),
  clock: commandForm('show clock', 'clock of the device, to read the dates of files'),
  md5: commandForm('show md5 file {image}', 'MD5 of an image file that is still on a disk'),
  scp: fileReadForm('scp', 'an image file, to be hashed here: with `--offbox-hash`, `hash.offBox` or as a sample'),
  sftp: fileReadForm('sftp', 'the same, where the device has no SCP server'),
  load: commandForm(
    'show processes cpu | include CPU utilization',
    'load of the CPU: a busy device is not asked to hash',
  ),
  quit: commandForm('exit', 'ends the session'),
} as const;
