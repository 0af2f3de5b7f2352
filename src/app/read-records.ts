import type { Prefilter } from '../detect/prefilter.ts';
import { splitCsv } from '../syslog/csv-record.ts';
import { detectInput, type InputKind } from '../syslog/detect-input.ts';
import { rowOfObject, rowOfRecord, rowsOfJson, type TableRow, tableColumns } from '../syslog/table-row.ts';
import { csvRecords } from './csv-records.ts';
import { jsonObjects } from './json-objects.ts';
import { logLines } from './log-lines.ts';

export type InputName = 'raw' | 'tacacs' | 'cef' | 'table';

export type RecordHandlers = {
  readonly line: (text: string, lineNumber: number) => unknown;
  readonly row: (row: TableRow, lineNumber: number) => unknown;
  /** Something could not be read; the rest goes on. */
  readonly problem: (message: string, lineNumber: number | null) => unknown;
};

export type RecordReader = {
  readonly push: (chunk: Uint8Array) => void;
  readonly end: () => void;
  readonly lineCount: () => number;
};

const sampleBytes = 64 * 1024;

/**
 * Reads a stream of any input: what it holds is told by its first bytes, or by `input`. Lines that the filter rules out are
 * neither cut nor decoded; rows of tables are all read.
 */
export function readRecords(input: InputName | null, filter: Prefilter | null, handlers: RecordHandlers): RecordReader {
  let reader: RecordReader | null = null;
  let sample: Uint8Array[] = [];
  let size = 0;
  const begin = (): RecordReader => {
    const bytes = Buffer.concat(sample);
    const found = detectInput(bytes.toString('utf8', 0, sampleBytes));
    const kind: InputKind =
      input === null || (input === 'table' && found.kind === 'table')
        ? found
        : input === 'table'
          ? { kind: 'table', form: 'csv' }
          : { kind: input };
    const made = kind.kind === 'table' ? tableReader(kind.form, handlers) : lineReader(filter, handlers);
    made.push(bytes);
    sample = [];
    return made;
  };
  return {
    push(chunk) {
      if (reader !== null) return reader.push(chunk);
      sample.push(chunk.slice());
      size += chunk.length;
      if (size >= sampleBytes) reader = begin();
    },
    end() {
      reader ??= begin();
      reader.end();
    },
    lineCount: () => reader?.lineCount() ?? 0,
  };
}

const lineReader = (filter: Prefilter | null, { line, problem }: RecordHandlers): RecordReader =>
  logLines(
    filter,
    ({ text, lineNumber }) => line(text, lineNumber),
    (lineNumber) => problem('a line is longer than 4 MiB; its rest was left out', lineNumber),
  );

function tableReader(form: 'json' | 'json-lines' | 'csv', handlers: RecordHandlers): RecordReader {
  if (form === 'json') return jsonReader(handlers);
  const records = csvRecords();
  let columns: readonly string[] | null = null;
  const csv = (record: { readonly text: string; readonly lineNumber: number } | null): void => {
    if (record === null || record.text.trim() === '') return;
    const cells = splitCsv(record.text);
    if (columns === null) {
      columns = tableColumns(cells) ?? cells;
      return;
    }
    handlers.row(rowOfRecord(columns, cells), record.lineNumber);
  };
  const lines = logLines(
    null,
    ({ text, lineNumber }) => {
      if (form === 'csv') return csv(records.push(text, lineNumber));
      if (text.trim() === '') return;
      const row = rowOfText(text);
      if (row === null) handlers.problem('not a row in JSON', lineNumber);
      else handlers.row(row, lineNumber);
    },
    (lineNumber) => handlers.problem('a row is longer than 4 MiB; its rest was left out', lineNumber),
  );
  return {
    ...lines,
    end() {
      lines.end();
      if (form === 'csv') csv(records.end());
    },
  };
}

function jsonReader({ row, problem }: RecordHandlers): RecordReader {
  const objects = jsonObjects();
  const decoder = new TextDecoder('utf-8');
  const take = (text: string): void => {
    for (const object of objects.push(text)) {
      const rows = rowsOfJson(object.text);
      if (rows === null) problem('not a row in JSON', object.lineNumber);
      for (const one of rows ?? []) row(one, object.lineNumber);
    }
  };
  let lines = 0;
  return {
    push(chunk) {
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1;
      take(decoder.decode(chunk, { stream: true }));
    },
    end() {
      take(decoder.decode());
      if (!objects.isComplete()) problem('the input ends inside an object', null);
    },
    lineCount: () => lines,
  };
}

function rowOfText(text: string): TableRow | null {
  try {
    return rowOfObject(JSON.parse(text.replace(/^\ufeff/, '')));
  } catch {
    return null;
  }
}
