import type { SessionRules } from '../platform.ts';
import { eosCommands } from './commands.ts';

/**
 * Prompt `HOST>` or `HOST#`; a bracket can be harmless (`(s1)`, a supervisor's role), only `(config…` is a configuration mode.
 * Sources: platforms.md 1.8, 11.1.
 */
export const eosSession: SessionRules = {
  prompt: /^([A-Za-z0-9][\w.-]{0,63})(?:\((?!conf)[\w.-]{1,20}\)){0,2}[>#] ?$/,
  wrongPrompt:
    /(?:\(conf[^)]{0,60}\)[#>] ?|^Aboot[#>] ?|^\[\w{1,32}@[\w.-]{1,64} [^\]]{0,80}\][$#] ?|^bash-[\d.]{1,8}[$#] ?)$/,
  promptTail: '(?:\\((?!conf)[\\w.-]{1,20}\\)){0,2}[>#] ?',
  setup: [eosCommands.length.with(), eosCommands.width.with()],
  pagers: [/--More--/],
  notices: [],
  enable: {
    command: eosCommands.enable.with(),
    neededAt: /> ?$/,
    password: /^Password: ?$/,
    failed:
      /^\s*% ?(?:Bad secrets?|Access denied|Authorization denied|Error in authentication|Authentication failed)\b/im,
  },
  unsupported: [
    /^\s*% ?Invalid input\b/im,
    /^\s*% ?Ambiguous command\b/im,
    /^\s*% ?Incomplete command\b/im,
    /^\s*% ?Unavailable command\b/im,
  ],
  denied: [
    /^\s*% ?Authorization denied for command\b/im,
    /^\s*Authorization denied for command\b/im,
    /^\s*% ?Permission denied\b/im,
  ],
  absent: [/^\s*% ?Error\b/im, /\bNo such file or directory\b/i, /\bNo such device\b/i],
  noise: [],
  quit: eosCommands.quit.with(),
};
