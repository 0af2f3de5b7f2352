import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import type { Place } from '../core/baseline.ts';
import type { ConfigProblem } from './problem.ts';

/** A file of an operator, as text. */
export type SourceFile = { readonly file: string; readonly text: string };

export type PathPart = string | number;

/** A parsed file: plain values (text, lists, maps; `null` where nothing is written) and where each of them stands. */
export type YamlDocument = {
  readonly file: string;
  readonly value: unknown;
  /** Of the value at the path, or of the nearest one above it that exists. */
  readonly placeOf: (path: readonly PathPart[]) => Place;
  /** True where something is written at the path, whatever it is. */
  readonly has: (path: readonly PathPart[]) => boolean;
  /** Of the key that the path ends in. */
  readonly placeOfKey: (path: readonly PathPart[]) => Place;
  /** False after a syntax error: there is nothing to validate. */
  readonly readable: boolean;
  readonly problems: readonly ConfigProblem[];
};

/** Parsing takes about 0.7 s per MiB; an inventory of 20 000 devices has 2 MiB. */
export const maxFileBytes = 4 * 1024 * 1024;
const maxDepth = 32;

/**
 * Reads YAML 1.2 in which every scalar stays the text that was written (`17.10`, `0x2102`, `no`). Tags, anchors,
 * aliases and merge keys are refused: no file of pawl needs them, and a reader would have to resolve them by head.
 * Every problem is told, each with its place; after a syntax error `value` is null.
 */
export function readYaml({ file, text }: SourceFile): YamlDocument {
  const lines = new LineCounter();
  const problems: ConfigProblem[] = [];
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const report = (place: Place, message: string): void => {
    problems.push({ ...place, message, severity: 'error' });
  };
  if (text.length > maxFileBytes) {
    const start = { file, line: 1, column: 1 };
    report(start, `larger than ${maxFileBytes} bytes; split it`);
    return {
      file,
      value: null,
      readable: false,
      has: () => false,
      placeOf: () => start,
      placeOfKey: () => start,
      problems,
    };
  }
  const doc = parseDocument(text, {
    schema: 'failsafe',
    stringKeys: true,
    version: '1.2',
    lineCounter: lines,
    prettyErrors: false,
    // Its own check compares every key with every other one: seconds for ten thousand devices. Ours is below.
    uniqueKeys: false,
  });
  const broken = doc.errors.length > 0;
  for (const { code, message, pos } of doc.errors) report(at(pos[0]), syntaxMessage(code, message));
  for (const { code, message, pos } of doc.warnings) if (code !== 'TAG_RESOLVE_FAILED') report(at(pos[0]), message);

  const plain = (node: Node | null, depth: number): unknown => {
    if (node === null) return null;
    // Only a problem needs its place: finding the line of each of a hundred thousand nodes takes longer than reading them.
    const place = (): Place => at(node.range?.[0] ?? 0);
    if (depth > maxDepth) {
      report(place(), `nested deeper than ${maxDepth} levels`);
      return null;
    }
    if (isAlias(node)) {
      report(place(), `"*${node.source}": aliases are not read; write the value out`);
      return null;
    }
    if (node.tag !== undefined) report(place(), `"${node.tag}": tags are not read; write the plain value`);
    if ('anchor' in node && node.anchor !== undefined) report(place(), `"&${node.anchor}": anchors are not read`);
    if (isScalar(node)) return node.type === 'PLAIN' && node.value === '' ? null : String(node.value);
    if (isSeq(node)) return node.items.map((item) => plain(asNode(item), depth + 1));
    if (!isMap(node)) return null;
    const entries = new Map<string, unknown>();
    for (const pair of node.items) {
      const keyNode = asNode(pair.key);
      const key = isScalar(keyNode) ? String(keyNode.value) : '';
      const keyPlace = (): Place => at(keyNode?.range?.[0] ?? node.range?.[0] ?? 0);
      if (keyNode !== null && 'anchor' in keyNode && keyNode.anchor !== undefined)
        report(keyPlace(), `"&${keyNode.anchor}": anchors are not read`);
      if (keyNode?.tag !== undefined) report(keyPlace(), `"${keyNode.tag}": tags are not read`);
      const value = plain(asNode(pair.value), depth + 1);
      if (key === '<<') report(keyPlace(), '"<<": merge keys are not read; use groups');
      else if (key === '__proto__') report(keyPlace(), '"__proto__" cannot be a key');
      else if (entries.has(key)) report(keyPlace(), `"${key.slice(0, 80)}" is there twice`);
      else entries.set(key, value);
    }
    return Object.fromEntries(entries);
  };
  const value = broken ? null : plain(doc.contents, 0);
  const root = doc.contents;
  const end = (node: Node | null): Place => at(node?.range?.[0] ?? 0);
  return {
    file,
    value,
    readable: !broken,
    has: (path) => nodeAt(root, path).depth === path.length,
    placeOf: (path) => end(nodeAt(root, path).value),
    placeOfKey: (path) => {
      const { key, value: found } = nodeAt(root, path);
      return end(key ?? found);
    },
    problems,
  };
}

type Found = { readonly key: Node | null; readonly value: Node | null };

/** The node at a path, or the nearest one above it; `depth` tells how much of the path exists. */
function nodeAt(root: Node | null, path: readonly PathPart[]): Found & { readonly depth: number } {
  let found: Found = { key: null, value: root };
  for (const [depth, part] of path.entries()) {
    const next = child(found.value, part);
    if (next === null) return { ...found, depth };
    found = { key: next.key, value: next.value ?? next.key };
  }
  return { ...found, depth: path.length };
}

function child(node: Node | null, part: PathPart): Found | null {
  if (isSeq(node)) {
    const item = typeof part === 'number' ? asNode(node.items[part]) : null;
    return item === null ? null : { key: null, value: item };
  }
  return isMap(node) ? (pairsOf(node).get(String(part)) ?? null) : null;
}

const pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Found>>();

/** Keys of a map, indexed once: a lookup for each of 20 000 devices would otherwise take quadratic time. */
function pairsOf(node: YAMLMap): ReadonlyMap<string, Found> {
  let index = pairs.get(node);
  if (index === undefined) {
    const built = new Map<string, Found>();
    for (const pair of node.items) {
      const key = asNode(pair.key);
      const name = isScalar(key) ? String(key.value) : '';
      if (!built.has(name)) built.set(name, { key, value: asNode(pair.value) });
    }
    pairs.set(node, built);
    index = built;
  }
  return index;
}

const asNode = (value: unknown): Node | null =>
  isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : null;

function syntaxMessage(code: string, message: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'a tab as indentation; use blanks';
    case 'MULTIPLE_DOCS':
      return 'a second document begins here; one file holds one';
    default:
      return message.replace(/\s+/g, ' ');
  }
}
