import { commandForm, fileReadForm } from '../../core/command.ts';

/** The whole read-only list; the order is that of `pawl commands`. Source: platforms.md 7. */
export const nxosCommands = {
  length: commandForm('terminal length 0', 'turns paging off for this session'),
  width: commandForm('terminal width 511', 'keeps lines whole in this session'),
  version: commandForm(
    'show version',
    'running release, image, uptime, reset reason and the release before the last reset',
  ),
  boot: commandForm('show boot', 'boot variables now and at the next reload, for each supervisor'),
  startup: commandForm(
    'show startup-config | include "^version|^boot|^no boot"',
    'saved boot lines and the release that wrote the configuration; the device filters, nothing else is sent',
  ),
  modules: commandForm('show module', 'supervisors, their serials and releases'),
  dir: commandForm('dir {folder}', 'image files, their sizes and dates'),
  active: commandForm('show install active', 'active patches and packages'),
  committed: commandForm('show install committed', 'patches that survive a reload'),
  imageVersion: commandForm('show version image {image}', 'release inside an image file, read by the device'),
  scheduler: commandForm('show scheduler config', 'jobs that reload or install at a set time'),
  clock: commandForm('show clock', 'clock of the device, to read the dates of files'),
  inventory: commandForm('show inventory', 'model and serial where the release output lacks them'),
  md5: commandForm('show file {image} md5sum', 'MD5 of an image file'),
  sha256: commandForm('show file {image} sha256sum', 'SHA-256 of an image file, on releases that have it'),
  sha512: commandForm('show file {image} sha512sum', 'SHA-512 of an image file, on releases that have it'),
  scp: fileReadForm('scp', 'an image file, to be hashed here: with `--offbox-hash`, `hash.offBox` or as a sample'),
  sftp: fileReadForm('sftp', 'the same, where the device has no SCP server'),
  load: commandForm('show system resources', 'load of the CPU: a busy device is not asked to hash'),
  quit: commandForm('exit', 'ends the session'),
} as const;
