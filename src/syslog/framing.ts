/** One message of a byte stream. */
export type Frame = {
  readonly bytes: Uint8Array;
  /** Byte of the stream at which the message (not its count) begins. */
  readonly offset: number;
  readonly framing: 'octet-counted' | 'line';
  /** Longer than the limit: the rest was dropped, it never becomes a message of its own. */
  readonly truncated: boolean;
  /** `wrong-count`: another message begins inside the counted bytes. `incomplete`: the stream ended inside them. */
  readonly problem: 'wrong-count' | 'incomplete' | null;
};

export type FrameDecoder = {
  readonly push: (chunk: Uint8Array) => readonly Frame[];
  /** The stream is over: what is left becomes the last message. */
  readonly end: () => readonly Frame[];
  /** Where the stream stands: between two messages, in a line that has no end yet, or in anything else. */
  readonly standing: () => 'between' | 'in-line' | 'other';
};

const LF = 10;
const SPACE = 32;
const LESS = 60;
const maxDigits = 8;
/** A line feed and this many bytes decide whether a message begins there: eight digits, a blank, `<`. */
const lookAhead = maxDigits + 3;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;

type Mode =
  | { readonly kind: 'start' }
  | { readonly kind: 'line' }
  | { readonly kind: 'counted'; readonly count: number }
  | { readonly kind: 'skip'; readonly bytes: number }
  | { readonly kind: 'skip-line' };

/**
 * Cuts a stream of bytes into messages, told apart one by one (RFC 6587): a count, a blank and `<` begin an octet-counted
 * message, everything else is a line up to the line feed. Where the stream is cut into chunks does not matter; each byte
 * is looked at a bounded number of times. Line ends and NUL around a message are dropped, empty messages are none.
 * A count that runs over the begin of another message is wrong: the message ends at the line feed before that one.
 */
export function frameDecoder(maxBytes: number): FrameDecoder {
  let buffer = new Uint8Array(4096);
  let start = 0;
  let end = 0;
  let offset = 0;
  let scanned = 0;
  let mode: Mode = { kind: 'start' };

  const drop = (count: number): void => {
    start += count;
    offset += count;
    scanned = 0;
  };

  const append = (chunk: Uint8Array): void => {
    if (end + chunk.length > buffer.length) {
      const live = end - start;
      const grown = live + chunk.length > buffer.length / 2 ? new Uint8Array((live + chunk.length) * 2) : buffer;
      grown.set(buffer.subarray(start, end), 0);
      buffer = grown;
      start = 0;
      end = live;
    }
    buffer.set(chunk, end);
    end += chunk.length;
  };

  /** Copies a message out: the buffer is used again. */
  const frame = (length: number, framing: Frame['framing'], problem: Frame['problem']): Frame | null => {
    const truncated = length > maxBytes;
    let to = start + (truncated ? maxBytes : length);
    while (to > start && (buffer[to - 1] === LF || buffer[to - 1] === 13 || buffer[to - 1] === 0)) to -= 1;
    return to === start ? null : { bytes: buffer.slice(start, to), offset, framing, truncated, problem };
  };

  /** The count at `start`; null: a line begins here; undefined: not decided before more bytes are there. */
  const readCount = (over: boolean): { readonly count: number; readonly length: number } | null | undefined => {
    let count = 0;
    for (let index = start; ; index++) {
      if (index >= end) return over ? null : undefined;
      const byte = buffer[index];
      if (isDigit(byte) && index - start < maxDigits) {
        count = count * 10 + ((byte ?? 48) - 48);
        continue;
      }
      if (byte !== SPACE || index === start || count === 0) return null;
      if (index + 1 >= end) return over ? null : undefined;
      return buffer[index + 1] === LESS ? { count, length: index + 1 - start } : null;
    }
  };

  /** True where `at` begins another message: `<` and a digit, or a count. Undefined: too few bytes to tell. */
  const beginsMessage = (at: number, limit: number, over: boolean): boolean | undefined => {
    let index = at;
    while (index < limit && index - at < maxDigits && isDigit(buffer[index])) index += 1;
    if (index > at && index < limit && buffer[index] === SPACE) index += 1;
    else if (index > at && index < limit) return false;
    if (index + 1 < limit) return buffer[index] === LESS && isDigit(buffer[index + 1]);
    return over || limit - at >= lookAhead ? false : undefined;
  };

  const counted = (count: number, over: boolean): Frame | null | undefined => {
    const available = end - start;
    const complete = available >= count;
    const limit = Math.min(end, start + count);
    const last = Math.min(limit, start + maxBytes);
    for (let at = start + scanned; at < last; at++) {
      if (buffer[at] !== LF) continue;
      const begins = beginsMessage(at + 1, limit, complete || over);
      if (begins === undefined) {
        scanned = at - start;
        return undefined;
      }
      if (!begins) continue;
      const message = frame(at - start, 'octet-counted', 'wrong-count');
      drop(at + 1 - start);
      mode = { kind: 'start' };
      return message;
    }
    scanned = Math.max(scanned, last - start);
    if (complete) {
      const message = frame(count, 'octet-counted', null);
      drop(count);
      mode = { kind: 'start' };
      return message;
    }
    if (available > maxBytes + lookAhead) {
      const message = frame(count, 'octet-counted', null);
      mode = { kind: 'skip', bytes: count };
      return message;
    }
    if (!over) return undefined;
    const message = frame(available, 'octet-counted', 'incomplete');
    drop(available);
    mode = { kind: 'start' };
    return message;
  };

  const line = (over: boolean): Frame | null | undefined => {
    const feed = buffer.subarray(0, end).indexOf(LF, start + scanned);
    const length = (feed === -1 ? end : feed) - start;
    if (feed === -1 && !over && length <= maxBytes) {
      scanned = length;
      return undefined;
    }
    const message = frame(length, 'line', null);
    if (feed !== -1 || over) {
      drop(feed === -1 ? length : length + 1);
      mode = { kind: 'start' };
    } else mode = { kind: 'skip-line' };
    return message;
  };

  const step = (over: boolean): Frame | null | undefined => {
    switch (mode.kind) {
      case 'skip': {
        const some = Math.min(mode.bytes, end - start);
        drop(some);
        mode = some === mode.bytes ? { kind: 'start' } : { kind: 'skip', bytes: mode.bytes - some };
        return null;
      }
      case 'skip-line': {
        const feed = buffer.subarray(0, end).indexOf(LF, start);
        if (feed !== -1) mode = { kind: 'start' };
        drop((feed === -1 ? end : feed + 1) - start);
        return null;
      }
      case 'counted':
        return counted(mode.count, over);
      case 'line':
        return line(over);
      case 'start': {
        const byte = buffer[start];
        if (byte === LF || byte === 13 || byte === 0) {
          drop(1);
          return null;
        }
        const count = readCount(over);
        if (count === undefined) return undefined;
        if (count !== null) drop(count.length);
        mode = count === null ? { kind: 'line' } : { kind: 'counted', count: count.count };
        return null;
      }
    }
  };

  const take = (over: boolean): readonly Frame[] => {
    const frames: Frame[] = [];
    while (start < end) {
      const next = step(over);
      if (next === undefined) break;
      if (next !== null) frames.push(next);
    }
    return frames;
  };

  return {
    push(chunk) {
      append(chunk);
      return take(false);
    },
    end: () => take(true),
    standing: () => (mode.kind === 'line' ? 'in-line' : mode.kind === 'start' && start === end ? 'between' : 'other'),
  };
}
