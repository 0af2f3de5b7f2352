import type { TrustedFile } from '../core/baseline.ts';
import type { HashAlgorithm } from '../core/brands.ts';
import { err, ok } from '../core/result.ts';
import { findConflicts } from './conflicts.ts';
import { readDelimited } from './delimited.ts';
import {
  type ListOrigin,
  type ListProblem,
  type ListRead,
  listedDigests,
  listedName,
  listedSize,
  mostProblems,
} from './list.ts';

/** Which header of an operator's own list holds what, e.g. {file: 'Image', sha512: 'Checksum'}. */
export type ColumnMap = Readonly<Partial<Record<GoldenColumn, string>>>;

export type GoldenColumn = 'file' | 'size' | 'state' | 'source' | HashAlgorithm;

export const goldenColumns: readonly GoldenColumn[] = [
  'file',
  'size',
  'state',
  'source',
  'md5',
  'sha1',
  'sha256',
  'sha512',
];

/**
 * Reads a golden list of the operator: a CSV with a header row, its columns as mapped. A mapped header that is not there,
 * a row without name or digest, a digest of the wrong length refuse the list.
 */
export function readGoldenCsv(text: string, map: ColumnMap, origin: ListOrigin): ListRead {
  const table = readDelimited(text);
  if (!table.ok) return err([table.error]);
  const [header, ...rows] = table.value;
  if (header === undefined) return err([{ line: 1, message: 'the list is empty' }]);
  const heads = header.cells.map((cell) => cell.trim().toLowerCase());
  const index = new Map<GoldenColumn, number>();
  for (const column of goldenColumns) {
    const wanted = map[column];
    if (wanted === undefined) continue;
    const at = heads.indexOf(wanted.trim().toLowerCase());
    if (at === -1) return err([{ line: header.line, message: `no column "${wanted.slice(0, 60)}"` }]);
    index.set(column, at);
  }
  if (!index.has('file'))
    return err([{ line: header.line, message: '`columns` must say which one holds the file name' }]);
  const cell = (cells: readonly string[], column: GoldenColumn): string | undefined => {
    const at = index.get(column);
    return at === undefined ? undefined : cells[at]?.trim();
  };
  const files: TrustedFile[] = [];
  const problems: ListProblem[] = [];
  for (const { line, cells } of rows) {
    const of = (column: GoldenColumn): string => cell(cells, column) ?? '';
    const name = listedName(of('file'));
    const digests = listedDigests({ md5: of('md5'), sha1: of('sha1'), sha256: of('sha256'), sha512: of('sha512') });
    const size = listedSize(of('size'));
    const bad = [name, digests, size].find((read) => !read.ok);
    if (!name.ok || !digests.ok || !size.ok || digests.value.length === 0) {
      if (problems.length < mostProblems)
        problems.push({ line, message: bad === undefined || bad.ok ? 'a row without a digest' : bad.error });
      continue;
    }
    const state = of('state');
    const own = of('source');
    files.push({
      file: name.value,
      sizeBytes: size.value,
      digests: digests.value,
      source: own === '' ? origin.source : `${origin.source}: ${own.slice(0, 120)}`,
      learned: origin.learned,
      withdrawn: state !== '' && !/^active$/i.test(state),
    });
  }
  if (problems.length > 0) return err(problems);
  if (files.length === 0) return err([{ line: 1, message: 'the list is empty' }]);
  const { errors, warnings } = findConflicts(files);
  return errors.length > 0 ? err(errors) : ok({ files, measurements: [], warnings });
}
