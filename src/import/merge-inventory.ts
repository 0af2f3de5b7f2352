import { type ExistingEntry, type ExistingInventory, effectiveValues, lineageOf } from './existing-inventory.ts';
import type { FieldValue, ImportedEntry, ImportedInventory } from './imported.ts';

export type FieldChange = { readonly key: string; readonly before: FieldValue | null; readonly after: FieldValue };

/** What an import does to one entry of one file. `name` null: the defaults. */
export type EntryChange = {
  readonly file: 'hosts' | 'groups' | 'defaults';
  readonly name: string | null;
  readonly isNew: boolean;
  readonly fields: readonly FieldChange[];
};

export type Merge = {
  readonly changes: readonly EntryChange[];
  /** Imported hosts that change nothing. */
  readonly unchanged: number;
  /** Hosts of our files that the source does not have; they stay. */
  readonly onlyHere: readonly string[];
};

const secretKeys: ReadonlySet<string> = new Set(['password', 'enable', 'ssh.passphrase']);
/** Lists that people add to by hand: both sides stay. */
const joined: ReadonlySet<string> = new Set(['groups', 'sources', 'data.tags']);

/**
 * Lays an import over our own files. A value of the source wins for its host; what only our files say stays, secrets
 * always. Groups and defaults change only where every host that they reach is in the import: else a host that the
 * source does not know would change unseen, and the value is written to the imported hosts.
 */
export function mergeInventory(existing: ExistingInventory, imported: ImportedInventory): Merge {
  const changes: EntryChange[] = [];
  const importedNames = new Set(imported.hosts.map(({ name }) => name));
  const foreign = [...existing.hosts].filter(([name]) => !importedNames.has(name));
  const reached = new Set(foreign.flatMap(([, { groups }]) => lineageOf(groups, existing)));
  const groups = new Map(existing.groups);
  for (const group of imported.groups) {
    const before = existing.groups.get(group.name) ?? null;
    if (before !== null && reached.has(group.name)) continue;
    const fields = changedFields(before, group);
    if (before === null || fields.length > 0)
      changes.push({ file: 'groups', name: group.name, isNew: before === null, fields });
    groups.set(group.name, applied(before, fields));
  }
  let { defaults } = existing;
  if (foreign.length === 0) {
    const fields = changedFields(defaults, { values: imported.defaults, groups: [] });
    if (fields.length > 0) changes.push({ file: 'defaults', name: null, isNew: false, fields });
    defaults = applied(defaults, fields);
  }
  const layers = { groups, defaults };
  const source = {
    groups: new Map(imported.groups.map((group) => [group.name, group])),
    defaults: { values: imported.defaults, groups: [] },
  };
  let unchanged = 0;
  for (const host of imported.hosts) {
    const before = existing.hosts.get(host.name) ?? null;
    const wanted = effectiveValues(host, source);
    const guarded = before === null ? {} : effectiveValues(before, existing);
    const fields = hostFields(before, host, wanted, layers, guarded);
    if (before === null || fields.length > 0)
      changes.push({ file: 'hosts', name: host.name, isNew: before === null, fields });
    else unchanged += 1;
  }
  return { changes, unchanged, onlyHere: foreign.map(([name]) => name) };
}

type Entry = Pick<ImportedEntry, 'values' | 'groups'>;

function changedFields(before: ExistingEntry | null, after: Entry): readonly FieldChange[] {
  const fields: FieldChange[] = [];
  for (const [key, value] of Object.entries(after.values)) {
    const old = before?.values[key] ?? null;
    if (old !== null && (secretKeys.has(key) || same(old, value))) continue;
    fields.push({ key, before: old, after: value });
  }
  const groups = [...new Set([...(before?.groups ?? []), ...after.groups])];
  if (groups.length > (before?.groups.length ?? 0))
    fields.push({
      key: 'groups',
      before: before === null || before.groups.length === 0 ? null : before.groups,
      after: groups,
    });
  return fields;
}

function hostFields(
  before: ExistingEntry | null,
  host: ImportedEntry,
  wanted: Readonly<Record<string, FieldValue>>,
  layers: Pick<ExistingInventory, 'groups' | 'defaults'>,
  /** What held for the host before; its secrets stay. */
  guarded: Readonly<Record<string, FieldValue>>,
): readonly FieldChange[] {
  const groups = [...new Set([...(before?.groups ?? []), ...host.groups])];
  const now = effectiveValues({ values: before?.values ?? {}, groups }, layers);
  const fields: FieldChange[] = [];
  for (const [key, value] of Object.entries(wanted)) {
    const old = now[key];
    // A host that people have already described is not excluded by an import that only passes through it.
    if (key.startsWith('excluded.') && before !== null) continue;
    if ((old !== undefined && same(old, value)) || (secretKeys.has(key) && guarded[key] !== undefined)) continue;
    const own = before?.values[key] ?? null;
    const after = joined.has(key) && isList(own) && isList(value) ? [...new Set([...own, ...value])] : value;
    if (own === null || !same(own, after))
      fields.push({ key, before: before === null ? null : (own ?? old ?? null), after });
  }
  if (groups.length > (before?.groups.length ?? 0))
    fields.push({
      key: 'groups',
      before: before === null || before.groups.length === 0 ? null : before.groups,
      after: groups,
    });
  return fields;
}

function applied(before: ExistingEntry | null, fields: readonly FieldChange[]): ExistingEntry {
  const values = { ...before?.values };
  let groups = before?.groups ?? [];
  for (const { key, after } of fields)
    if (key === 'groups') groups = isList(after) ? after : groups;
    else values[key] = after;
  return { values, groups };
}

const isList = (value: FieldValue | null): value is readonly string[] => Array.isArray(value);
const same = (a: FieldValue, b: FieldValue): boolean => JSON.stringify(a) === JSON.stringify(b);
