import type { SessionRules } from '../platform.ts';
import { ciscoForms } from './cisco-commands.ts';

/**
 * The channel of IOS and IOS-XE (platforms.md 3, 4.1, 5.1). Standby, boot-helper and recovery consoles are not the CLI
 * that pawl wants: what they print is another system's state.
 */
export const ciscoSession: SessionRules = {
  prompt: /^([\w.\-@/:]{1,63})(?:\((?:maint-mode|unlicensed)\))?[>#] ?$/,
  wrongPrompt:
    /^(?:[\w.\-@/:]{1,63}\((?:config|cfg|tcl|vlan|boot|standby|recovery-mode|rp-rec-mode)[\w./:+-]{0,40}\)[>#]|[\w.@/:]{1,63}-(?:standby|stby|sdby)[>#]|rommon \d{1,4} ?>|switch:|grub>|loader>|\[[^\]]{1,80}\][$#]|[\w.\-@/:~]{0,80}\$) ?$/i,
  promptTail: '(?:\\((?:maint-mode|unlicensed)\\))?[>#] ?',
  setup: [ciscoForms.terminalLength.with(), ciscoForms.terminalWidth.with()],
  pagers: [/ ?--More-- ?$/, /<--- More --->\s?$/],
  notices: [],
  enable: {
    command: ciscoForms.enable.with(),
    neededAt: /> ?$/,
    password: /(?:^|\n)(?:Enable )?Password: ?$/i,
    failed:
      /% ?(?:Access denied|Bad secrets|Bad passwords?|Error in authentication|No password set|Authentication failed)/i,
  },
  unsupported: [
    /^ {0,8}% ?Invalid input detected/m,
    /^ {0,8}% ?Incomplete command/m,
    /^ {0,8}% ?Ambiguous command/m,
    /^ {0,8}% ?Unknown command or computer name/m,
    /^ {0,8}% ?Unrecognized command/m,
    /^ {0,8}% ?Bad IP address or host name/m,
    /^Translating "[^"\n]{1,200}"/m,
  ],
  denied: [
    /^ {0,8}Command authorization failed/m,
    /^ {0,8}% ?Authorization failed/m,
    /^ {0,8}% ?This command is not authorized/m,
  ],
  absent: [
    /^ {0,8}% ?Error (?:opening|verifying|reading) [^\n]{1,400}\((?:No such file or directory|File not found|No such device|Device not found)/im,
    /^ {0,8}% ?Error (?:verifying|opening) [^\n]{1,400}: (?:No such file or directory|File not found)/im,
    /^ {0,8}% ?Invalid (?:filesystem|device)\b/im,
  ],
  noise: [
    /^Load for five secs: /,
    /^Time source is /,
    /^[*.]?\w{3} {1,2}\d{1,2} (?:\d{4} )?\d{2}:\d{2}:\d{2}[^%\n]{0,40}: %[A-Z][A-Z0-9_]{1,40}-\d-[A-Z0-9_]{1,60}: /,
  ],
  quit: ciscoForms.exit.with(),
  // The second channel ends at once, or in "Resource Shortage" (platforms.md 3.1).
  oneChannel: true,
};
