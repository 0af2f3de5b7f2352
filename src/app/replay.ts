import type { Prefilter } from '../detect/prefilter.ts';
import type { Judged, LineJudge } from './judge-line.ts';
import type { InputName } from './read-records.ts';
import { problemText, type ReadRecord, type RecordBatch } from './record-batches.ts';

/** A log that can be read: its name as it was given, when it was last written, and what stands in it. */
export type LogInput = {
  readonly file: string;
  /** No line of it is later; the year of stamps without one follows from it. */
  readonly writtenAt: number;
  /** Records that the filter lets through, null: all. To be read once. */
  readonly records: (input: InputName | null, filter: Prefilter | null) => AsyncIterable<RecordBatch>;
};

export type ReplayOptions = {
  readonly input: InputName | null;
  readonly since: number | null;
  readonly until: number | null;
  /** False reads every line to its end; the indicators are the same. */
  readonly prefilter: boolean;
};

export type ReplayHandlers = {
  readonly found: (judged: Judged) => Promise<void> | undefined;
  /** Every raw line, where somebody wants them all; the filter must be off then. */
  readonly line?: ((text: string, lineNumber: number) => void) | null;
  readonly problem: (message: string) => void;
  readonly progress: (file: string, bytes: number, lines: number) => void;
};

export type ReplayCounts = { readonly lines: number; readonly bytes: number; readonly indicators: number };

const dayMs = 86_400_000;
/**
 * Stamps without a year lie between 334 days before the file's last writing and 30 days after it (clocks run ahead, files
 * are copied): the middle of that year is what the reader of stamps is given as the time of receipt.
 */
const yearMiddleMs = 152 * dayMs;

/** Judges every line of the inputs in their order. A broken input is told and the next one goes on. Constant memory. */
export async function replay(
  judge: LineJudge,
  inputs: Iterable<LogInput> | AsyncIterable<LogInput>,
  options: ReplayOptions,
  handlers: ReplayHandlers,
): Promise<ReplayCounts> {
  let lines = 0;
  let bytes = 0;
  let indicators = 0;
  for await (const { file, writtenAt, records } of inputs) {
    const judged = (record: ReadRecord): Judged | null => {
      if (record.kind === 'problem') {
        handlers.problem(problemText(file, record));
        return null;
      }
      const place = { file, lineNumber: record.lineNumber };
      if (record.kind === 'row') return judge.row(record.row, place);
      handlers.line?.(record.text, record.lineNumber);
      return judge.line(record.text, place, writtenAt - yearMiddleMs);
    };
    let read: RecordBatch | null = null;
    for await (read of records(options.input, options.prefilter ? judge.filter : null)) {
      for (const record of read.records) {
        const found = judged(record);
        if (found === null || !isWithin(found.at, options)) continue;
        indicators += 1;
        const waits = handlers.found(found);
        if (waits !== undefined) await waits;
      }
      handlers.progress(file, bytes + read.bytes, lines + read.lines);
    }
    bytes += read?.bytes ?? 0;
    lines += read?.lines ?? 0;
  }
  return { lines, bytes, indicators };
}

/** A line without a time is kept: nothing shows that it is out of the range. */
const isWithin = (at: number | null, { since, until }: ReplayOptions): boolean =>
  at === null || ((since === null || at >= since) && (until === null || at <= until));
