import type { SessionRules } from '../platform.ts';
import { forms } from './commands.ts';

/**
 * `host #`, `host $`, `host (global) #`, `host(Primary) (root) #`. Paging is a setting of the device here, not of the
 * session, so it is left alone and the pager is answered.
 */
export const fortiosSession: SessionRules = {
  prompt: /^(?:\(\w\) )?([\w.~-]{1,64})(?:\(\w{1,20}\))?(?: \([\w.-]{1,40}\))? ?[#$] ?$/,
  wrongPrompt:
    /^(?:[\w.-]{1,64} login:|Password:|Enter [A-Z](?:,[A-Z]){1,12},? ?or H:|Please (?:login|choose)[^\n]{0,80}) ?$/,
  promptTail: '(?:\\(\\w{1,20}\\))?(?: \\([\\w.-]{1,40}\\))? ?[#$]',
  setup: [],
  pagers: [/--More-- ?$/],
  notices: [{ match: /\(Press '?a'? to accept\):?\s{0,4}$/i, answer: 'a' }],
  enable: null,
  unsupported: [/^\s*Unknown action \d/m, /^\s*command parse error before /m, /^\s*Command fail\. Return code -61\b/m],
  denied: [/^\s*Command fail\. Return code -37\b/m, /^\s*(?:You have no permission|Permission denied)\b/im],
  absent: [/^\s*Command fail\. Return code -(?!61\b|37\b)\d{1,5}/m],
  noise: [],
  quit: forms.quit.with(),
};
