import type { ConfigProblem } from '../config/problem.ts';
import type { SourceFile } from '../config/yaml-document.ts';
import {
  clearSecret,
  type Draft,
  type DraftEntry,
  type DraftValue,
  type DraftValues,
  emptyDraft,
  type FoundSecret,
  placeAt,
  problemAt,
  quoted,
  writtenValues,
} from './draft.ts';
import { entriesOf, type Foreign, itemsOf, readForeignYaml, textOf } from './foreign-yaml.ts';

const texts = ['hostname', 'port', 'platform', 'username', 'maxSessions'];
const lists = ['sources', 'data.tags', 'data.serials'];
const nested: Readonly<Record<string, readonly string[]>> = {
  ssh: ['keyFile', 'agent', 'jump', 'algorithms', 'hostKey'],
  timeouts: ['connect', 'command', 'hash', 'device'],
  hash: ['onDevice', 'offBox'],
  excluded: ['reason', 'approvedBy', 'until'],
  data: ['site', 'role', 'environment', 'haPeer', 'rollingUpgrade'],
};
const secrets = ['password', 'enable'];

/**
 * Reads Nornir's simple inventory (`hosts.yaml`, `groups.yaml`, `defaults.yaml` by their names), and our own files,
 * which extend it. Connection options fill what the entry itself leaves open; other keys of `data` are named, not
 * taken over.
 */
export function readNornir(files: readonly SourceFile[]): Draft {
  const problems: ConfigProblem[] = [];
  const dropped = new Set<string>();
  const read = (name: string): Foreign | null => {
    const source = files.find(({ file }) => new RegExp(`(?:^|/)${name}\\.ya?ml$`, 'i').test(file));
    if (source === undefined) return null;
    const { root, problems: found } = readForeignYaml(source);
    problems.push(...found);
    if (root !== null && root.value.kind !== 'map' && root.value.kind !== 'null')
      problems.push(problemAt(root.place, 'a map is needed'));
    return root;
  };
  // One file alone may have any name: it holds the hosts.
  const [only] = files;
  const hosts =
    read('hosts') ??
    (files.length === 1 && only !== undefined ? readForeignYaml(only) : { root: null, problems: [] as const });
  const hostRoot = 'place' in hosts ? hosts : hosts.root;
  if (!('place' in hosts)) problems.push(...hosts.problems);
  if (hostRoot === null && problems.length === 0)
    problems.push(problemAt(placeAt(only?.file ?? 'hosts.yaml', 1), 'there is no hosts.yaml'));
  const entries = (root: Foreign | null): readonly DraftEntry[] =>
    [...entriesOf(root)].map(([name, entry]) => ({
      name,
      place: entry.place,
      values: entryValues(entry, problems, dropped),
      groups: itemsOf(entriesOf(entry).get('groups')).flatMap((group) => textOf(group) ?? []),
    }));
  const draft = {
    hosts: entries(hostRoot),
    groups: entries(read('groups')),
    defaults: entryValues(read('defaults'), problems, dropped),
  };
  const names = new Set(draft.groups.map(({ name }) => name));
  for (const { place, groups } of [...draft.hosts, ...draft.groups])
    for (const group of groups)
      if (!names.has(group)) problems.push(problemAt(place, `no group ${quoted(group)} in groups.yaml`));
  const notes = dropped.size === 0 ? [] : [`not taken over: ${[...dropped].sort().slice(0, 40).join(', ')}`];
  return { ...emptyDraft, ...draft, problems, notes };
}

function entryValues(entry: Foreign | null, problems: ConfigProblem[], dropped: Set<string>): DraftValues {
  const written = entriesOf(entry);
  const values: Record<string, DraftValue | null> = {};
  const take = (path: string, value: Foreign): void => {
    if (value.value.kind === 'null') return;
    const text = textOf(value);
    if (lists.includes(path)) values[path] = itemsOf(value).flatMap((item) => textOf(item) ?? []);
    else if (text === null) problems.push(problemAt(value.place, `${path}: a single value is needed`));
    else values[path] = path === 'ssh.jump' ? { jumps: [{ host: text, user: null, port: null }] } : text;
  };
  for (const [key, value] of written) {
    if (texts.includes(key) || lists.includes(key)) take(key, value);
    else if (secrets.includes(key)) values[key] = secretValue(value);
    else if (nested[key] !== undefined) {
      for (const [part, inner] of entriesOf(value)) {
        const path = `${key}.${part}`;
        if (path === 'ssh.passphrase') values[path] = secretValue(inner);
        else if (nested[key].includes(part) || lists.includes(path)) take(path, inner);
        else dropped.add(path);
      }
    } else if (key !== 'groups' && key !== 'connection_options') dropped.add(key);
  }
  for (const [, options] of entriesOf(written.get('connection_options'))) {
    const found = entriesOf(options);
    for (const key of ['hostname', 'port', 'platform', 'username']) {
      const text = textOf(found.get(key));
      if (text !== null) values[key] ??= text;
    }
    const secret = found.get('password');
    if (secret !== undefined) values['password'] ??= secretValue(secret);
    const enable = textOf(entriesOf(found.get('extras')).get('secret'));
    values['enable'] ??= clearSecret(enable);
  }
  return writtenValues(values);
}

/** Text, or a reference of ours: `{env: NAME}`, `{file: PATH}`, `{exec: [program, …]}`. */
function secretValue(value: Foreign): DraftValue | null {
  const text = textOf(value);
  if (text !== null) return clearSecret(text);
  if (value.value.kind === 'null') return null;
  const found = entriesOf(value);
  const env = textOf(found.get('env'));
  const file = textOf(found.get('file'));
  const exec = itemsOf(found.get('exec')).flatMap((item) => textOf(item) ?? []);
  const closed: FoundSecret = { kind: 'closed' };
  if (found.size !== 1) return { secret: closed };
  if (env !== null && /^[A-Za-z_][A-Za-z0-9_]*$/.test(env))
    return { secret: { kind: 'reference', reference: { env } } };
  if (file !== null) return { secret: { kind: 'reference', reference: { file } } };
  return { secret: exec.length === 0 ? closed : { kind: 'reference', reference: { exec } } };
}
