/** Something in an operator's file that is wrong (`error`) or that does nothing (`warning`). Lines and columns from 1. */
export type ConfigProblem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly severity: 'error' | 'warning';
};

/** `file:line:column: message`, the form that editors and compilers share. */
export const problemText = ({ file, line, column, message, severity }: ConfigProblem): string =>
  `${file}:${line}:${column}: ${severity === 'warning' ? 'warning: ' : ''}${message}`;

/** By place, so that one reading of the files prints in one order. */
export const inOrder = (problems: readonly ConfigProblem[]): readonly ConfigProblem[] =>
  [...problems].sort((a, b) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The name that was probably meant: at most two letters away, and not more than a third of the word. */
export function nearest(word: string, known: readonly string[]): string | null {
  const limit = Math.min(2, Math.floor(word.length / 3) + 1);
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const name of known) {
    if (Math.abs(name.length - word.length) > limit) continue;
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance <= limit && (best === null || distance < best.distance)) best = { name, distance };
  }
  return best?.name ?? null;
}

/** Letters to insert, drop or replace (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, replace));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
