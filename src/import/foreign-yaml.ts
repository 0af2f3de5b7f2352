import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { ConfigProblem } from '../config/problem.ts';
import type { SourceFile } from '../config/yaml-document.ts';
import type { Place } from '../core/baseline.ts';
import { placeAt, problemAt } from './draft.ts';

/** A value of another tool's file. Scalars stay text; `closed` is a vaulted or otherwise unreadable one. */
export type Foreign = {
  readonly place: Place;
  readonly value:
    | { readonly kind: 'null' }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'closed' }
    | { readonly kind: 'list'; readonly items: readonly Foreign[] }
    | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Foreign> };
};

const maxNodes = 1_000_000;
const maxDepth = 64;

/**
 * Reads YAML as other tools write it: aliases and merge keys are resolved, `!vault` gives a closed value, other tags
 * are dropped. Null with problems after a syntax error. Aliases that unfold to more than a million values are refused.
 */
export function readForeignYaml({ file, text }: SourceFile): {
  readonly root: Foreign | null;
  readonly problems: readonly ConfigProblem[];
} {
  const lines = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return placeAt(file, Math.max(line, 1), Math.max(col, 1));
  };
  if (text.length > 8 * 1024 * 1024)
    return { root: null, problems: [problemAt(placeAt(file, 1), 'larger than 8 MiB; split it')] };
  const deep = tooDeep(text);
  if (deep !== null) return { root: null, problems: [problemAt(placeAt(file, deep), 'nested too deeply')] };
  const doc = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const errors = doc.errors
    .slice(0, 200)
    .map(({ message, pos }) => problemAt(at(pos[0]), message.replace(/\s+/g, ' ')));
  if (errors.length > 0) return { root: null, problems: errors };

  let count = 0;
  let refused: Place | null = null;
  /** In the order of the document: an alias means the last anchor of its name before it. */
  const anchors = new Map<string, Node>();
  const read = (node: Node | null, depth: number): Foreign => {
    const place = at(node?.range?.[0] ?? 0);
    count += 1;
    if (count > maxNodes || depth > maxDepth) {
      refused ??= place;
      return { place, value: { kind: 'null' } };
    }
    if (node === null) return { place, value: { kind: 'null' } };
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      return target === undefined ? { place, value: { kind: 'null' } } : { ...read(target, depth + 1), place };
    }
    if ('anchor' in node && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (node.tag === '!vault' || node.tag === '!vault-encrypted') return { place, value: { kind: 'closed' } };
    if (isScalar(node)) {
      const empty = node.type === 'PLAIN' && /^(?:|~|null|Null|NULL)$/.test(String(node.value));
      return { place, value: empty ? { kind: 'null' } : { kind: 'text', text: String(node.value) } };
    }
    if (isSeq(node))
      return { place, value: { kind: 'list', items: node.items.map((item) => read(asNode(item), depth + 1)) } };
    if (!isMap(node)) return { place, value: { kind: 'null' } };
    const entries = new Map<string, Foreign>();
    const merged: Foreign[] = [];
    for (const pair of node.items) {
      const keyNode = asNode(pair.key);
      const key = isScalar(keyNode) ? String(keyNode.value) : '';
      const child = read(asNode(pair.value), depth + 1);
      if (key === '<<') merged.push(child);
      else entries.set(key, { ...child, place: at(keyNode?.range?.[0] ?? node.range?.[0] ?? 0) });
    }
    for (const source of merged.flatMap(({ value }) => (value.kind === 'list' ? value.items : [{ value, place }])))
      if (source.value.kind === 'map')
        for (const [key, child] of source.value.entries) if (!entries.has(key)) entries.set(key, child);
    if (entries.has('__ansible_vault')) return { place, value: { kind: 'closed' } };
    return { place, value: { kind: 'map', entries } };
  };
  const root = read(doc.contents, 0);
  if (refused !== null)
    return { root: null, problems: [problemAt(refused, 'nested too deeply, or its aliases unfold to too much')] };
  return { root, problems: [] };
}

/** The line in which brackets or dashes nest deeper than any inventory: the parser takes its stack and time from that. */
function tooDeep(text: string): number | null {
  let depth = 0;
  let line = 1;
  let dashes = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at);
    if (letter === 10) {
      line += 1;
      dashes = 0;
    } else if (letter === 91 || letter === 123) depth += 1;
    else if ((letter === 93 || letter === 125) && depth > 0) depth -= 1;
    else if (letter === 45 || letter === 63) dashes += text.charCodeAt(at + 1) === 32 ? 1 : 0;
    if (depth > 500 || dashes > 500) return line;
  }
  return null;
}

const asNode = (value: unknown): Node | null =>
  isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : null;

const none: ReadonlyMap<string, Foreign> = new Map();

export const entriesOf = (value: Foreign | null | undefined): ReadonlyMap<string, Foreign> =>
  value?.value.kind === 'map' ? value.value.entries : none;

export const itemsOf = (value: Foreign | null | undefined): readonly Foreign[] =>
  value?.value.kind === 'list' ? value.value.items : [];

export const textOf = (value: Foreign | null | undefined): string | null =>
  value?.value.kind === 'text' ? value.value.text : null;

/** The same form from parsed JSON; every value has the place that is given. */
export function foreignJson(value: unknown, place: Place, depth = 0): Foreign {
  if (value === null || value === undefined || depth > maxDepth) return { place, value: { kind: 'null' } };
  if (Array.isArray(value))
    return { place, value: { kind: 'list', items: value.map((item) => foreignJson(item, place, depth + 1)) } };
  if (typeof value !== 'object') return { place, value: { kind: 'text', text: String(value) } };
  if (Object.hasOwn(value, '__ansible_vault')) return { place, value: { kind: 'closed' } };
  const entries = new Map<string, Foreign>();
  for (const [key, child] of Object.entries(value)) entries.set(key, foreignJson(child, place, depth + 1));
  return { place, value: { kind: 'map', entries } };
}
