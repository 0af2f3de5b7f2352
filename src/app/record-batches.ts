import type { Prefilter } from '../detect/prefilter.ts';
import type { TableRow } from '../syslog/table-row.ts';
import { type InputName, readRecords } from './read-records.ts';

/** One thing that was read of a log, as it can be handed from thread to thread. */
export type ReadRecord =
  | { readonly kind: 'line'; readonly text: string; readonly lineNumber: number }
  | { readonly kind: 'row'; readonly row: TableRow; readonly lineNumber: number }
  /** Something could not be read; the rest goes on. */
  | { readonly kind: 'problem'; readonly message: string; readonly lineNumber: number | null };

/** `file:line: message`; without the line where the problem has none. */
export const problemText = (file: string, { message, lineNumber }: ReadRecord & { readonly kind: 'problem' }): string =>
  `${file}${lineNumber === null ? '' : `:${lineNumber}`}: ${message}`;

/** What one chunk gave; `bytes` and `lines` count from the begin of the log. */
export type RecordBatch = {
  readonly records: readonly ReadRecord[];
  readonly bytes: number;
  readonly lines: number;
};

/**
 * Reads a log to its end, a batch a chunk. A stream that breaks is a problem at the byte where it broke; what came before
 * it counts.
 */
export async function* recordBatches(
  chunks: AsyncIterable<Uint8Array>,
  input: InputName | null,
  filter: Prefilter | null,
): AsyncGenerator<RecordBatch> {
  let records: ReadRecord[] = [];
  let bytes = 0;
  const reader = readRecords(input, filter, {
    line: (text, lineNumber) => records.push({ kind: 'line', text, lineNumber }),
    row: (row, lineNumber) => records.push({ kind: 'row', row, lineNumber }),
    problem: (message, lineNumber) => records.push({ kind: 'problem', message, lineNumber }),
  });
  const batch = (): RecordBatch => {
    const read = records;
    records = [];
    return { records: read, bytes, lines: reader.lineCount() };
  };
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      reader.push(chunk);
      yield batch();
    }
  } catch (error) {
    const at = error instanceof Error && 'offset' in error ? ` at byte ${String(error.offset)}` : '';
    const why = error instanceof Error ? error.message : String(error);
    records.push({ kind: 'problem', message: `${why}${at}; what came before counts`, lineNumber: null });
  }
  reader.end();
  yield batch();
}
