import { commandForm, fileReadForm } from '../../core/command.ts';

/** Commands that IOS and IOS-XE share, with what each is asked for. */
export const ciscoForms = {
  terminalLength: commandForm('terminal length 0', 'paging off, for this session only'),
  terminalWidth: commandForm('terminal width 511', 'no wrapped lines, for this session only'),
  enable: commandForm('enable', 'privilege, where the prompt shows that it is needed and a secret is set'),
  version: commandForm('show version', 'running release, image, members, register, uptime and reload reason'),
  bootvar: commandForm('show bootvar', 'saved boot list and register of routers and chassis, with the standby'),
  boot: commandForm('show boot', 'saved boot list of switches, one block a member; manual boot'),
  startupLines: commandForm(
    'show startup-config | include ^version|^boot',
    'release that wrote the saved configuration; saved boot statements',
  ),
  runningLines: commandForm('show running-config | include ^boot', 'boot statements that are not saved yet'),
  dir: commandForm('dir {filesystem}', 'files with size and date: is the image there, what else lies there'),
  reload: commandForm('show reload', 'a scheduled reload'),
  clock: commandForm('show clock', 'clock of the device, to read its dates by'),
  stack: commandForm('show switch', 'members of a stack, also those that are switched off or removed'),
  redundancy: commandForm('show redundancy', 'release and boot list of the standby supervisor'),
  inventory: commandForm('show inventory', 'serial numbers of supervisors'),
  authenticity: commandForm('show software authenticity running', 'type and signer of the running image and loader'),
  cpu: commandForm('show processes cpu | include CPU utilization', 'load, before a file is hashed'),
  md5: commandForm('verify /md5 {image}', 'digest of an image or package file'),
  sha512: commandForm('verify /sha512 {image}', 'digest of an image or package file, where the release knows it'),
  scp: fileReadForm(
    'scp',
    'an image or package file, to be hashed here: with `--offbox-hash`, `hash.offBox` or as a sample; needs `ip scp server enable`',
  ),
  verify: commandForm('verify {image}', 'embedded hash and signature of an image file'),
  authenticityFile: commandForm('show software authenticity file {image}', 'type and signer of an image file'),
  policies: commandForm('show event manager policy registered', 'policies that may rewrite what a command prints'),
  aliases: commandForm('show alias', 'words that stand for other commands'),
  region: commandForm('show region', 'whether code in memory is write-protected'),
  exit: commandForm('exit', 'ends the session'),
} as const;
