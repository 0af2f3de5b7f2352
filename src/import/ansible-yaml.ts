import type { SourceFile } from '../config/yaml-document.ts';
import type { Place } from '../core/baseline.ts';
import { expandRanges } from './ansible-range.ts';
import { type AnsibleTree, groupOf, hostOf } from './ansible-tree.ts';
import { placeAt, problemAt, quoted } from './draft.ts';
import { entriesOf, type Foreign, foreignJson, itemsOf, readForeignYaml, textOf } from './foreign-yaml.ts';

/** Reads an Ansible inventory in YAML form: groups with `hosts`, `vars` and nested `children`. */
export function readAnsibleYaml(source: SourceFile, tree: AnsibleTree): void {
  const { root, problems } = readForeignYaml(source);
  tree.problems.push(...problems);
  if (root === null || root.value.kind === 'null') return;
  if (root.value.kind !== 'map') {
    tree.problems.push(problemAt(root.place, 'a map of groups is needed'));
    return;
  }
  for (const [name, group] of entriesOf(root)) readGroup(name, group, tree, 0);
}

const groupKeys = ['hosts', 'vars', 'children'];

function readGroup(name: string, group: Foreign, tree: AnsibleTree, depth: number): void {
  const own = groupOf(tree, name, group.place);
  if (group.value.kind !== 'map') {
    if (group.value.kind !== 'null')
      tree.problems.push(problemAt(group.place, `group ${quoted(name)}: a map with ${groupKeys.join(', ')} is needed`));
    return;
  }
  for (const key of group.value.entries.keys())
    if (!groupKeys.includes(key))
      tree.problems.push(
        problemAt(
          group.value.entries.get(key)?.place ?? group.place,
          `group ${quoted(name)}: ${quoted(key)} is none of ${groupKeys.join(', ')}`,
        ),
      );
  for (const [key, value] of entriesOf(group.value.entries.get('vars'))) own.vars.set(key, value);
  for (const [pattern, host] of namedEntries(group.value.entries.get('hosts'))) {
    const names = expandRanges(pattern);
    if (!names.ok) {
      tree.problems.push(problemAt(host.place, names.error));
      continue;
    }
    for (const hostName of names.value) {
      const entry = hostOf(tree, hostName, host.place);
      for (const [key, value] of entriesOf(host)) entry.vars.set(key, value);
      own.hosts.add(hostName);
    }
  }
  for (const [child, value] of namedEntries(group.value.entries.get('children'))) {
    own.children.add(child);
    if (depth < 64) readGroup(child, value, tree, depth + 1);
  }
}

/** A map, or a single name. */
function namedEntries(value: Foreign | undefined): ReadonlyMap<string, Foreign> {
  const name = textOf(value);
  return name === null || value === undefined
    ? entriesOf(value)
    : new Map([[name, { place: value.place, value: { kind: 'null' } }]]);
}

/**
 * Reads what `ansible-inventory --list` (or an inventory script) prints: groups with `hosts`, `children`, `vars`, or a
 * bare list of hosts; variables of the hosts, already merged, under `_meta.hostvars`. A host's place is the line where
 * its name first stands.
 */
export function readAnsibleList({ file, text }: SourceFile, parsed: object, tree: AnsibleTree): void {
  const lineOf = wordLines(text);
  const meta = foreignJson(Reflect.get(parsed, '_meta'), placeAt(file, 1));
  for (const [name, vars] of entriesOf(entriesOf(meta).get('hostvars'))) {
    const entry = hostOf(tree, name, placeOf(name));
    for (const [key, value] of entriesOf(vars)) entry.vars.set(key, { ...value, place: entry.place });
  }
  for (const [name, given] of Object.entries(parsed)) {
    if (name === '_meta') continue;
    const group = foreignJson(given, placeAt(file, lineOf(name)));
    const own = groupOf(tree, name, group.place);
    const listed = group.value.kind === 'list' ? group : entriesOf(group).get('hosts');
    for (const host of itemsOf(listed)) {
      const hostName = textOf(host);
      if (hostName === null) continue;
      hostOf(tree, hostName, placeOf(hostName));
      own.hosts.add(hostName);
    }
    for (const child of itemsOf(entriesOf(group).get('children'))) own.children.add(textOf(child) ?? '');
    for (const [key, value] of entriesOf(entriesOf(group).get('vars'))) own.vars.set(key, value);
  }
  function placeOf(name: string): Place {
    return placeAt(file, lineOf(name));
  }
}

/** The line on which a quoted word first stands; 1 where it stands nowhere as it is. */
export function wordLines(text: string): (word: string) => number {
  const lines = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries())
    for (const [, word = ''] of line.matchAll(/"([^"\\]{1,255})"/g)) if (!lines.has(word)) lines.set(word, index + 1);
  return (word) => lines.get(word) ?? 1;
}
