import { CsvError, parse } from 'csv-parse/sync';
import type { ConfigProblem } from '../config/problem.ts';
import type { SourceFile } from '../config/yaml-document.ts';
import type { Place } from '../core/baseline.ts';
import { maxHosts, placeAt, problemAt, quoted } from './draft.ts';

export type CsvTable = {
  readonly headers: readonly string[];
  readonly rows: readonly { readonly place: Place; readonly cells: readonly string[] }[];
  readonly problems: readonly ConfigProblem[];
};

/**
 * Reads a CSV with one header row. The delimiter (comma, semicolon, tab) is the one that the header row has most of;
 * Excel's `sep=;` line and a byte order mark are understood. A row with more cells than headers is a problem.
 */
export function readCsvTable({ file, text }: SourceFile): CsvTable {
  const told = /^\uFEFF?sep=(.)\r?\n/i.exec(text);
  const body = told === null ? text : text.slice(told[0].length);
  const skipped = told === null ? 0 : 1;
  const delimiter = told?.[1] ?? delimiterOf(body);
  const records: { readonly record: readonly string[]; readonly line: number }[] = [];
  try {
    parse(body, {
      bom: true,
      delimiter,
      on_record: (record: readonly string[], { lines }) => {
        records.push({ record, line: lines });
        return null;
      },
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: 1_048_576,
      to: maxHosts + 2,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
    return {
      headers: [],
      rows: [],
      problems: [problemAt(placeAt(file, line + skipped), `no CSV: ${error.code.toLowerCase().replaceAll('_', ' ')}`)],
    };
  }
  const [header, ...rows] = records;
  if (header === undefined)
    return { headers: [], rows: [], problems: [problemAt(placeAt(file, 1), 'the file has no header row')] };
  const headers = header.record;
  const problems: ConfigProblem[] = [];
  if (rows.length > maxHosts) problems.push(problemAt(placeAt(file, 1), `over ${maxHosts} rows; split the file`));
  const read = rows.flatMap(({ record, line }) => {
    // The reader counts the last line of a record; quoted cells may hold line feeds.
    const feeds = record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
    const place = placeAt(file, Math.max(1, line - feeds) + skipped);
    if (record.length > headers.length && record.slice(headers.length).some((cell) => cell !== ''))
      problems.push(
        problemAt(place, `${record.length} cells under ${headers.length} headers; a delimiter in a cell needs quotes`),
      );
    return record.every((cell) => cell === '') ? [] : [{ place, cells: record }];
  });
  return { headers, rows: read, problems };
}

function delimiterOf(text: string): string {
  const [header = ''] = text.split(/\r?\n/, 1);
  const bare = header.replaceAll(/"[^"]*"/g, '');
  const count = (letter: string): number => bare.split(letter).length;
  return [',', ';', '\t'].reduce((best, letter) => (count(letter) > count(best) ? letter : best), ',');
}

/** Headers compare without case, blanks and punctuation: `IP_Address` is `ip address`. */
export const plainHeader = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');

export type ColumnMap = Readonly<Record<string, string>>;

/**
 * The column of each key: as the map says, else by the usual names. A header that the map names and the table does not
 * have is a problem.
 */
export function columnsOf(
  { headers }: Pick<CsvTable, 'headers'>,
  map: ColumnMap,
  usual: Readonly<Record<string, readonly string[]>>,
  place: Place,
): { readonly columns: ReadonlyMap<string, number>; readonly problems: readonly ConfigProblem[] } {
  const plain = headers.map(plainHeader);
  const columns = new Map<string, number>();
  const problems: ConfigProblem[] = [];
  const taken = new Set<number>();
  for (const [key, header] of Object.entries(map)) {
    const exact = headers.indexOf(header);
    const at = exact === -1 ? plain.indexOf(plainHeader(header)) : exact;
    if (at === -1)
      problems.push(
        problemAt(place, `no column ${quoted(header)}; there are ${headers.slice(0, 30).map(quoted).join(', ')}`),
      );
    else {
      columns.set(key, at);
      taken.add(at);
    }
  }
  for (const [key, names] of Object.entries(usual)) {
    if (columns.has(key)) continue;
    const at = names
      .map((name) => plain.findIndex((header, index) => header === name && !taken.has(index)))
      .find((found) => found !== -1);
    if (at === undefined) continue;
    columns.set(key, at);
    taken.add(at);
  }
  return { columns, problems };
}
