/** Structured data of RFC 5424: the elements in order, and where the text after them begins. */
export type StructuredData = {
  readonly elements: readonly { readonly id: string; readonly params: readonly (readonly [string, string])[] }[];
  /** Index after the data; the blank before the message is not consumed. */
  readonly end: number;
};

const elementId = /\[([^\s="\]]{1,128})/y;
const paramStart = / {1,2}([^\s="\]]{1,64})="/y;

/**
 * Reads `-` or `[id name="value" …]…` at `at`. In a value `\"`, `\\` and `\]` are escapes; a bare quote inside a value,
 * as Junos prints it in commands, ends it only where `]` or the next ` name="` follows. Null: no structured data here.
 * Source: RFC 5424 6.3; Junos lines of the log corpus.
 */
export function readStructuredData(line: string, at: number): StructuredData | null {
  if (line.charCodeAt(at) === 45) return { elements: [], end: at + 1 };
  const elements: { id: string; params: (readonly [string, string])[] }[] = [];
  let index = at;
  while (line.charCodeAt(index) === 91) {
    elementId.lastIndex = index;
    const id = elementId.exec(line)?.[1];
    if (id === undefined) break;
    index = elementId.lastIndex;
    const params: (readonly [string, string])[] = [];
    for (;;) {
      paramStart.lastIndex = index;
      const name = paramStart.exec(line)?.[1];
      if (name === undefined) break;
      const from = paramStart.lastIndex;
      const to = valueEnd(line, from);
      if (to === null) return null;
      const raw = line.slice(from, to);
      params.push([name, raw.includes('\\') ? raw.replace(/\\(["\\\]])/g, '$1') : raw]);
      index = to + 1;
    }
    if (line.charCodeAt(index) !== 93) return null;
    index += 1;
    elements.push({ id, params });
  }
  return elements.length === 0 ? null : { elements, end: index };
}

function valueEnd(line: string, from: number): number | null {
  for (let quote = line.indexOf('"', from); quote !== -1; quote = line.indexOf('"', quote + 1)) {
    if (line.charCodeAt(quote - 1) === 92 && line.charCodeAt(quote - 2) !== 92 && quote > from) continue;
    const next = line.charCodeAt(quote + 1);
    if (next === 93) {
      const after = line.charCodeAt(quote + 2);
      if (Number.isNaN(after) || after === 32 || after === 91) return quote;
      continue;
    }
    if (next !== 32) continue;
    paramStart.lastIndex = quote + 1;
    if (paramStart.test(line)) return quote;
  }
  return null;
}
