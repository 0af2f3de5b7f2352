/** A command as it counts: its words in lower case from the first one that says what is done. */
export type TypedCommand = {
  /** `no ` and `default ` undo a configuration line; `scheduled ` stands before the content of a scheduler job. */
  readonly before: '' | 'no ' | 'default ' | 'scheduled ';
  readonly words: readonly string[];
};

/** One word of a phrase and the fewest letters by which the device takes it. */
export type PhraseWord = { readonly word: string; readonly min: number };

/** Words after which the rest of the line is text of the operator's own, on any of the eight platforms. */
const freeText = new Set([
  'description',
  'remark',
  'banner',
  'alias',
  'hostname',
  'location',
  'contact',
  'comment',
  'comments',
  'name',
  'help',
  'snmp-server',
]);

/** True for a command that begins with text of the operator's own. */
export const isText = (command: string): boolean =>
  freeText.has(/^ {0,4}([a-z-]{1,16})(?: |$)/i.exec(command)?.[1]?.toLowerCase() ?? '');

/** Words that only say where the command after them is run. */
const leading = new Set([
  'do',
  'do-exec',
  '!exec:',
  'exec',
  'admin',
  '(admin)',
  'sysadmin',
  'run',
  'sudo',
  'rpc',
  'command',
]);

/** Longer commands are cut: the first words decide. */
const maxLength = 4096;

/**
 * Reads the words of a typed command: after `configure terminal ;`, `do`, `!exec:` and the like, up to the first part that
 * is text (`description boot system uplink`). Null for help (`copy ?`), text, and nothing. NX-OS joins nested
 * configuration lines with ` ; `; the last one is what was typed.
 */
export function typedCommand(command: string): TypedCommand | null {
  const text = command.length > maxLength ? command.slice(0, maxLength) : command;
  if (text.endsWith('?')) return null;
  const parts = text.toLowerCase().split(' ; ');
  let words: readonly string[] = [];
  let scheduled = false;
  for (const part of parts) {
    words = part.split(/\s+/).filter((word) => word !== '');
    const at = leadingCount(words);
    if (freeText.has(words[words[at] === 'no' ? at + 1 : at] ?? '')) return null;
    scheduled ||= words[0] === 'scheduler' && words[1] === 'job';
  }
  const from = leadingCount(words);
  const first = words[from];
  if (first === undefined) return null;
  if (first === 'no' || first === 'default') {
    const rest = words.slice(from + 1);
    return rest.length === 0 ? null : { before: first === 'no' ? 'no ' : 'default ', words: rest };
  }
  return { before: scheduled ? 'scheduled ' : '', words: words.slice(from) };
}

function leadingCount(words: readonly string[]): number {
  let at = 0;
  while (at < 8 && at + 1 < words.length && leading.has(words[at] ?? '')) at += 1;
  // `!exec:show` without a blank is not written by any device seen.
  return at;
}

/** `boo|t sys|tem` → boot (3 letters are enough) and system (3). Without a bar the whole word is wanted. */
export function readPhrase(text: string): readonly PhraseWord[] {
  return text.split(' ').map((part) => {
    const bar = part.indexOf('|');
    return { word: part.replace('|', ''), min: bar === -1 ? part.length : bar };
  });
}

/** True where a typed word is the word or an abbreviation that is long enough. */
const means = (typed: string, { word, min }: PhraseWord): boolean => typed.length >= min && word.startsWith(typed);

/**
 * The command with the words of a phrase written out, blanks single, lower case; null where it does not begin with the
 * phrase.
 */
export function withPhrase({ before, words }: TypedCommand, phrase: readonly PhraseWord[]): string | null {
  if (words.length < phrase.length) return null;
  for (let at = 0; at < phrase.length; at++) {
    const wanted = phrase[at];
    if (wanted === undefined || !means(words[at] ?? '', wanted)) return null;
  }
  const expanded = phrase.map(({ word }) => word);
  return before + [...expanded, ...words.slice(phrase.length)].join(' ');
}
