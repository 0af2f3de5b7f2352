import { printable } from '../core/printable.ts';

export type Column = {
  readonly title: string;
  /** Wraps at blanks to what is left of the width; the others are as wide as their longest cell, at most `most`. */
  readonly wraps?: boolean;
  readonly most?: number;
};

/** Plain text in columns: no lines, two blanks between, wrapped cells below each other. Cells are made printable. */
export const textTable = (columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string =>
  tableLines(columns, rows, width).join('\n');

/** The heading, then one entry a row; an entry of wrapped cells has several lines. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  const cells = rows.map((row) => row.map(printable));
  const fixed = columns.map((column, index) =>
    column.wraps === true
      ? 0
      : Math.min(column.most ?? 40, Math.max(column.title.length, ...cells.map((row) => (row[index] ?? '').length))),
  );
  const gaps = 2 * (columns.length - 1);
  const flexible = columns.filter(({ wraps }) => wraps === true).length;
  const room = Math.max(
    20,
    Math.floor((width - gaps - fixed.reduce((sum, size) => sum + size, 0)) / Math.max(1, flexible)),
  );
  const widths = columns.map((column, index) => (column.wraps === true ? room : (fixed[index] ?? 0)));
  const print = (row: readonly string[]): string => {
    const wrapped = row.map((cell, index) => wrap(cell, widths[index] ?? 10));
    const height = Math.max(1, ...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      wrapped
        .map((lines, index) => (lines[line] ?? '').padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    ).join('\n');
  };
  return [print(columns.map(({ title }) => title)), ...cells.map(print)];
}

/** Breaks at blanks, or inside a word that is longer than the line. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length > width) {
      lines.push(line);
      line = '';
    }
    while (rest.length > width) {
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}
