import { frameDecoder } from './framing.ts';

/** One message, or `lines` lines that each end in a line feed: these are a view of the chunk and must not be kept. */
export type StreamFrame = { readonly bytes: Uint8Array; readonly lines?: number };

export type StreamFrames = {
  readonly push: (chunk: Uint8Array) => readonly StreamFrame[];
  /** The stream is over: what is left becomes the last message. */
  readonly end: () => readonly StreamFrame[];
};

const LF = 10;
const CR = 13;

/**
 * The same messages as `frameDecoder`, but whole lines that stand together are given out together, as they lie: a busy
 * relay sends hundreds in one chunk, and few of them are ever looked at one by one.
 */
export function streamFrames(maxBytes: number): StreamFrames {
  const decoder = frameDecoder(maxBytes);
  return {
    push(chunk) {
      let at = 0;
      const frames: StreamFrame[] = [];
      if (decoder.standing() === 'in-line') {
        const feed = chunk.indexOf(LF);
        at = feed === -1 ? chunk.length : feed + 1;
        frames.push(...decoder.push(chunk.subarray(0, at)));
      }
      if (decoder.standing() === 'between' && at < chunk.length) {
        const { end, lines } = wholeLines(chunk, at, maxBytes);
        if (lines > 0) frames.push({ bytes: chunk.subarray(at, end), lines });
        at = end;
      }
      if (at < chunk.length) frames.push(...decoder.push(chunk.subarray(at)));
      return frames;
    },
    end: () => decoder.end(),
  };
}

/** Where the lines end that are nothing but lines: whole, not too long, and begun by no digit, which may be a count. */
function wholeLines(
  chunk: Uint8Array,
  from: number,
  maxBytes: number,
): { readonly end: number; readonly lines: number } {
  let end = from;
  let lines = 0;
  while (end < chunk.length) {
    const first = chunk[end] ?? 0;
    if (first <= CR || (first >= 48 && first <= 57)) break;
    const feed = chunk.indexOf(LF, end);
    if (feed === -1 || feed - end > maxBytes) break;
    end = feed + 1;
    lines += 1;
  }
  return { end, lines };
}
