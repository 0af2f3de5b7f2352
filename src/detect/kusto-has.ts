/** How a needle that begins or ends with a separator is read: as it stands, or without those separators. */
export type Edges = 'literal' | 'trim';

export type Needle = { readonly text: string; readonly startsTerm: boolean; readonly endsTerm: boolean };

const termCharacter = /^[\p{L}\p{N}]$/u;

/** Letters and digits make terms; the common case is decided without a regular expression. */
function isTerm(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
  return termCharacter.test(String.fromCodePoint(code));
}

/** Prepares a needle of `has` for one reading of its edges. */
export function needle(text: string, edges: Edges): Needle {
  const lower = text.toLowerCase();
  const trimmed = edges === 'trim' ? lower.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '') : lower;
  return {
    text: trimmed,
    startsTerm: isTerm(trimmed.codePointAt(0) ?? 0),
    endsTerm: isTerm(codePointBefore(trimmed, trimmed.length)),
  };
}

function codePointBefore(text: string, at: number): number {
  const code = text.charCodeAt(at - 1);
  if (Number.isNaN(code)) return 0;
  return code >= 0xdc00 && code <= 0xdfff ? (text.codePointAt(at - 2) ?? 0) : code;
}

/**
 * `has` of the Kusto query language over a text in lower case: the needle occurs as it stands, and where its first or
 * last character is a letter or digit the neighbour in the text is none.
 * Source: has-operator page of the Kusto documentation; points that it leaves open are decided as docs/detection.md says.
 */
export function has(lowerText: string, { text, startsTerm, endsTerm }: Needle): boolean {
  for (let at = lowerText.indexOf(text); at !== -1; at = lowerText.indexOf(text, at + 1)) {
    if (startsTerm && at > 0 && isTerm(codePointBefore(lowerText, at))) continue;
    if (endsTerm && isTerm(lowerText.codePointAt(at + text.length) ?? 0)) continue;
    return true;
  }
  return false;
}

export const hasAny = (lowerText: string, needles: readonly Needle[]): boolean =>
  needles.some((one) => has(lowerText, one));
