import type { SourceFile } from '../config/yaml-document.ts';
import { readAnsibleIni } from './ansible-ini.ts';
import { type AnsibleTree, type AnsibleVars, emptyTree, groupOf } from './ansible-tree.ts';
import { ansibleValues } from './ansible-vars.ts';
import { readAnsibleList, readAnsibleYaml } from './ansible-yaml.ts';
import { type Draft, type DraftEntry, type DraftValues, emptyDraft, placeAt, problemAt } from './draft.ts';
import { entriesOf, type Foreign, readForeignYaml, textOf } from './foreign-yaml.ts';

type VarsFile = { readonly of: string; readonly source: SourceFile };

/**
 * Reads an Ansible inventory: INI, YAML, or the JSON of `ansible-inventory --list`, with the files of `group_vars/`
 * and `host_vars/` that stand beside it. Each host gets what Ansible's own precedence gives it: where our order of
 * inheritance (host, groups nearest first, defaults) would give something else, the value is written to the host.
 */
export function readAnsible(files: readonly SourceFile[], map: Readonly<Record<string, string>> = {}): Draft {
  const tree = emptyTree();
  const notes: string[] = [];
  const groupFiles: VarsFile[] = [];
  const hostFiles: VarsFile[] = [];
  for (const source of files) {
    const vars = /(?:^|\/)(group_vars|host_vars)\/([^/]+?)(?:\.(?:ya?ml|json))?(?:\/[^/]+)*$/.exec(source.file);
    if (vars !== null) (vars[1] === 'group_vars' ? groupFiles : hostFiles).push({ of: vars[2] ?? '', source });
    else readInventoryFile(source, tree);
  }
  const vaulted = { files: new Set<string>(), values: new Set<string>() };
  const fileVars = (list: readonly VarsFile[]): ReadonlyMap<string, AnsibleVars> => {
    const merged = new Map<string, AnsibleVars>();
    for (const { of, source } of list) {
      if (source.text.startsWith('$ANSIBLE_VAULT')) {
        vaulted.files.add(source.file);
        continue;
      }
      const { root, problems } = readForeignYaml(source);
      tree.problems.push(...problems);
      const vars = merged.get(of) ?? new Map<string, Foreign>();
      for (const [key, value] of entriesOf(root)) vars.set(key, value);
      merged.set(of, vars);
    }
    return merged;
  };
  const ofGroups = fileVars(groupFiles);
  const ofHosts = fileVars(hostFiles);
  const order = groupOrder(tree);
  /** Inventory file first, group_vars/ over it. */
  const groupVars = (name: string): AnsibleVars =>
    new Map([...(tree.groups.get(name)?.vars ?? []), ...(ofGroups.get(name) ?? [])]);
  const allVars = groupVars('all');
  const defaults = ansibleValues(allVars, { host: null, map }, []);

  const groups: DraftEntry[] = [...tree.groups]
    .filter(([name]) => name !== 'all' && name !== 'ungrouped')
    .map(([name, { place }]) => ({
      name,
      place,
      values: ansibleValues(groupVars(name), { host: null, map }, []),
      groups: order.parents(name),
    }));
  const groupsByName = new Map(groups.map((group) => [group.name, group]));

  const hosts = [...tree.hosts].map(([name, { place, vars }]): DraftEntry => {
    const lineage = order.lineage(name);
    // group_vars/all goes below the variables that the inventory file gives to groups.
    const merged: AnsibleVars = new Map(tree.groups.get('all')?.vars ?? []);
    const put = (from: Iterable<readonly [string, Foreign]>): void => {
      for (const [key, value] of from) merged.set(key, value);
    };
    for (const group of lineage) put(tree.groups.get(group)?.vars ?? []);
    put(ofGroups.get('all') ?? []);
    for (const group of lineage) put(ofGroups.get(group) ?? []);
    put(vars);
    put(ofHosts.get(name) ?? []);
    for (const [key, value] of merged) if (value.value.kind === 'closed') vaulted.values.add(key);
    const wanted = ansibleValues(merged, { host: name, map }, tree.problems);
    const nearest = [...lineage].reverse().filter((group) => order.direct(name).has(group));
    const inherited = inherit(nearest, groupsByName, defaults);
    const own = Object.fromEntries(
      Object.entries(wanted).filter(([key, value]) => JSON.stringify(inherited[key]) !== JSON.stringify(value)),
    );
    return { name, place, values: own, groups: nearest };
  });
  if (vaulted.files.size > 0) notes.push(`vaulted files were skipped: ${[...vaulted.files].sort().join(', ')}`);
  if (vaulted.values.size > 0) notes.push(`vaulted values were skipped: ${[...vaulted.values].sort().join(', ')}`);
  return { ...emptyDraft, hosts, groups, defaults, problems: unique(tree.problems), notes };
}

/** A problem of a group's variable shows once, not for each host. */
const unique = (problems: AnsibleTree['problems']): AnsibleTree['problems'] => [
  ...new Map(problems.map((one) => [`${one.file}:${one.line}:${one.column}:${one.message}`, one])).values(),
];

function readInventoryFile(source: SourceFile, tree: AnsibleTree): void {
  const start = source.text.trimStart();
  const refuse = (why: string): void => void tree.problems.push(problemAt(placeAt(source.file, 1), why));
  if (start.startsWith('$ANSIBLE_VAULT'))
    refuse('the inventory itself is vaulted; import the output of `ansible-inventory --list`');
  else if (start.startsWith('#!')) refuse('a script; import what it prints with --list');
  else if (start.startsWith('{')) {
    try {
      const parsed: unknown = JSON.parse(source.text);
      if (typeof parsed !== 'object' || parsed === null) {
        refuse('a map of groups is needed');
        return;
      }
      const groups = Object.values(parsed);
      const isList =
        '_meta' in parsed || groups.some((group) => Array.isArray(group) || Array.isArray(Object(group).hosts));
      if (isList) readAnsibleList(source, parsed, tree);
      else readAnsibleYaml(source, tree);
    } catch (error) {
      refuse(`no JSON: ${error instanceof Error ? error.message.slice(0, 120) : ''}`);
    }
  } else if (/\.ya?ml$/i.test(source.file) || /^(?:---|[\w-]{1,80}:\s*(?:#.*)?$)/m.test(firstLine(start)))
    readAnsibleYaml(source, tree);
  else readAnsibleIni(source, tree);
  groupOf(tree, 'all', placeAt(source.file, 1));
}

const firstLine = (text: string): string =>
  text.split(/\r?\n/, 1_000).find((line) => line.trim() !== '' && !/^\s*[#;]/.test(line)) ?? '';

/** As `readInventory` of our own files resolves it. */
function inherit(
  names: readonly string[],
  groups: ReadonlyMap<string, DraftEntry>,
  defaults: DraftValues,
): DraftValues {
  const values: Record<string, DraftValues[string]> = {};
  const seen = new Set<string>();
  const take = (from: DraftValues): void => {
    for (const [key, value] of Object.entries(from)) values[key] ??= value;
  };
  const add = (name: string): void => {
    const group = groups.get(name);
    if (group === undefined || seen.has(name)) return;
    seen.add(name);
    take(group.values);
    for (const parent of group.groups) add(parent);
  };
  for (const name of names) add(name);
  take(defaults);
  return values;
}

/** Ansible merges groups by depth, then priority, then name: the last one holds. */
function groupOrder(tree: AnsibleTree): {
  readonly lineage: (host: string) => readonly string[];
  readonly direct: (host: string) => ReadonlySet<string>;
  readonly parents: (group: string) => readonly string[];
} {
  const parents = new Map<string, Set<string>>();
  const ofHost = new Map<string, Set<string>>();
  const add = (map: Map<string, Set<string>>, key: string, value: string): void => {
    const known = map.get(key);
    if (known === undefined) map.set(key, new Set([value]));
    else known.add(value);
  };
  for (const [name, { children, hosts, place }] of tree.groups) {
    if (name === 'all' || name === 'ungrouped') continue;
    for (const child of children) {
      if (!tree.groups.has(child)) groupOf(tree, child, place);
      add(parents, child, name);
    }
    for (const host of hosts) add(ofHost, host, name);
  }
  const depths = new Map<string, number>();
  const depth = (name: string, above: ReadonlySet<string>): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    if (above.has(name) || above.size > 200) {
      const place = tree.groups.get(name)?.place;
      if (place !== undefined) tree.problems.push(problemAt(place, `group "${name}" is its own ancestor`));
      depths.set(name, 0);
      return 0;
    }
    const own = new Set([...above, name]);
    const found = 1 + Math.max(0, ...[...(parents.get(name) ?? [])].map((parent) => depth(parent, own)));
    depths.set(name, found);
    return found;
  };
  const priority = (name: string): number =>
    Number(textOf(tree.groups.get(name)?.vars.get('ansible_group_priority')) ?? 1) || 1;
  const inOrder = (names: Iterable<string>): readonly string[] =>
    [...names].sort(
      (a, b) => depth(a, new Set()) - depth(b, new Set()) || priority(a) - priority(b) || (a < b ? -1 : a > b ? 1 : 0),
    );
  return {
    direct: (host) => ofHost.get(host) ?? new Set(),
    parents: (group) => [...inOrder(parents.get(group) ?? [])].reverse(),
    lineage: (host) => {
      const all = new Set<string>();
      const open = [...(ofHost.get(host) ?? [])];
      for (let name = open.pop(); name !== undefined; name = open.pop()) {
        if (all.has(name)) continue;
        all.add(name);
        open.push(...(parents.get(name) ?? []));
      }
      return inOrder(all);
    },
  };
}
