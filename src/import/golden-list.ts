import { anyDigest } from '../config/baseline-values.ts';
import type { PlatformRules } from '../config/platform-rules.ts';
import type { ConfigProblem } from '../config/problem.ts';
import type { SourceFile } from '../config/yaml-document.ts';
import type { Place } from '../core/baseline.ts';
import { digestLength, type HashAlgorithm, hexDigest } from '../core/brands.ts';
import { readInstant } from '../core/instant.ts';
import { globProblem } from '../core/match.ts';
import type { VersionScheme } from '../core/version.ts';
import { type BaselineDraft, baselineName, type DraftApproved, type DraftFile } from './baseline-draft.ts';
import { type ColumnMap, columnsOf, readCsvTable } from './csv-table.ts';
import { placeAt, problemAt, quoted } from './draft.ts';
import { readVersionCell } from './version-cell.ts';

const usual: Readonly<Record<string, readonly string[]>> = {
  platform: ['platform', 'os', 'nos', 'ostype', 'softwaretype', 'networkos'],
  model: ['model', 'models', 'pid', 'productid', 'hardware', 'devicetype', 'chassis'],
  role: ['role', 'devicerole', 'function'],
  site: ['site', 'location'],
  tag: ['tag', 'tags'],
  group: ['group', 'groups'],
  version: [
    'approvedversion',
    'approvedversions',
    'goldenversion',
    'goldenversions',
    'targetversion',
    'standardversion',
    'version',
    'versions',
    'softwareversion',
    'release',
    'approvedrelease',
    'goldenrelease',
  ],
  file: ['file', 'filename', 'image', 'imagefile', 'imagename', 'goldenimage', 'softwareimage'],
  size: ['size', 'filesize', 'bytes', 'sizebytes'],
  md5: ['md5', 'md5checksum', 'md5sum', 'md5hash'],
  sha1: ['sha1', 'sha1checksum', 'sha1sum'],
  sha256: ['sha256', 'sha256checksum', 'sha256sum'],
  sha512: ['sha512', 'sha512checksum', 'sha512sum'],
  hash: ['hash', 'checksum', 'digest'],
  featureSet: ['featureset', 'license', 'licence'],
  validFrom: ['validfrom', 'from', 'since'],
  validUntil: ['validuntil', 'until', 'expires', 'endofsupport'],
  approvedBy: ['approvedby', 'approver', 'owner'],
  source: ['source', 'hashsource', 'url'],
};

/** Keys that `--map` takes. */
export const goldenKeys: readonly string[] = Object.keys(usual);

export type GoldenOptions = {
  readonly map: ColumnMap;
  /** For rows that name none. */
  readonly platform: string | null;
  readonly platformWords: Readonly<Record<string, string>>;
  /** An empty platform or model takes the one of the row above: merged cells of a spreadsheet. */
  readonly fillDown: boolean;
  readonly keepDoubtful: boolean;
  readonly approvedBy: string | null;
};

/**
 * Reads a golden list, one row for a model or file: what is approved for whom. Rows with the same platform, model, role,
 * site, tag and group are one baseline. Doubtful versions are errors unless they are to be kept.
 */
export function readGoldenList(
  source: SourceFile,
  options: GoldenOptions,
  rules: PlatformRules,
): {
  readonly drafts: readonly BaselineDraft[];
  readonly problems: readonly ConfigProblem[];
  readonly notes: readonly string[];
} {
  const table = readCsvTable(source);
  const { columns, problems: mapProblems } = columnsOf(table, options.map, usual, placeAt(source.file, 1));
  const problems: ConfigProblem[] = [...table.problems, ...mapProblems];
  const notes: string[] = [];
  const unknownKey = Object.keys(options.map).find((key) => !goldenKeys.includes(key));
  if (unknownKey !== undefined)
    problems.push(
      problemAt(placeAt('command line', 1), `--map: no key ${quoted(unknownKey)}; there are ${goldenKeys.join(', ')}`),
    );
  if (table.headers.length > 0 && !columns.has('version') && !columns.has('file'))
    problems.push(
      problemAt(placeAt(source.file, 1), 'no column tells the version or the file; give --map version=HEADER'),
    );
  const baselines = new Map<string, Collected>();
  const filled = new Map<string, string>();
  for (const { place, cells } of table.rows) {
    const cell = (key: string): string => {
      const at = columns.get(key);
      const value = (at === undefined ? '' : (cells[at] ?? '')).trim();
      if (!options.fillDown || (key !== 'platform' && key !== 'model')) return value;
      if (value !== '') filled.set(key, value);
      return value === '' ? (filled.get(key) ?? '') : value;
    };
    const word = cell('platform') === '' ? (options.platform ?? '') : cell('platform');
    const platform = rules.platformId(options.platformWords[word.toLowerCase()] ?? word);
    const scheme = platform === null ? null : rules.schemeOf(platform);
    if (platform === null || scheme === null) {
      problems.push(
        problemAt(
          place,
          word === ''
            ? 'no platform; give --platform, or --fill-down for merged cells'
            : `unknown platform ${quoted(word)}; give --platform-map`,
        ),
      );
      continue;
    }
    const models = split(cell('model'));
    if (columns.has('model') && models.length === 0)
      problems.push(
        problemAt(place, 'the cell of the model is empty; give --fill-down for merged cells, or * for every model'),
      );
    const match = {
      platform: [platform],
      model: models.filter((model) => model !== '*'),
      role: split(cell('role')),
      site: split(cell('site')),
      tag: split(cell('tag')),
      group: split(cell('group')),
    };
    for (const glob of Object.values(match).flat()) {
      const why = globProblem(glob);
      if (why !== null) problems.push(problemAt(place, why));
    }
    const approved = readRow(cell, place, scheme, options, problems, notes);
    const key = JSON.stringify(match);
    const known = baselines.get(key);
    const by = cell('approvedBy') === '' ? options.approvedBy : cell('approvedBy');
    if (known === undefined) baselines.set(key, { match, approved: [...approved], approvedBy: by, scheme });
    else for (const entry of approved) addApproved(known, entry, place, problems);
  }
  const names = new Set<string>();
  const drafts = [...baselines.values()].map(({ match, approved, approvedBy }): BaselineDraft => {
    const base = baselineName([
      match.platform[0] ?? null,
      match.model[0] ?? null,
      match.role[0] ?? null,
      match.site[0] ?? null,
      match.tag[0] ?? null,
      match.group[0] ?? null,
    ]);
    let name = base;
    for (let number = 2; names.has(name); number += 1) name = `${base}-${number}`;
    names.add(name);
    return { name, approvedBy, learned: null, match, approved, head: [`Imported from ${source.file}.`], tail: [] };
  });
  if (drafts.length === 0 && problems.length === 0)
    problems.push(problemAt(placeAt(source.file, 1), 'the list holds no row that approves something'));
  return { drafts, problems, notes: [...new Set(notes)] };
}

type Collected = {
  readonly match: Readonly<Record<'platform' | 'model' | 'role' | 'site' | 'tag' | 'group', readonly string[]>>;
  readonly approved: DraftApproved[];
  readonly approvedBy: string | null;
  readonly scheme: VersionScheme;
};

const split = (cell: string): readonly string[] =>
  cell
    .split(/[\r\n,;|]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** A second row for the same release adds its files. */
function addApproved(known: Collected, entry: DraftApproved, place: Place, problems: ConfigProblem[]): void {
  const at = known.approved.findIndex((other) => isSameEntry(known.scheme, other, entry));
  const before = known.approved[at];
  if (before === undefined) {
    known.approved.push(entry);
    return;
  }
  const images = [...before.images];
  for (const image of entry.images) {
    const twin = images.findIndex(({ file }) => file === image.file);
    const other = images[twin];
    if (other === undefined) images.push(image);
    else if (
      JSON.stringify(other.digests) !== JSON.stringify(image.digests) &&
      other.digests.some(({ algorithm, value }) =>
        image.digests.some((one) => one.algorithm === algorithm && one.value !== value),
      )
    )
      problems.push(problemAt(place, `${quoted(image.file)} has another digest in an earlier row`));
    else
      images[twin] = {
        ...other,
        digests: [...new Map([...other.digests, ...image.digests].map((one) => [one.algorithm, one])).values()],
      };
  }
  known.approved[at] = { ...before, images };
}

export function isSameEntry(scheme: VersionScheme, a: DraftApproved, b: DraftApproved): boolean {
  if (a.version === null || b.version === null)
    return a.version === b.version && a.versions === b.versions && a.train === b.train;
  const [left, right] = [scheme.parse(a.version), scheme.parse(b.version)];
  return left.ok && right.ok ? left.value.canonical === right.value.canonical : a.version === b.version;
}

function readRow(
  cell: (key: string) => string,
  place: Place,
  scheme: VersionScheme,
  options: GoldenOptions,
  problems: ConfigProblem[],
  notes: string[],
): readonly DraftApproved[] {
  const refuse = (message: string): void => void problems.push(problemAt(place, message));
  const files = readFiles(cell, place, problems);
  const read = readVersionCell(cell('version'), scheme);
  for (const message of read.problems) refuse(message);
  for (const message of read.doubtful)
    problems.push(
      problemAt(
        place,
        options.keepDoubtful
          ? `doubtful: ${message} It was kept`
          : `doubtful: ${message} (--keep-doubtful takes it as it is)`,
        options.keepDoubtful ? 'warning' : 'error',
      ),
    );
  notes.push(...read.notes);
  const dates = {
    validFrom: dateOf(cell('validFrom'), 'start', refuse),
    validUntil: dateOf(cell('validUntil'), 'end', refuse),
  };
  const shared = {
    featureSet: cell('featureSet') === '' ? null : cell('featureSet'),
    ...dates,
    packages: [],
    comment: null,
  };
  const entries: DraftApproved[] = read.versions.map(({ kind, text, train }) => ({
    version: kind === 'exact' ? text : null,
    train,
    versions: kind === 'range' ? text : null,
    images: [],
    ...shared,
  }));
  for (const file of files) {
    const told = scheme.image(file.file).version;
    const [only] = entries;
    let at = -1;
    if (told !== null) {
      const parsed = scheme.parse(told);
      at = entries.findIndex(({ version }) => {
        const own = version === null ? null : scheme.parse(version);
        return own?.ok === true && parsed.ok && scheme.compare(own.value, parsed.value).order === 'same';
      });
    }
    if (at === -1 && entries.length === 1 && only?.version !== null) {
      const parsed = told === null ? null : scheme.parse(told);
      const own = scheme.parse(only?.version ?? '');
      if (parsed?.ok === true && own.ok && ['older', 'newer'].includes(scheme.compare(parsed.value, own.value).order))
        refuse(`${quoted(file.file)} is release ${told}, the row approves ${only?.version}`);
      at = 0;
    }
    if (at === -1 && entries.length === 0 && told !== null && read.problems.length === 0) {
      entries.push({ version: told, train: null, versions: null, images: [], ...shared });
      at = entries.length - 1;
    }
    const entry = entries[at];
    if (entry === undefined) refuse(`${quoted(file.file)}: the row does not tell which release it is`);
    else entries[at] = { ...entry, images: [...entry.images, file] };
  }
  if (entries.length === 0 && read.problems.length === 0) refuse('the row approves nothing: no version and no file');
  return entries;
}

function dateOf(cell: string, edge: 'start' | 'end', refuse: (message: string) => void): string | null {
  if (cell === '') return null;
  const read = readInstant(cell, edge);
  if (!read.ok) refuse(read.error);
  return read.ok ? cell : null;
}

const algorithms: readonly HashAlgorithm[] = ['md5', 'sha1', 'sha256', 'sha512'];

function readFiles(cell: (key: string) => string, place: Place, problems: ConfigProblem[]): readonly DraftFile[] {
  const refuse = (message: string): void => void problems.push(problemAt(place, message));
  const names = split(cell('file'));
  const cells = new Map<string, readonly string[]>();
  for (const key of [...algorithms, 'hash']) {
    const values = split(cell(key));
    if (values.length > 0 && names.length === 0) refuse(`${key} without the name of a file`);
    else if (values.length > 0 && values.length !== names.length)
      refuse(`${values.length} ${key} for ${names.length} files`);
    else cells.set(key, values);
  }
  const sizes = split(cell('size')).map((size) => size.replaceAll(/[\s'_]/g, ''));
  return names.map((file, index) => {
    if (/[/\\]|^\w+:/.test(file)) refuse(`${quoted(file)}: the name alone, without folder or file system`);
    const digests: { algorithm: HashAlgorithm; value: string }[] = [];
    for (const [key, values] of cells) {
      const written = values[index];
      if (written === undefined) continue;
      if (/^\d(?:[.,]\d+)?E\+?\d+$/i.test(written)) {
        refuse(`${key}: ${quoted(written)} was turned into a power of ten by a spreadsheet`);
        continue;
      }
      const bare = written.replace(/^(?:md5|sha-?1|sha-?256|sha-?512)\s*[:=]\s*/i, '').replaceAll(/[\s:]/g, '');
      const algorithm =
        algorithms.find((one) => one === key) ?? algorithms.find((one) => digestLength[one] === bare.length);
      const read = algorithm === undefined ? null : hexDigest(algorithm, bare);
      if (algorithm === undefined || read === null || (key === 'hash' && anyDigest(bare) === null))
        refuse(`${key}: ${bare.length} digits are no length of a digest (MD5 32, SHA-1 40, SHA-256 64, SHA-512 128)`);
      else if (!read.ok) refuse(read.error);
      else digests.push({ algorithm, value: read.value });
    }
    const size = sizes[index] ?? null;
    if (size !== null && !/^\d{1,12}$/.test(size)) refuse(`size: ${quoted(size)} is no number of bytes`);
    const source = cell('source') === '' ? `golden list ${place.file}` : cell('source');
    return {
      file,
      size: size !== null && /^\d{1,12}$/.test(size) ? size : null,
      digests,
      source: digests.length === 0 ? null : source,
      learned: false,
    };
  });
}
