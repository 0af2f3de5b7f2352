import { commandForm, fileReadForm } from '../../core/command.ts';

/** The whole read-only list; the order is that of `pawl commands`. Source: platforms.md 11. */
export const eosCommands = {
  length: commandForm('terminal length 0', 'turns paging off for this session'),
  width: commandForm('terminal width 32767', 'keeps lines whole in this session'),
  enable: commandForm('enable', 'privileged mode, where the inventory has a secret'),
  version: commandForm('show version', 'running release, build, model, serial, uptime, image optimisation'),
  bootImage: commandForm(
    'show boot-config | include Software',
    'next boot image; the rest of the file has a password in it',
  ),
  bootConfig: commandForm('show boot-config', 'next boot image, where the filter is refused'),
  bootFile: commandForm(
    'more flash:boot-config | include SWI',
    'the line that the loader reads, where the command above is refused',
  ),
  dir: commandForm('dir flash:', 'image files, their sizes and dates'),
  folder: commandForm('dir {folder}', 'image files of the other supervisor or of a named file system'),
  usb: commandForm('dir usb1:', 'a stick that would overwrite flash at power-up'),
  extensions: commandForm('show extensions', 'add-on code and hot fixes that are installed'),
  bootExtensions: commandForm('show boot-extensions', 'add-on code that is loaded at boot'),
  reloadCause: commandForm('show reload cause', 'why and when it started last'),
  reload: commandForm('show reload', 'a scheduled reload'),
  zerotouch: commandForm('show zerotouch', 'whether it may fetch another image by itself'),
  header: commandForm(
    'show startup-config | include ^! device',
    'release that wrote the saved configuration; the device filters',
  ),
  clock: commandForm('show clock', 'clock of the device, to read the dates of files'),
  inventory: commandForm('show inventory', 'serial where the release output lacks it'),
  modules: commandForm('show module', 'supervisors of a modular system'),
  peerBoot: commandForm(
    'more supervisor-peer:/mnt/flash/boot-config | include SWI',
    'next boot image of the other supervisor',
  ),
  md5: commandForm('verify /md5 {image}', 'MD5 of an image file'),
  sha1: commandForm('verify /sha1 {image}', 'SHA-1 of an image file'),
  sha256: commandForm('verify /sha256 {image}', 'SHA-256 of an image file'),
  sha512: commandForm('verify /sha512 {image}', 'SHA-512 of an image file'),
  scp: fileReadForm('scp', 'an image file, to be hashed here: with `--offbox-hash`, `hash.offBox` or as a sample'),
  sftp: fileReadForm('sftp', 'the same, where the account may use SFTP only'),
  load: commandForm('show processes top once', 'load of the CPU: a busy device is not asked to hash'),
  quit: commandForm('exit', 'ends the session'),
} as const;
