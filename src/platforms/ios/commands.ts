import type { ListedCommand } from '../../core/command.ts';
import { ciscoForms } from '../shared/cisco-commands.ts';

/** The whole list: every command that is ever sent, in about the order of an audit. */
export const iosCommands: readonly ListedCommand[] = [
  ciscoForms.terminalLength,
  ciscoForms.terminalWidth,
  ciscoForms.enable,
  ciscoForms.version,
  ciscoForms.bootvar,
  ciscoForms.boot,
  ciscoForms.stack,
  ciscoForms.redundancy,
  ciscoForms.inventory,
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
  ciscoForms.region,
  ciscoForms.scp,
  ciscoForms.exit,
  ciscoForms.verify,
  ciscoForms.authenticityFile,
];
