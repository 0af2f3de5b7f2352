import type { SourceFile } from '../config/yaml-document.ts';
import { printable } from '../core/printable.ts';
import type { FieldValue, SecretToSet } from './imported.ts';
import type { EntryChange } from './merge-inventory.ts';
import { editYaml, intoFlowRoot, type YamlEdit } from './yaml-edit.ts';
import { entryBlock, entryFlow, entryLines } from './yaml-text.ts';

export type InventoryTexts = Readonly<Record<EntryChange['file'], SourceFile | null>>;

const heads: Readonly<Record<EntryChange['file'], string>> = {
  hosts:
    '# The devices that pawl audits. `pawl check` tells mistakes, `pawl inventory list` shows what a selection gives.\n',
  groups: '# What several devices share. The nearest value wins.\n',
  defaults: '# What holds for every device that does not say otherwise.\n',
};

/**
 * The files as they are after the changes; null for one that does not change. New entries go to the end below a comment
 * with their source; changed keys are replaced where they stand, and the rest of the text stays as it is.
 */
export function inventoryTexts(
  before: InventoryTexts,
  changes: readonly EntryChange[],
  source: string,
  secrets: readonly SecretToSet[],
): Readonly<Record<EntryChange['file'], string | null>> {
  const text = (file: EntryChange['file']): string | null => {
    const own = changes.filter((change) => change.file === file);
    if (own.length === 0) return null;
    const old = before[file]?.text ?? null;
    const blank = old === null || old.trim() === '';
    const start = blank ? heads[file] : old;
    const edits: YamlEdit[] = [];
    const fresh: EntryChange[] = [];
    for (const { name, isNew, fields } of own) {
      if (name !== null && isNew) fresh.push({ file, name, isNew, fields });
      else for (const { key, after } of fields) edits.push({ entry: name, path: key, value: after });
    }
    if (blank && file === 'defaults')
      return `${start}${secretComment(secrets)}\n${entryLines(
        Object.fromEntries(edits.map(({ path, value }) => [path, value])),
        [],
      )
        .map(([key, value]) => `${key}: ${value}\n`)
        .join('')}`;
    const edited = edits.length === 0 ? start : editYaml(start, edits);
    if (fresh.length === 0) return edited;
    const flow = intoFlowRoot(
      edited,
      fresh.map((one) => newEntry(one, entryFlow)),
    );
    if (flow !== null) return flow;
    const blocks = fresh.map((one) => newEntry(one, entryBlock));
    const rooted = /^\s*(?:#[^\n]*\n|\s)*\{\s*\}\s*$/.test(edited) ? edited.replace(/\{\s*\}\s*$/, '') : edited;
    const joint = rooted.endsWith('\n') || rooted === '' ? '' : '\n';
    const comment = `# Imported from ${printable(source).slice(0, 120)}.\n${file === 'hosts' ? secretComment(secrets) : ''}`;
    return `${rooted}${joint}${comment}\n${blocks.join('\n')}`;
  };
  return { hosts: text('hosts'), groups: text('groups'), defaults: text('defaults') };
}

function newEntry({ name, fields }: EntryChange, print: typeof entryBlock): string {
  const values: Record<string, FieldValue> = {};
  let groups: readonly string[] = [];
  for (const { key, after } of fields)
    if (key === 'groups') groups = Array.isArray(after) ? after : [];
    else values[key] = after;
  return print(name ?? '', values, groups);
}

const secretComment = (secrets: readonly SecretToSet[]): string =>
  secrets.length === 0
    ? ''
    : `# Set in the environment before the first login: ${secrets
        .slice(0, 20)
        .map(({ name }) => name)
        .join(', ')}${secrets.length > 20 ? ', …' : ''}.\n`;
