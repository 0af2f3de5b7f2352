/** Cuts the objects out of a JSON array (or of objects one after another), wherever the text is cut into chunks. */
export type JsonObjects = {
  /** Texts of the objects that are complete now, with the line on which each begins. */
  readonly push: (text: string) => readonly { readonly text: string; readonly lineNumber: number }[];
  /** False where the text ended inside an object. */
  readonly isComplete: () => boolean;
};

/** An object that is longer is dropped. */
const maxObjectLength = 8 * 1024 * 1024;

/** Looks at braces and quotes only; whether an object is JSON is for its reader to tell. */
export function jsonObjects(): JsonObjects {
  let depth = 0;
  let inText = false;
  let escaped = false;
  let lineNumber = 1;
  let startedOn = 1;
  let parts: string[] = [];
  let length = 0;
  return {
    push(text) {
      const done: { readonly text: string; readonly lineNumber: number }[] = [];
      let from = 0;
      for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at);
        if (code === 10) lineNumber += 1;
        if (escaped) escaped = false;
        else if (inText) {
          if (code === 92) escaped = true;
          else if (code === 34) inText = false;
        } else if (code === 34) inText = depth > 0;
        else if (code === 123) {
          if (depth === 0) {
            from = at;
            startedOn = lineNumber;
          }
          depth += 1;
        } else if (code === 125 && depth > 0) {
          depth -= 1;
          if (depth === 0) {
            if (length <= maxObjectLength)
              done.push({ text: parts.join('') + text.slice(from, at + 1), lineNumber: startedOn });
            parts = [];
            length = 0;
            from = at + 1;
          }
        }
      }
      if (depth > 0) {
        length += text.length - from;
        if (length <= maxObjectLength) parts.push(text.slice(from));
        else parts = [];
      }
      return done;
    },
    isComplete: () => depth === 0,
  };
}
