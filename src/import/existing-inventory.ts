import { readYaml, type SourceFile } from '../config/yaml-document.ts';
import type { FieldValue } from './imported.ts';

/** An entry of our own files by dotted paths; only the keys that are written. */
export type ExistingEntry = {
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly groups: readonly string[];
};

export type ExistingInventory = {
  readonly hosts: ReadonlyMap<string, ExistingEntry>;
  readonly groups: ReadonlyMap<string, ExistingEntry>;
  readonly defaults: ExistingEntry;
};

/** Our own files as they are, without inheritance. They have been checked before: what cannot be read is left out. */
export function readExisting(
  hosts: SourceFile | null,
  groups: SourceFile | null,
  defaults: SourceFile | null,
): ExistingInventory {
  const value = (source: SourceFile | null): unknown => (source === null ? null : readYaml(source).value);
  const entries = (source: SourceFile | null): ReadonlyMap<string, ExistingEntry> =>
    new Map(Object.entries(Object(value(source))).map(([name, entry]) => [name, flat(entry)]));
  return { hosts: entries(hosts), groups: entries(groups), defaults: flat(value(defaults)) };
}

const nested: ReadonlySet<string> = new Set(['ssh', 'timeouts', 'hash', 'excluded', 'data']);

function flat(entry: unknown): ExistingEntry {
  const values: Record<string, FieldValue> = {};
  let groups: readonly string[] = [];
  const put = (path: string, value: unknown): void => {
    if (typeof value === 'string') values[path] = value;
    else if (Array.isArray(value)) values[path] = value.map(String);
    else if (typeof value === 'object' && value !== null) {
      const [key, inner]: readonly unknown[] = Object.entries(value)[0] ?? [];
      if (key === 'env') values[path] = { env: String(inner) };
      else if (key === 'file') values[path] = { file: String(inner) };
      else if (key === 'exec' && Array.isArray(inner)) values[path] = { exec: inner.map(String) };
    }
  };
  for (const [key, value] of Object.entries(Object(entry)) as [string, unknown][]) {
    if (key === 'groups') groups = Array.isArray(value) ? value.map(String) : [];
    else if (nested.has(key)) {
      for (const [part, inner] of Object.entries(Object(value)) as [string, unknown][]) put(`${key}.${part}`, inner);
    } else put(key, value);
  }
  return { values, groups };
}

type Layers = Pick<ExistingInventory, 'groups' | 'defaults'>;

/** Groups of an entry in the order of inheritance, each followed by its own. */
export function lineageOf(groups: readonly string[], layers: Layers): readonly string[] {
  const seen = new Set<string>();
  const add = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const parent of layers.groups.get(name)?.groups ?? []) add(parent);
  };
  for (const name of groups) add(name);
  return [...seen];
}

/** Every value that holds for an entry: its own, else of its groups, else of the defaults. */
export function effectiveValues(entry: ExistingEntry, layers: Layers): Readonly<Record<string, FieldValue>> {
  const values: Record<string, FieldValue> = { ...entry.values };
  for (const name of lineageOf(entry.groups, layers))
    for (const [key, value] of Object.entries(layers.groups.get(name)?.values ?? {})) values[key] ??= value;
  for (const [key, value] of Object.entries(layers.defaults.values)) values[key] ??= value;
  return values;
}
