import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ImportPlan, planImport } from '../../../src/app/import-inventory.ts';
import { fitsLimit } from '../../../src/app/select-devices.ts';
import type { InventoryTexts } from '../../../src/import/inventory-texts.ts';
import type { InventorySource, SourceOptions } from '../../../src/import/sources.ts';

export const fixtures = fileURLToPath(new URL('../../fixtures/import/', import.meta.url));

export type SourceText = { readonly file: string; readonly text: string };

/** Every file below a path of the fixtures, named from there. */
export function fixtureFiles(path: string): readonly SourceText[] {
  const full = join(fixtures, path);
  if (statSync(full).isFile()) return [{ file: path, text: readFileSync(full, 'utf8') }];
  return readdirSync(full)
    .sort()
    .flatMap((name) => fixtureFiles(join(path, name)));
}

export const noFiles: InventoryTexts = { hosts: null, groups: null, defaults: null };

export const plainOptions: SourceOptions = {
  map: {},
  varsMap: {},
  delimiter: null,
  config: null,
  statuses: ['active'],
};

export type Given = {
  readonly source: InventorySource;
  readonly files: readonly SourceText[];
  readonly pages?: readonly { readonly from: string; readonly body: unknown }[];
  readonly options?: Partial<SourceOptions>;
  readonly words?: Readonly<Record<string, string>>;
  readonly platformOf?: Readonly<Record<string, string>>;
  readonly limit?: string;
  readonly before?: InventoryTexts;
};

export function runImport(given: Given): ReturnType<typeof planImport> {
  const { limit } = given;
  return planImport({
    source: given.source,
    files: given.files,
    pages: given.pages ?? [],
    options: { ...plainOptions, ...given.options },
    choices: {
      platformWords: given.words ?? {},
      platformOf: Object.entries(given.platformOf ?? {}).map(([glob, platform]) => ({ glob, platform })),
      limit: limit === undefined ? null : (name) => fitsLimit(name, limit),
    },
    before: given.before ?? noFiles,
  });
}

/** One text as a source of one file. */
export const importText = (
  source: InventorySource,
  text: string,
  more: Partial<Given> = {},
): ReturnType<typeof planImport> => runImport({ source, files: [{ file: 'source', text }], ...more });

export const errorsOf = ({ problems }: ImportPlan): readonly string[] =>
  problems.filter(({ severity }) => severity === 'error').map(({ text }) => text);

/** Our files after the texts of a plan. */
export function written(
  texts: ReturnType<typeof planImport>['texts'],
  before: InventoryTexts = noFiles,
): InventoryTexts {
  const file = (name: keyof InventoryTexts): SourceText | null => {
    const text = texts[name];
    return text === null ? before[name] : { file: `${name}.yaml`, text };
  };
  return { hosts: file('hosts'), groups: file('groups'), defaults: file('defaults') };
}
