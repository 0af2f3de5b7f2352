import { commandForm, fileReadForm, type ListedCommand } from '../../core/command.ts';

export const forms = {
  completion: commandForm('set cli complete-on-space off', 'set-up: a blank completes nothing'),
  length: commandForm('set cli screen-length 0', 'set-up: no paging'),
  width: commandForm('set cli screen-width 0', 'set-up: no folded lines'),
  version: commandForm('show version', 'running release of each member, model, pending release of EX, QFX and MX'),
  versionEngines: commandForm('show version invoke-on all-routing-engines', 'running release of both routing engines'),
  versionNodes: commandForm('show version node all', 'running release of all nodes (Junos Evolved)'),
  hardware: commandForm('show chassis hardware', 'serial number, model, routing engines'),
  virtualChassis: commandForm('show virtual-chassis', 'members, also absent ones, with serial number and role'),
  cluster: commandForm('show chassis cluster status', 'nodes of an SRX cluster and their roles'),
  uptime: commandForm('show system uptime', 'start of each member, clock of the device'),
  engines: commandForm('show chassis routing-engine', 'master, start and reboot reason of the routing engines'),
  reboot: commandForm('show system reboot', 'scheduled reboot'),
  snapshot: commandForm('show system snapshot media internal', 'release on each root of dual-root devices'),
  softwareList: commandForm('show system software list', 'installed releases, next and rollback (Junos Evolved)'),
  installLog: commandForm('show log install', 'release that is staged on host-based devices'),
  configVersion: commandForm('show configuration version', 'release that wrote the configuration: this one line only'),
  files: commandForm('file list {folder} detail', 'software packages that are kept on the device'),
  md5: commandForm('file checksum md5 {file}', 'digest of a package, where only MD5 is known'),
  sha1: commandForm('file checksum sha1 {file}', 'digest of a package, where only SHA-1 is known'),
  sha256: commandForm('file checksum sha-256 {file}', 'digest of a package'),
  scp: fileReadForm('scp', 'a package, to be hashed here: with `--offbox-hash`, `hash.offBox` or as a sample'),
  sftp: fileReadForm('sftp', 'the same, where the account may use SFTP only'),
  quit: commandForm('quit', 'ends the session'),
} as const;

export const junosCommands: readonly ListedCommand[] = Object.values(forms);
