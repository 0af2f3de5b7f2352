/** One row of an exported table by column name; an absent column is not there, null is the empty string. */
export type TableRow = Readonly<Record<string, string>>;

/** Columns that prove one of the two tables. Source: Azure-Sentinel's own table schemas. */
const proofs: readonly (readonly string[])[] = [
  ['SyslogMessage'],
  ['DeviceVendor', 'DeviceProduct'],
  ['DeviceEventClassID'],
];

/** `TimeGenerated [UTC]`, as the portal heads its CSV, is `TimeGenerated`. */
const columnName = (text: string): string =>
  text
    .replace(/^\ufeff/, '')
    .trim()
    .replace(/ ?\[[^\]]{1,40}\]$/, '');

/** The names of a CSV header row, or null where it is not one of a table that pawl reads. */
export function tableColumns(header: readonly string[]): readonly string[] | null {
  const names = header.map(columnName);
  return proofs.some((columns) => columns.every((column) => names.includes(column))) ? names : null;
}

/** Which table a row is of; null: none that pawl reads. */
export function tableOf(row: TableRow): 'Syslog' | 'CommonSecurityLog' | null {
  if (row['SyslogMessage'] !== undefined) return 'Syslog';
  return row['DeviceVendor'] !== undefined || row['DeviceEventClassID'] !== undefined ? 'CommonSecurityLog' : null;
}

/** Joins one CSV record with its columns; what is missing at its end is absent. */
export function rowOfRecord(columns: readonly string[], record: readonly string[]): TableRow {
  const row: Record<string, string> = {};
  for (const [index, name] of columns.entries()) {
    const value = record[index];
    if (value !== undefined && name !== '__proto__') row[name] = value;
  }
  return row;
}

/** One JSON object as a row: numbers and booleans as text, objects as JSON. Null for everything that is no object. */
export function rowOfObject(value: unknown): TableRow | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const row: Record<string, string> = {};
  for (const [key, cell] of Object.entries(value)) if (key !== '__proto__') row[columnName(key)] = cellText(cell);
  return row;
}

const cellText = (cell: unknown): string =>
  typeof cell === 'string'
    ? cell
    : cell === null || cell === undefined
      ? ''
      : typeof cell === 'object'
        ? JSON.stringify(cell)
        : String(cell);

/**
 * The rows of a JSON document: an array of objects, one object, or an answer of the query API (`tables` with `columns` and
 * `rows`, or `value`, `records`, `results`). Null where the text is no JSON or holds no rows.
 */
export function rowsOfJson(text: string): readonly TableRow[] | null {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return null;
  }
  return rowsIn(document);
}

function rowsIn(document: unknown): readonly TableRow[] | null {
  if (Array.isArray(document)) {
    return document.flatMap((item: unknown) => {
      const row = rowOfObject(item);
      return row === null ? [] : [row];
    });
  }
  if (typeof document !== 'object' || document === null) return null;
  if ('tables' in document && Array.isArray(document.tables)) return document.tables.flatMap(rowsOfAnswer);
  for (const key of ['value', 'records', 'results'] as const) {
    const inner: unknown = key in document ? Object.entries(document).find(([name]) => name === key)?.[1] : undefined;
    if (Array.isArray(inner)) return rowsIn(inner);
  }
  const row = rowOfObject(document);
  return row === null ? null : [row];
}

function rowsOfAnswer(table: unknown): readonly TableRow[] {
  if (typeof table !== 'object' || table === null || !('columns' in table) || !('rows' in table)) return [];
  const { columns, rows } = table;
  if (!Array.isArray(columns) || !Array.isArray(rows)) return [];
  const names = columns.map((column: unknown) =>
    typeof column === 'object' && column !== null && 'name' in column && typeof column.name === 'string'
      ? columnName(column.name)
      : '',
  );
  return rows.flatMap((row: unknown) => (Array.isArray(row) ? [rowOfRecord(names, row.map(cellText))] : []));
}
