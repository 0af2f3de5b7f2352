import type { ConfigProblem } from '../config/problem.ts';
import type { SourceFile } from '../config/yaml-document.ts';
import type { Place } from '../core/baseline.ts';
import { type Draft, type DraftEntry, emptyDraft, maxHosts, placeAt, problemAt, quoted } from './draft.ts';
import { shellWords, sshOptionValues } from './ssh-words.ts';

type Block = { readonly patterns: readonly string[]; readonly options: Map<string, string>; readonly place: Place };

/**
 * Reads `~/.ssh/config` (ssh_config(5)): each `Host` word without wildcards is a host; the first value that a
 * matching block gives holds, as in OpenSSH. `Match` blocks need facts of a connection and are told, not applied;
 * `Include` is told, not followed. `%h` in HostName is the word itself.
 */
export function readSshConfig({ file, text }: SourceFile): Draft {
  const problems: ConfigProblem[] = [];
  const notes: string[] = [];
  const blocks: Block[] = [{ patterns: ['*'], options: new Map(), place: placeAt(file, 1) }];
  const unused = new Set<string>();
  let inMatch = false;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const place = placeAt(file, index + 1);
    const parts = /^([A-Za-z]{1,40})(?:\s*=\s*|\s+)(\S.*)$/.exec(line);
    if (parts === null) {
      problems.push(problemAt(place, `${quoted(line)} is no option with a value`));
      continue;
    }
    const [, word = '', rest = ''] = parts;
    const key = word.toLowerCase();
    if (key === 'host') {
      inMatch = false;
      blocks.push({ patterns: shellWords(rest), options: new Map(), place });
    } else if (key === 'match') {
      inMatch = !/^all$/i.test(rest.trim());
      if (inMatch) problems.push(problemAt(place, `Match ${quoted(rest)} is not applied`, 'warning'));
      else blocks.push({ patterns: ['*'], options: new Map(), place });
    } else if (key === 'include') problems.push(problemAt(place, `Include ${quoted(rest)} is not followed`, 'warning'));
    else if (!inMatch) {
      const options = blocks.at(-1)?.options;
      // A command keeps its quotes: it is split later.
      const value = key === 'proxycommand' ? rest : (shellWords(rest)[0] ?? '');
      if (options !== undefined && !options.has(key)) options.set(key, value);
      if (!known.has(key)) unused.add(word);
    }
  }
  const named = new Map<string, Place>();
  for (const { patterns, place } of blocks)
    for (const pattern of patterns)
      if (!/[*?!]/.test(pattern) && !named.has(pattern) && named.size < maxHosts) named.set(pattern, place);
  const hosts: DraftEntry[] = [];
  // A map takes in what is added to it while it is walked: a hop on the way has its options from the same file.
  for (const [name, place] of named) {
    const options = new Map<string, string>();
    for (const block of blocks)
      if (fits(block.patterns, name))
        for (const [key, value] of block.options) if (!options.has(key)) options.set(key, value);
    const hostname = options.get('hostname')?.replaceAll('%h', name).replaceAll('%%', '%');
    if (hostname !== undefined) options.set('hostname', hostname);
    const { values, unread } = sshOptionValues(options);
    for (const option of unread)
      problems.push(problemAt(place, `${name}: ${option} is no \`ssh -W\` and was not taken over`, 'warning'));
    const way = values['ssh.jump'];
    if (typeof way === 'object' && 'jumps' in way)
      for (const { host } of way.jumps) if (!named.has(host) && named.size < maxHosts) named.set(host, place);
    hosts.push({ name, place, values, groups: [] });
  }
  if (unused.size > 0) notes.push(`options that pawl has no equal for: ${[...unused].sort().join(', ')}`);
  return { ...emptyDraft, hosts, problems, notes };
}

const known: ReadonlySet<string> = new Set(
  'hostname port user identityfile proxyjump proxycommand kexalgorithms hostkeyalgorithms ciphers macs'.split(' '),
);

/** A `!` pattern that fits takes the host out, whatever else fits. */
function fits(patterns: readonly string[], name: string): boolean {
  let positive = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    if (!wildcard(negated ? pattern.slice(1) : pattern, name)) continue;
    if (negated) return false;
    positive = true;
  }
  return positive;
}

/** OpenSSH's two wildcards, without backtracking over more than the last star. */
function wildcard(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let position = 0;
  while (position < text.length) {
    const letter = pattern[at];
    if (letter === '*') {
      star = at;
      resume = position;
      at += 1;
    } else if (letter !== undefined && (letter === '?' || letter === text[position])) {
      at += 1;
      position += 1;
    } else if (star !== -1) {
      at = star + 1;
      resume += 1;
      position = resume;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
