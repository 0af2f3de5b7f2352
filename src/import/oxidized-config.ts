import type { ConfigProblem } from '../config/problem.ts';
import type { SourceFile } from '../config/yaml-document.ts';
import { clearSecret, type DraftValues, placeAt, problemAt, writtenValues } from './draft.ts';
import { entriesOf, type Foreign, readForeignYaml, textOf } from './foreign-yaml.ts';

/** How a site's router.db is laid out. Columns count from 0. */
export type OxidizedLayout = {
  readonly delimiter: string;
  readonly map: Readonly<Record<string, number>>;
  readonly varsMap: Readonly<Record<string, number>>;
  /** The site's own words for models. */
  readonly models: Readonly<Record<string, string>>;
  readonly groups: Readonly<Record<string, DraftValues>>;
  readonly defaults: DraftValues;
};

/** Oxidized's own default: `name:model` under a colon. */
export const defaultLayout: OxidizedLayout = {
  delimiter: ':',
  map: { name: 0, model: 1 },
  varsMap: {},
  models: {},
  groups: {},
  defaults: {},
};

/** Reads Oxidized's `config` (docs/Sources.md, docs/Configuration.md of Oxidized): `source.csv`, `model_map`, `groups`, credentials. */
export function readOxidizedConfig(source: SourceFile): {
  readonly layout: OxidizedLayout;
  readonly problems: readonly ConfigProblem[];
} {
  const { root, problems } = readForeignYaml(source);
  const at = (...path: readonly string[]): Foreign | undefined =>
    path.reduce<Foreign | undefined>((node, key) => entriesOf(node).get(key), root ?? undefined);
  const found = [...problems];
  const delimiter = textOf(at('source', 'csv', 'delimiter'));
  const read = delimiter === null ? ':' : plainDelimiter(delimiter);
  if (read === null)
    found.push(
      problemAt(
        at('source', 'csv', 'delimiter')?.place ?? placeAt(source.file, 1),
        'delimiter: only one fixed text can be read',
      ),
    );
  const columns = (node: Foreign | undefined): Readonly<Record<string, number>> =>
    Object.fromEntries(
      [...entriesOf(node)].flatMap(([key, value]) => {
        const column = Number(textOf(value));
        return Number.isInteger(column) && column >= 0 ? [[key, column]] : [];
      }),
    );
  const map = columns(at('source', 'csv', 'map'));
  return {
    layout: {
      delimiter: read ?? ':',
      map: Object.keys(map).length === 0 ? defaultLayout.map : map,
      varsMap: columns(at('source', 'csv', 'vars_map')),
      models: Object.fromEntries(
        [...entriesOf(at('model_map'))].flatMap(([word, model]) => {
          const text = textOf(model);
          return text === null ? [] : [[word.toLowerCase(), text]];
        }),
      ),
      groups: Object.fromEntries([...entriesOf(at('groups'))].map(([name, group]) => [name, accountOf(group)])),
      defaults: accountOf(root ?? undefined),
    },
    problems: found,
  };
}

function accountOf(node: Foreign | undefined): DraftValues {
  const own = entriesOf(node);
  const vars = entriesOf(own.get('vars'));
  return writtenValues({
    username: textOf(own.get('username')),
    password: clearSecret(textOf(own.get('password'))),
    enable: clearSecret(textOf(vars.get('enable'))),
    port: textOf(vars.get('ssh_port')),
  });
}

/** `/:/` is how Ruby writes a regular expression; one that stands for a fixed text is that text. */
function plainDelimiter(text: string): string | null {
  const inner = /^\/(.{1,20})\/[a-z]{0,3}$/.exec(text)?.[1] ?? text;
  if (inner === '\\t' || inner === '\t') return '\t';
  const plain = inner.replace(/^\\([^A-Za-z0-9])$/, '$1');
  return plain.length === 1 ? plain : null;
}
