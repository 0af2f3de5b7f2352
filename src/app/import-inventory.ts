import { readInventory } from '../config/inventory.ts';
import { problemText } from '../config/problem.ts';
import type { SourceFile } from '../config/yaml-document.ts';
import { assemble, type ImportChoices } from '../import/assemble.ts';
import { effectiveValues, readExisting } from '../import/existing-inventory.ts';
import { type InventoryTexts, inventoryTexts } from '../import/inventory-texts.ts';
import { type EntryChange, mergeInventory } from '../import/merge-inventory.ts';
import type { RestPage } from '../import/rest-devices.ts';
import { type InventorySource, readInventorySource, type SourceOptions } from '../import/sources.ts';
import { flowValue } from '../import/yaml-text.ts';
import { findPlatform, platforms } from '../platforms/index.ts';

export { type InventorySource, inventorySources, type SourceOptions } from '../import/sources.ts';

export type ImportRequest = {
  readonly source: InventorySource;
  readonly files: readonly SourceFile[];
  readonly pages: readonly RestPage[];
  readonly options: SourceOptions;
  readonly choices: ImportChoices;
  /** Our own files, null where one is absent. */
  readonly before: InventoryTexts;
};

/** What an import would do. With an error among the problems `texts` are all null: nothing may be written. */
export type ImportPlan = {
  readonly schema: 'pawl/inventory-import/v1';
  readonly source: InventorySource;
  readonly hosts: number;
  readonly problems: readonly { readonly text: string; readonly severity: 'error' | 'warning' }[];
  readonly changes: readonly {
    readonly file: EntryChange['file'];
    readonly name: string | null;
    readonly isNew: boolean;
    readonly fields: readonly { readonly key: string; readonly before: string | null; readonly after: string }[];
  }[];
  readonly unchanged: number;
  readonly onlyHere: readonly string[];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  readonly notes: readonly string[];
  readonly secrets: readonly { readonly name: string; readonly of: string; readonly what: string }[];
};

/** Problems that are told one by one. */
const mostProblems = 1_000;

const platformNames = {
  idOf: (name: string): string | null => findPlatform(name)?.id ?? null,
  siblingsOf: (name: string): readonly string[] => {
    const wanted = name.trim().toLowerCase();
    return platforms.filter(({ sharedNames }) => sharedNames?.includes(wanted) === true).map(({ id }) => id);
  },
};

/** Reads a source and lays it over our own files; touches nothing. */
export function planImport(request: ImportRequest): {
  readonly plan: ImportPlan;
  readonly texts: Readonly<Record<EntryChange['file'], string | null>>;
} {
  const { source, before } = request;
  const draft = readInventorySource(source, request.files, request.pages, request.options);
  const existing = readExisting(before.hosts, before.groups, before.defaults);
  const known = new Map(
    [...existing.hosts].map(([name, entry]) => {
      const platform = effectiveValues(entry, existing)['platform'];
      return [name, typeof platform === 'string' ? platformNames.idOf(platform) : null] as const;
    }),
  );
  const imported = assemble(draft, request.choices, platformNames, known);
  const problems = [
    ...problemsOf(before, ''),
    ...imported.problems.slice(0, mostProblems).map((one) => ({ text: problemText(one), severity: one.severity })),
  ];
  if (imported.problems.length > mostProblems)
    problems.push({ text: `${imported.problems.length - mostProblems} further problems`, severity: 'error' });
  if (imported.hosts.length === 0 && !problems.some(({ severity }) => severity === 'error'))
    problems.push({ text: nothingLeft(imported.leftOut), severity: 'error' });
  const refused = (): boolean => problems.some(({ severity }) => severity === 'error');
  const merge = refused() ? { changes: [], unchanged: 0, onlyHere: [] } : mergeInventory(existing, imported);
  const name = [...request.files.map(({ file }) => file), ...request.pages.map(({ from }) => new URL(from).host)];
  let texts = inventoryTexts(
    before,
    merge.changes,
    `${source}: ${[...new Set(name)].slice(0, 2).join(', ')}`,
    imported.secrets,
  );
  if (!refused()) {
    problems.push(
      ...problemsOf(laidOver(before, texts), 'after the import: ').filter(({ severity }) => severity === 'error'),
    );
    if (refused()) texts = { hosts: null, groups: null, defaults: null };
  }
  const plan: ImportPlan = {
    schema: 'pawl/inventory-import/v1',
    source,
    hosts: imported.hosts.length,
    problems,
    changes: merge.changes.map(({ fields, ...change }) => ({
      ...change,
      fields: fields.map(({ key, before: old, after }) => ({
        key,
        // A secret that stands in our file as text must not show in a difference.
        before: old === null ? null : isSecret(key) ? '•••' : flowValue(old, key),
        after: flowValue(after, key),
      })),
    })),
    unchanged: merge.unchanged,
    onlyHere: merge.onlyHere,
    leftOut: imported.leftOut,
    notes: imported.notes,
    secrets: imported.secrets,
  };
  return { plan, texts };
}

function nothingLeft(leftOut: ImportPlan['leftOut']): string {
  const reasons = new Map<string, number>();
  for (const { why } of leftOut) reasons.set(why, (reasons.get(why) ?? 0) + 1);
  const told = [...reasons].slice(0, 5).map(([why, count]) => `${count} left out: ${why}`);
  return ['the source holds no device that can be imported', ...told].join('; ');
}

const isSecret = (key: string): boolean => key === 'password' || key === 'enable' || key === 'ssh.passphrase';

const laidOver = (
  before: InventoryTexts,
  texts: Readonly<Record<EntryChange['file'], string | null>>,
): InventoryTexts => {
  const file = (name: EntryChange['file']): SourceFile | null => {
    const text = texts[name];
    return text === null ? before[name] : { file: before[name]?.file ?? `${name}.yaml`, text };
  };
  return { hosts: file('hosts'), groups: file('groups'), defaults: file('defaults') };
};

function problemsOf({ hosts, groups, defaults }: InventoryTexts, lead: string): ImportPlan['problems'][number][] {
  const files = { hosts: hosts ?? { file: 'hosts.yaml', text: '' }, groups, defaults };
  return readInventory(files, platformNames.idOf)
    .problems.filter(({ severity }) => severity === 'error')
    .map((problem) => ({ text: `${lead}${problemText(problem)}`, severity: problem.severity }));
}
