import type { SessionRules } from '../platform.ts';
import { xrCommands } from './commands.ts';

/**
 * Prompt `RP/0/RP0/CPU0:HOST#`; there is no enable. The date line above each output is no output; turning it off is refused on
 * some releases. Sources: platforms.md 1.8, 6.1.
 */
export const xrSession: SessionRules = {
  prompt: /^((?:RP|LC)\/\d{1,3}\/(?:R?S?P)?\d{1,3}\/CPU\d{1,2}:[\w.-]{1,64})# ?$/,
  wrongPrompt:
    /(?:\((?:conf|admin)[^)]{0,60}\)# ?|^sysadmin-vm:[\w.-]{1,40}# ?|^\[[\w.:-]{1,64}:[^\]]{0,120}\][$#] ?|^(?:rommon|ROMMON) ?\S{0,8} ?> ?|^grub> ?|^# ?)$/,
  promptTail: '# ?',
  setup: [xrCommands.timestamp.with(), xrCommands.length.with(), xrCommands.width.with()],
  pagers: [/--More--/],
  notices: [],
  enable: null,
  unsupported: [
    /^\s*% ?Invalid input detected\b/im,
    /^\s*% ?Incomplete command\b/im,
    /^\s*% ?Ambiguous command\b/im,
    /^\s*% ?Error parsing piping string\b/im,
    /^\s*syntax error: unknown\b/im,
  ],
  denied: [
    /^\s*% ?This command is not authorized\b/im,
    /^\s*% ?Permission denied\b/im,
    /^\s*% ?Authorization failed\b/im,
  ],
  absent: [/\bNo such file\b/i, /\bPath does not exist\b/i],
  noise: [/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} {1,2}\d{1,2} \d{2}:\d{2}:\d{2}\.\d{1,3} \S{1,8}\s*$/],
  quit: xrCommands.quit.with(),
};
