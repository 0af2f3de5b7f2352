import type { SessionRules } from '../platform.ts';
import { nxosCommands } from './commands.ts';

/**
 * Prompt `HOST# ` for every role, `(maint-mode)` and `(standby)` are harmless; `HOST(boot)#` means that the system image did
 * not load. Sources: platforms.md 1.8, 7.1.
 */
export const nxosSession: SessionRules = {
  prompt: /^([A-Za-z0-9][\w.-]{0,63})(?:\(maint-mode\))?(?:\(standby\))?# ?$/,
  wrongPrompt:
    /(?:\(conf[\w-]{0,40}\)# ?|\(boot\)[#>] ?|^bash-[\d.]{1,8}[#$] ?|^Linux\(debug\)# ?|^module-\d{1,2}[#>] ?|^loader ?> ?|^\[?\w{1,32}@guestshell\b.{0,60}[#$] ?)$/,
  promptTail: '(?:\\(maint-mode\\))?(?:\\(standby\\))?# ?',
  setup: [nxosCommands.length.with(), nxosCommands.width.with()],
  pagers: [/--More--/],
  notices: [],
  enable: null,
  unsupported: [
    /^\s*% ?Invalid (?:command|parameter|number|range)\b/im,
    /^\s*% ?Incomplete command\b/im,
    /^\s*% ?Ambiguous command\b/im,
    /^\s*Syntax error while parsing\b/im,
  ],
  denied: [/^\s*% ?Permission denied\b/im, /^\s*Cmd exec error\./im, /^\s*% ?Authorization failed\b/im],
  absent: [/\bNo such file or directory\b/i, /^\s*No startup configuration\b/im],
  noise: [],
  quit: nxosCommands.quit.with(),
};
