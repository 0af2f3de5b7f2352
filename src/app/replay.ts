import type { Judged, LineJudge } from './judge-line.ts';
import { type InputName, readRecords } from './read-records.ts';

/** A log that can be read: its name as it was given, when it was last written, and its bytes. */
export type LogInput = {
  readonly file: string;
  /** No line of it is later; the year of stamps without one follows from it. */
  readonly writtenAt: number;
  readonly bytes: AsyncIterable<Uint8Array>;
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
  for await (const { file, writtenAt, bytes: chunks } of inputs) {
    const ready: Judged[] = [];
    const keep = (judged: Judged | null): void => {
      if (judged !== null && isWithin(judged.at, options)) ready.push(judged);
    };
    const reader = readRecords(options.input, options.prefilter ? judge.filter : null, {
      line(text, lineNumber) {
        handlers.line?.(text, lineNumber);
        keep(judge.line(text, { file, lineNumber }, writtenAt - yearMiddleMs));
      },
      row: (row, lineNumber) => keep(judge.row(row, { file, lineNumber })),
      problem: (message, lineNumber) =>
        handlers.problem(`${file}${lineNumber === null ? '' : `:${lineNumber}`}: ${message}`),
    });
    const hand = async (): Promise<void> => {
      indicators += ready.length;
      for (const judged of ready) {
        const waits = handlers.found(judged);
        if (waits !== undefined) await waits;
      }
      ready.length = 0;
    };
    try {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        reader.push(chunk);
        await hand();
        handlers.progress(file, bytes, lines + reader.lineCount());
      }
    } catch (error) {
      const at = error instanceof Error && 'offset' in error ? ` at byte ${String(error.offset)}` : '';
      handlers.problem(
        `${file}: ${error instanceof Error ? error.message : String(error)}${at}; what came before counts`,
      );
    }
    reader.end();
    await hand();
    lines += reader.lineCount();
  }
  return { lines, bytes, indicators };
}

/** A line without a time is kept: nothing shows that it is out of the range. */
const isWithin = (at: number | null, { since, until }: ReplayOptions): boolean =>
  at === null || ((since === null || at >= since) && (until === null || at <= until));
