import { commandForm, type ListedCommand } from '../../core/command.ts';
import { ciscoForms } from '../shared/cisco-commands.ts';

export const iosxeForms = {
  bootSystem: commandForm('show boot system', 'saved boot list of Catalyst 9000, one block a member'),
  installSummary: commandForm('show install summary', 'committed, uncommitted and inactive software; running patches'),
  packagesConf: commandForm('more {provisioning_file}', 'packages that boot in install mode (packages.conf)'),
  signedIntegrity: commandForm(
    'show platform integrity sign nonce {nonce}',
    'what the boot chain measured, signed by the hardware over our nonce; only where a baseline asks for it',
  ),
  identity: commandForm(
    'show platform sudi certificate sign nonce {nonce}',
    'certificates of the hardware that signed it; only where a baseline asks for it',
  ),
} as const;

/** The whole list: every command that is ever sent, in about the order of an audit. */
export const iosxeCommands: readonly ListedCommand[] = [
  ciscoForms.terminalLength,
  ciscoForms.terminalWidth,
  ciscoForms.enable,
  ciscoForms.version,
  ciscoForms.boot,
  ciscoForms.bootvar,
  iosxeForms.bootSystem,
  ciscoForms.stack,
  ciscoForms.redundancy,
  ciscoForms.inventory,
  iosxeForms.installSummary,
  iosxeForms.packagesConf,
  ciscoForms.dir,
  ciscoForms.cpu,
  ciscoForms.sha512,
  ciscoForms.md5,
  ciscoForms.reload,
  ciscoForms.startupLines,
  ciscoForms.runningLines,
  ciscoForms.authenticity,
  ciscoForms.clock,
  ciscoForms.policies,
  ciscoForms.aliases,
  ciscoForms.scp,
  ciscoForms.exit,
  ciscoForms.verify,
  ciscoForms.authenticityFile,
  iosxeForms.signedIntegrity,
  iosxeForms.identity,
];
