import type { Prefilter } from '../detect/prefilter.ts';
import { joinRecord, type OpenRecord } from '../syslog/joined-record.ts';

/** One record of a log: a line, or the lines that one message became on its way. */
export type LogRecord = {
  readonly text: string;
  /** Of its first line, counted by line feeds from 1. */
  readonly lineNumber: number;
};

export type LogLines = {
  readonly push: (chunk: Uint8Array) => void;
  /** The stream is over: what is left is the last line. */
  readonly end: () => void;
  readonly lineCount: () => number;
};

const LF = 10;
/** Longer lines are cut: the rest is dropped, it never becomes a line of its own. */
export const maxLineBytes = 4 * 1024 * 1024;
const pieceBytes = 1024 * 1024;

/**
 * Cuts a stream into records and hands over those that may hit (`filter` null: all). Memory is bounded by the longest line;
 * where the stream is cut into chunks makes no difference. Bytes that are no UTF-8 become U+FFFD.
 */
export function logLines(
  filter: Prefilter | null,
  onRecord: (record: LogRecord) => void,
  onCut: (lineNumber: number) => void = () => undefined,
): LogLines {
  let rest: Uint8Array = new Uint8Array(0);
  let skipping = false;
  let lines = 0;
  let open: OpenRecord | null = null;
  let openFrom = 0;

  const feed = (text: string, number: number): void => {
    const { done, open: next } = joinRecord(open, text);
    const before = open;
    for (const [index, record] of done.entries())
      onRecord({ text: record.text, lineNumber: before !== null && index === 0 ? openFrom : number });
    if (next !== null && (before === null || done.length > 0)) openFrom = number;
    open = next;
  };

  const flush = (): void => {
    if (open !== null) onRecord({ text: open.text, lineNumber: openFrom });
    open = null;
  };

  /** Whole lines: every one of them ends in a line feed, or the last one at the end of the stream. */
  const whole = (bytes: Uint8Array, last: boolean): void => {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    let counted = 0;
    const numberAt = (at: number): number => {
      lines += feedsIn(buffer, counted, at);
      counted = at;
      return lines + 1;
    };
    const take = (from: number, to: number): number => {
      feed(buffer.toString('utf8', from, buffer[to - 1] === 13 ? to - 1 : to), numberAt(from));
      return to + 1;
    };
    const nextLine = (from: number): number => {
      const feedAt = buffer.indexOf(LF, from);
      return take(from, feedAt === -1 ? buffer.length : feedAt);
    };
    let at = 0;
    while (open !== null && at < buffer.length) at = nextLine(at);
    if (filter === null) while (at < buffer.length) at = nextLine(at);
    else if (at < buffer.length) {
      filter.scan(buffer, at, buffer.length, (from, to) => {
        let next = take(from, to);
        while (open !== null && next < buffer.length) next = nextLine(next);
        return next;
      });
    }
    numberAt(buffer.length);
    if (last) flush();
  };

  /** The begin of a line whose end has not come yet. */
  const keepRest = (bytes: Uint8Array): void => {
    rest = rest.length === 0 ? bytes.slice() : joined(rest, bytes);
    if (rest.length <= maxLineBytes) return;
    onCut(lines + 1);
    whole(rest.subarray(0, maxLineBytes), false);
    rest = new Uint8Array(0);
    skipping = true;
  };

  const piece = (chunk: Uint8Array): void => {
    let begin = 0;
    if (skipping) {
      const at = chunk.indexOf(LF);
      if (at === -1) return;
      skipping = false;
      begin = at;
    }
    const end = chunk.lastIndexOf(LF);
    if (end < begin) {
      keepRest(chunk.subarray(begin));
      return;
    }
    if (rest.length > 0) {
      const first = chunk.indexOf(LF, begin);
      keepRest(chunk.subarray(begin, first));
      const start = rest;
      rest = new Uint8Array(0);
      if (!skipping) whole(joined(start, chunk.subarray(first, first + 1)), false);
      begin = skipping ? first : first + 1;
      skipping = false;
    }
    if (begin <= end) whole(chunk.subarray(begin, end + 1), false);
    if (end + 1 < chunk.length) keepRest(chunk.subarray(end + 1));
  };

  return {
    push(chunk) {
      for (let from = 0; from < chunk.length; from += pieceBytes) piece(chunk.subarray(from, from + pieceBytes));
    },
    end() {
      whole(rest, true);
      rest = new Uint8Array(0);
    },
    lineCount: () => lines,
  };
}

function joined(one: Uint8Array, two: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + two.length);
  both.set(one);
  both.set(two, one.length);
  return both;
}

/** Line feeds in a stretch of bytes. */
function feedsIn(buffer: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = buffer.indexOf(LF, from); at !== -1 && at < to; at = buffer.indexOf(LF, at + 1)) count += 1;
  return count;
}
