import type { SessionRules } from '../platform.ts';
import { forms } from './commands.ts';

/** `user@host(active)>`: the HA word changes during a failover, so it is no part of the learned prompt. */
export const panosSession: SessionRules = {
  prompt: /^([\w.-]{1,64}@[\w.-]{1,64})(?:\([\w -]{1,40}\))?> ?$/,
  wrongPrompt:
    /^(?:[\w.-]{1,64}@[\w.-]{1,64}(?:\([\w -]{1,40}\))?[#$]|\[edit[^\]]{0,200}\]|[\w-]{1,40} login:|PANOS \(Maint\)) ?$/,
  promptTail: '(?:\\([\\w -]{1,40}\\))?>',
  setup: [forms.scripting.with(), forms.pager.with()],
  pagers: [/(?:^|\n|\r)lines \d{1,7}-\d{1,7}\s{0,20}$/],
  notices: [{ match: /Do you accept[^\n]{0,200}\(yes\/no\)\s{0,4}:?\s{0,4}$/i, answer: 'yes\n' }],
  enable: null,
  unsupported: [/^\s*Unknown command: /m, /^\s*Invalid syntax\./m],
  denied: [],
  absent: [/^\s*Server error\b/m],
  noise: [],
  quit: forms.quit.with(),
};
