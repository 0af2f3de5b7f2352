/** Bytes of one answer that are kept; past that it is endless (platforms.md 3.2 rule 9). */
export const outputLimit = 16 * 1024 * 1024;

/** A run of progress dots that is kept; a hash of a large image prints tens of thousands. */
const keptDots = 16;
/** Longest last line that is worth looking at: prompts, pagers and questions are short. */
const longestTail = 1024;

/**
 * Collects one answer. Only the unfinished last line is looked at while it grows, so it is kept apart from the
 * finished ones, which are joined once at the end.
 */
export type OutputBuffer = {
  readonly push: (text: string) => void;
  /** The line without its end yet, raw; empty where it is too long to be a prompt. */
  readonly tail: () => string;
  readonly all: () => string;
  readonly size: () => number;
  readonly full: () => boolean;
  /** Replaces the last line, e.g. to take a pager mark out. */
  readonly replaceTail: (text: string) => void;
  readonly clear: () => void;
};

export function outputBuffer(limit = outputLimit): OutputBuffer {
  let finished: string[] = [];
  let tail = '';
  let size = 0;
  return {
    push(text) {
      const lineEnd = text.lastIndexOf('\n');
      if (size >= limit) {
        // What comes after the limit is not kept; its last line still shows when the device is done.
        tail = (lineEnd === -1 ? tail + text : text.slice(lineEnd + 1)).slice(-longestTail);
        return;
      }
      const added = withoutDots(tail, text);
      size += added.length;
      if (lineEnd === -1) tail += added;
      else {
        const end = added.lastIndexOf('\n') + 1;
        finished.push(tail, added.slice(0, end));
        tail = added.slice(end);
      }
    },
    tail: () => (tail.length > longestTail ? '' : tail),
    all() {
      finished = [finished.join('')];
      return finished[0] + tail;
    },
    size: () => size,
    full: () => size >= limit,
    replaceTail(text) {
      tail = text;
    },
    clear() {
      finished = [];
      tail = '';
      size = 0;
    },
  };
}

/** Drops further dots where the last line is nothing but dots already. */
function withoutDots(tail: string, text: string): string {
  if (!text.startsWith('.') || tail.length < keptDots || !/^\.+$/.test(tail)) return text;
  return text.replace(/^\.+/, '');
}
