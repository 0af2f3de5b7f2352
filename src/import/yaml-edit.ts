import { isMap, isScalar, type Node, parseDocument, type YAMLMap } from 'yaml';
import type { FieldValue } from './imported.ts';
import { flowValue } from './yaml-text.ts';

/** A key to set below an entry (or at the root, with an empty `entry`), by its dotted path of one or two words. */
export type YamlEdit = { readonly entry: string | null; readonly path: string; readonly value: FieldValue };

type Splice = { readonly from: number; readonly to: number; readonly text: string };

/**
 * Sets keys of a YAML text and leaves every other character as it is, comments and layout included. The text must be
 * one that `readYaml` reads without errors; entries must exist.
 */
export function editYaml(text: string, edits: readonly YamlEdit[]): string {
  const doc = parseDocument(text, { schema: 'failsafe', stringKeys: true, prettyErrors: false });
  const root = asNode(doc.contents);
  const splices: Splice[] = [];
  const byEntry = new Map<string | null, YamlEdit[]>();
  for (const edit of edits) byEntry.set(edit.entry, [...(byEntry.get(edit.entry) ?? []), edit]);
  for (const [entry, own] of byEntry) {
    if (entry === null) splices.push(...inMap(root, own, text, null));
    else {
      const pair = pairOf(root, entry);
      if (pair !== null) splices.push(...inMap(pair.value, own, text, pair.key));
    }
  }
  let result = text;
  for (const { from, to, text: put } of [...splices].reverse().sort((a, b) => b.from - a.from))
    result = result.slice(0, from) + put + result.slice(to);
  return result;
}

/** Puts entries into a root that is written in flow form (JSON is); null where the root is a block map or empty. */
export function intoFlowRoot(text: string, entries: readonly string[]): string | null {
  const root = asNode(parseDocument(text, { schema: 'failsafe', stringKeys: true, prettyErrors: false }).contents);
  if (!isMap(root) || root.flow !== true || root.items.length === 0) return null;
  const { from, to, text: put } = insertKey(root, entries.join(',\n'), text);
  return `${text.slice(0, from)}\n${put}\n${text.slice(to)}`;
}

function inMap(map: Node | null, edits: readonly YamlEdit[], text: string, key: Node | null): readonly Splice[] {
  const splices: Splice[] = [];
  const fresh = new Map<string, string[]>();
  for (const { path, value } of edits) {
    const [first = '', second] = path.split('.', 2);
    const own = pairOf(map, first);
    const put = flowValue(value, path);
    if (second === undefined) {
      if (own === null) fresh.set(first, [put]);
      else splices.push(replaceValue(own, put));
      continue;
    }
    const inner = own === null ? null : pairOf(own.value, second);
    if (own === null || !isMap(own.value)) {
      fresh.set(first, [...(fresh.get(first) ?? []), `${second}: ${put}`]);
      if (own !== null) splices.push(replaceValue(own, `{${(fresh.get(first) ?? []).join(', ')}}`));
    } else if (inner !== null) splices.push(replaceValue(inner, put));
    else splices.push(insertKey(own.value, `${second}: ${put}`, text));
  }
  const lines = [...fresh]
    .filter(([first]) => pairOf(map, first) === null)
    .map(
      ([first, parts]) =>
        `${first}: ${edits.some(({ path }) => path === first) ? (parts[0] ?? '') : `{${parts.join(', ')}}`}`,
    );
  if (lines.length === 0) return splices;
  if (isMap(map) && map.items.length > 0) return [...splices, ...lines.map((line) => insertKey(map, line, text))];
  // `edge1:` with nothing behind it, or `edge1: {}`.
  if (map?.range != null && isMap(map))
    return [...splices, { from: map.range[0], to: map.range[1], text: `{${lines.join(', ')}}` }];
  if (key?.range == null) return [...splices, { from: text.length, to: text.length, text: `${lines.join('\n')}\n` }];
  const colon = text.indexOf(':', key.range[1]) + 1;
  return [...splices, { from: colon, to: colon, text: ` {${lines.join(', ')}}` }];
}

/** Before the first key of a block map, on a line of its own; at the front of a flow map. */
function insertKey(map: YAMLMap, line: string, text: string): Splice {
  const start = map.range?.[0] ?? 0;
  if (map.flow === true) return { from: start + 1, to: start + 1, text: map.items.length === 0 ? line : `${line}, ` };
  const first = asNode(map.items[0]?.key)?.range?.[0] ?? start;
  const indent = first - (text.lastIndexOf('\n', first - 1) + 1);
  return { from: first, to: first, text: `${line}\n${' '.repeat(indent)}` };
}

type Pair = { readonly key: Node; readonly value: Node | null };

function replaceValue({ key, value }: Pair, put: string): Splice {
  const range = value?.range;
  const empty = range == null || (isScalar(value) && value.value === '' && value.type === 'PLAIN');
  // A key without a value: the colon follows it.
  if (empty) return { from: (key.range?.[1] ?? 0) + 1, to: (key.range?.[1] ?? 0) + 1, text: ` ${put}` };
  const blockList = value !== null && !isScalar(value) && !('flow' in value && value.flow === true);
  const from = range[0];
  // A block list ends with its line feed; the flow value that takes its place stands in its first line.
  return { from, to: range[1], text: blockList ? `${put}\n` : put };
}

function pairOf(map: Node | null, key: string): Pair | null {
  if (!isMap(map)) return null;
  for (const pair of map.items) {
    const keyNode = asNode(pair.key);
    if (keyNode !== null && isScalar(keyNode) && String(keyNode.value) === key)
      return { key: keyNode, value: asNode(pair.value) };
  }
  return null;
}

const asNode = (value: unknown): Node | null =>
  typeof value === 'object' && value !== null && 'range' in value ? (value as Node) : null;
