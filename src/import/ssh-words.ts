import type { DraftValue, JumpHop } from './draft.ts';
import { writtenValues } from './draft.ts';

/** Splits a command line at blanks; quotes keep them, a backslash takes the next character. */
export function shellWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (quote !== '') {
      if (letter === quote) quote = '';
      else word = (word ?? '') + letter;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= '';
    } else if (letter === '\\' && at + 1 < text.length) {
      at += 1;
      word = (word ?? '') + text.charAt(at);
    } else if (/\s/.test(letter)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + letter;
  }
  return word === null ? words : [...words, word];
}

/** `user@host:port`, `ssh://user@host:port`, `[2001:db8::1]:22`; a comma list is a chain, the first hop first. */
export function jumpHops(text: string): readonly JumpHop[] {
  if (/^none$/i.test(text.trim())) return [];
  return text
    .split(',')
    .map((part) => part.trim().replace(/^ssh:\/\//, ''))
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.lastIndexOf('@');
      const user = at > 0 ? part.slice(0, at) : null;
      const rest = part.slice(at + 1);
      const bracketed = /^\[([^\]]{1,64})\](?::(\d{1,5}))?$/.exec(rest);
      const plain = /^([^:]{1,253}):(\d{1,5})$/.exec(rest);
      const [, host = rest, port = null] = bracketed ?? plain ?? [];
      return { host, user, port };
    });
}

/** The host of `ssh … -W %h:%p host`, the usual ProxyCommand; null for any other program. */
export function proxyCommandHops(command: string): readonly JumpHop[] | null {
  const [program = '', ...words] = shellWords(command);
  if (!/(?:^|\/)ssh$/.test(program)) return null;
  let user: string | null = null;
  let port: string | null = null;
  let host: string | null = null;
  let forwards = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word.startsWith('-W')) {
      forwards = true;
      if (word === '-W') at += 1;
    } else if (word === '-p' || word === '-l') {
      const value = words[at + 1] ?? '';
      if (word === '-p') port = value;
      else user = value;
      at += 1;
    } else if (/^-[oiFJeb]$/.test(word)) at += 1;
    else if (!word.startsWith('-')) host ??= word;
  }
  if (!forwards || host === null) return null;
  const [hop] = jumpHops(host);
  return hop === undefined ? null : [{ host: hop.host, user: hop.user ?? user, port: hop.port ?? port }];
}

/** What OpenSSH options say in our words; keys in lower case. Options without an equal are named in `unread`. */
export function sshOptionValues(options: ReadonlyMap<string, string>): {
  readonly values: Readonly<Record<string, DraftValue>>;
  readonly unread: readonly string[];
} {
  const unread: string[] = [];
  const proxy = options.get('proxyjump');
  const command = options.get('proxycommand');
  let jumps = proxy === undefined ? null : jumpHops(proxy);
  if (jumps === null && command !== undefined && !/^none$/i.test(command.trim())) {
    jumps = proxyCommandHops(command);
    if (jumps === null) unread.push('ProxyCommand');
  }
  const algorithms = ['kexalgorithms', 'hostkeyalgorithms', 'ciphers', 'macs'].map((key) => options.get(key) ?? '');
  return {
    values: writtenValues({
      hostname: options.get('hostname'),
      port: options.get('port'),
      username: options.get('user'),
      'ssh.keyFile': options.get('identityfile'),
      'ssh.jump': jumps === null || jumps.length === 0 ? null : { jumps },
      'ssh.algorithms': algorithmProfile(algorithms),
    }),
    unread,
  };
}

/**
 * The profile that allows what OpenSSH lists name; null where `modern` does. A leading `+` or `^` adds to the
 * defaults, a leading `-` takes away. Names by profile: platforms.md 2.
 */
export function algorithmProfile(lists: readonly string[]): string | null {
  const names = lists
    .filter((list) => !list.startsWith('-'))
    .flatMap((list) => list.replace(/^[+^]/, '').split(','))
    .map((name) => name.trim());
  const any = (form: RegExp): boolean => names.some((name) => form.test(name));
  if (any(/^(?:diffie-hellman-group1-sha1|ssh-dss|3des-cbc|hmac-md5|hmac-sha1-96|hmac-md5-96)$/)) return 'legacy';
  return any(/^(?:diffie-hellman-group14-sha1|diffie-hellman-group-exchange-sha1|aes(?:128|192|256)-cbc)$/)
    ? 'compat'
    : null;
}

/** Options of an `ssh` command line: `-J`, `-i`, `-p`, `-l`, `-o Key=Value`; keys in lower case, the first one holds. */
export function sshArguments(text: string): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  const put = (key: string, value: string): void => {
    if (!options.has(key)) options.set(key, value);
  };
  const words = shellWords(text);
  const long: Readonly<Record<string, string>> = { J: 'proxyjump', i: 'identityfile', p: 'port', l: 'user', o: '' };
  for (let at = 0; at < words.length; at += 1) {
    const match = /^-([Jiplo])(.*)$/s.exec(words[at] ?? '');
    if (match === null) continue;
    const [, letter = '', attached = ''] = match;
    const value = attached === '' ? (words[at + 1] ?? '') : attached;
    if (attached === '') at += 1;
    const key = long[letter] ?? '';
    if (key !== '') put(key, value);
    else {
      const option = /^\s*([A-Za-z]{1,40})\s*[=\s]\s*(.*)$/s.exec(value);
      if (option !== null) put((option[1] ?? '').toLowerCase(), option[2] ?? '');
    }
  }
  return options;
}
