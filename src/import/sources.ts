import type { SourceFile } from '../config/yaml-document.ts';
import { readAnsible } from './ansible.ts';
import { csvKeys, readCsvInventory } from './csv-inventory.ts';
import { type Draft, emptyDraft, placeAt, problemAt } from './draft.ts';
import { readNornir } from './nornir.ts';
import { readOxidized } from './oxidized.ts';
import { defaultLayout, type OxidizedLayout, readOxidizedConfig } from './oxidized-config.ts';
import { readRancid } from './rancid.ts';
import { type RestPage, readRestDevices } from './rest-devices.ts';
import { readSshConfig } from './ssh-config.ts';

export const inventorySources = [
  'ansible',
  'nornir',
  'oxidized',
  'rancid',
  'netbox',
  'nautobot',
  'csv',
  'ssh-config',
] as const;
export type InventorySource = (typeof inventorySources)[number];

export type SourceOptions = {
  /** `--map`: our key → the source's column or variable. */
  readonly map: Readonly<Record<string, string>>;
  readonly varsMap: Readonly<Record<string, string>>;
  readonly delimiter: string | null;
  /** Oxidized's own config. */
  readonly config: SourceFile | null;
  readonly statuses: readonly string[];
};

/** Reads one source of an inventory; what it cannot read stands under the problems of the draft. */
export function readInventorySource(
  source: InventorySource,
  files: readonly SourceFile[],
  pages: readonly RestPage[],
  options: SourceOptions,
): Draft {
  switch (source) {
    case 'ansible':
      return readAnsible(files, ourKeys(options.map));
    case 'nornir':
      return readNornir(files);
    case 'oxidized': {
      const { layout, problems } = oxidizedLayout(options);
      const draft = eachFile(files, (file) => readOxidized(file, layout));
      return { ...draft, problems: [...problems, ...draft.problems] };
    }
    case 'rancid':
      return eachFile(files, readRancid);
    case 'netbox':
    case 'nautobot':
      return restDraft(files, pages, options.statuses);
    case 'csv': {
      const unknown = Object.keys(options.map).find((key) => !csvKeys.includes(key));
      if (unknown !== undefined)
        return refused(`--map: no key "${unknown.slice(0, 40)}"; there are ${csvKeys.join(', ')}`);
      return eachFile(files, (file) => readCsvInventory(file, options.map));
    }
    case 'ssh-config':
      return eachFile(files, readSshConfig);
  }
}

const refused = (message: string): Draft => ({
  ...emptyDraft,
  problems: [problemAt(placeAt('command line', 1), message)],
});

function eachFile(files: readonly SourceFile[], read: (file: SourceFile) => Draft): Draft {
  const drafts = files.map(read);
  return {
    hosts: drafts.flatMap(({ hosts }) => hosts),
    groups: [...new Map(drafts.flatMap(({ groups }) => groups).map((group) => [group.name, group])).values()],
    defaults: drafts[0]?.defaults ?? {},
    problems: drafts.flatMap(({ problems }) => problems),
    leftOut: drafts.flatMap(({ leftOut }) => leftOut),
    notes: drafts.flatMap(({ notes }) => notes),
  };
}

/** `site` is `data.site`, `jump` is `ssh.jump`: the words of `--map` for our keys. */
function ourKeys(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const words: Readonly<Record<string, string>> = {
    site: 'data.site',
    role: 'data.role',
    tags: 'data.tags',
    serials: 'data.serials',
    environment: 'data.environment',
  };
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [words[key] ?? key, value]));
}

function oxidizedLayout({ map, varsMap, delimiter, config }: SourceOptions): ReturnType<typeof readOxidizedConfig> {
  const { layout, problems } = config === null ? { layout: defaultLayout, problems: [] } : readOxidizedConfig(config);
  const found = [...problems];
  const columns = (given: Readonly<Record<string, string>>): Readonly<Record<string, number>> =>
    Object.fromEntries(
      Object.entries(given).flatMap(([key, text]) => {
        if (/^\d{1,2}$/.test(text)) return [[key, Number(text)]];
        found.push(problemAt(placeAt('command line', 1), `${key}=${text.slice(0, 40)}: columns are numbers from 0`));
        return [];
      }),
    );
  const merged: OxidizedLayout = {
    ...layout,
    delimiter: delimiter === '\\t' ? '\t' : (delimiter ?? layout.delimiter),
    map: Object.keys(map).length > 0 ? columns(map) : layout.map,
    varsMap: Object.keys(varsMap).length > 0 ? columns(varsMap) : layout.varsMap,
  };
  if (merged.map['name'] === undefined)
    found.push(problemAt(placeAt('command line', 1), 'the map names no column of the name'));
  return { layout: merged, problems: found };
}

/** Answers that were fetched, and answers that were saved to files. */
function restDraft(files: readonly SourceFile[], pages: readonly RestPage[], statuses: readonly string[]): Draft {
  const saved: RestPage[] = [];
  const problems: Draft['problems'][number][] = [];
  for (const { file, text } of files) {
    try {
      const body: unknown = JSON.parse(text);
      saved.push({ from: file, body });
    } catch (error) {
      problems.push(
        problemAt(placeAt(file, 1), `no JSON: ${error instanceof Error ? error.message.slice(0, 120) : ''}`),
      );
    }
  }
  const draft = readRestDevices([...pages, ...saved], statuses);
  return { ...draft, problems: [...problems, ...draft.problems] };
}
