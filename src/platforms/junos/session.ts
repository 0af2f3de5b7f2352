import type { SessionRules } from '../platform.ts';
import { forms } from './commands.ts';

/** `user@host>`, below a line such as `{master:0}` on several platforms. Login tips contain `>` but no whole prompt. */
export const junosSession: SessionRules = {
  prompt: /^([\w.-]{1,64}@[\w.-]{1,64})> ?$/,
  wrongPrompt:
    /^(?:\[edit[^\]]{0,200}\]|[\w.-]{1,64}@[\w.-]{1,64}[#%]|[\w.-]{1,64}@[\w.-]{0,64}:\S{0,80} ?[#%$]|%|\$|#|loader>|db>|=>) ?$/,
  promptTail: '>',
  setup: [forms.completion.with(), forms.length.with(), forms.width.with()],
  pagers: [/---\(more(?: \d{1,3}%)?\)---\s{0,20}$/],
  notices: [],
  enable: null,
  unsupported: [
    /^\s*(?:error: )?(?:unknown command\b|syntax error\b|missing mandatory argument\b|No valid completions\b)/m,
    /^[^\n]{0,200}\bis ambiguous\.?$/m,
    /^\s*error: command is not valid on the /m,
  ],
  denied: [/^\s*(?:error: )?permission denied\b/im],
  absent: [/^\s*(?:error: )?[^\n]{0,300}No such file or directory$/m, /^\s*error: could not (?:resolve|open) file\b/m],
  noise: [/^\{[a-z]{1,20}(?::[a-z]{0,8}\d{1,3})?(?:-re\d)?\}$/],
  quit: forms.quit.with(),
};
