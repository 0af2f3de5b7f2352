import { readHostAddress } from '../config/host-address.ts';
import type { SourceFile } from '../config/yaml-document.ts';
import type { Place } from '../core/baseline.ts';
import { expandRanges } from './ansible-range.ts';
import { type AnsibleTree, type AnsibleVars, groupOf, hostOf } from './ansible-tree.ts';
import { placeAt, problemAt, quoted } from './draft.ts';
import { shellWords } from './ssh-words.ts';

/** Reads an Ansible inventory in INI form into a tree: host lines, `[group]`, `[group:vars]`, `[group:children]`. */
export function readAnsibleIni({ file, text }: SourceFile, tree: AnsibleTree): void {
  let group = 'ungrouped';
  let kind: 'hosts' | 'vars' | 'children' | 'unknown' = 'hosts';
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const place = placeAt(file, index + 1);
    const section = /^\[([^:\]\s]{1,128})(?::(\w{1,20}))?\]\s*(?:#.*)?$/.exec(line);
    if (section !== null) {
      group = section[1] ?? '';
      const word = section[2] ?? 'hosts';
      kind = word === 'hosts' || word === 'vars' || word === 'children' ? word : 'unknown';
      if (kind === 'unknown') tree.problems.push(problemAt(place, `no kind of section: ${quoted(line)}`));
      else groupOf(tree, group, place);
      continue;
    }
    if (kind === 'hosts') readHosts(line, group, place, tree);
    else if (kind === 'vars') {
      const equal = line.indexOf('=');
      if (equal < 1) tree.problems.push(problemAt(place, `${quoted(line)} is no key=value`));
      else setVar(groupOf(tree, group, place).vars, line.slice(0, equal).trim(), literal(line.slice(equal + 1)), place);
    } else if (kind === 'children') {
      const name = line.replace(/\s+#.*$/, '').trim();
      if (/\s/.test(name)) tree.problems.push(problemAt(place, `${quoted(line)} is no name of a group`));
      else {
        groupOf(tree, group, place).children.add(name);
        groupOf(tree, name, place);
      }
    }
  }
}

const setVar = (vars: AnsibleVars, key: string, text: string, place: Place): void => {
  vars.set(key, { place, value: text === '' ? { kind: 'null' } : { kind: 'text', text } });
};

function readHosts(line: string, group: string, place: Place, tree: AnsibleTree): void {
  const [pattern = '', ...assignments] = shellWords(withoutComment(line));
  const { host, port } = splitPort(pattern);
  const names = isAddress(host) ? { ok: true as const, value: [host] } : expandRanges(host);
  if (!names.ok) {
    tree.problems.push(problemAt(place, names.error));
    return;
  }
  const vars: AnsibleVars = new Map();
  if (port !== null) setVar(vars, 'ansible_port', port, place);
  for (const assignment of assignments) {
    const equal = assignment.indexOf('=');
    if (equal < 1) tree.problems.push(problemAt(place, `${quoted(assignment)} is no key=value`));
    else setVar(vars, assignment.slice(0, equal), assignment.slice(equal + 1), place);
  }
  for (const name of names.value) {
    const entry = hostOf(tree, name, place);
    for (const [key, value] of vars) entry.vars.set(key, value);
    groupOf(tree, group, place).hosts.add(name);
  }
}

/** A `#` after a blank, outside quotes, begins a comment. */
function withoutComment(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const letter = line.charAt(at);
    if (quote !== '') quote = letter === quote ? '' : quote;
    else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '#' && /\s/.test(line.charAt(at - 1))) return line.slice(0, at);
  }
  return line;
}

/** An IPv6 address; a name with a port is none. */
function isAddress(text: string): boolean {
  const read = readHostAddress(text);
  return text.includes(':') && read.ok && read.value.port === null;
}

/** `name:2222` and `[2001:db8::1]:2222`; a colon inside a range belongs to it. */
function splitPort(pattern: string): { readonly host: string; readonly port: string | null } {
  const bracketed = /^\[([0-9A-Fa-f:.]{2,45})\](?::(\d{1,5}))?$/.exec(pattern);
  if (bracketed !== null && isAddress(bracketed[1] ?? ''))
    return { host: bracketed[1] ?? '', port: bracketed[2] ?? null };
  const plain = /^(.{1,253}):(\d{1,5})$/.exec(pattern);
  if (plain === null || isAddress(pattern)) return { host: pattern, port: null };
  const [, host = '', port = ''] = plain;
  return host.lastIndexOf('[') > host.lastIndexOf(']') ? { host: pattern, port: null } : { host, port };
}

/** Ansible evaluates a value of a vars section as a Python literal: quotes go, a comment after the literal goes. */
function literal(written: string): string {
  const text = written.trim();
  const match = /^(?:"([^"\\]*)"|'([^'\\]*)'|(-?\d{1,20}))(?:\s+#.*)?$/.exec(text);
  return match === null ? text : (match[1] ?? match[2] ?? match[3] ?? '');
}
