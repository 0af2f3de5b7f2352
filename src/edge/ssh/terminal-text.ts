/** Terminal control in what a device prints: rendered where it moves text, dropped where it only paints. */

/** One escape sequence: CSI, OSC, character set or a single letter. Classes do not overlap, so it is linear. */
const escapeSequence = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[()*+][A-Za-z0-9]|[=>78cDEHMNOZ])/g;
/** The same at one place only: searching on from an unfinished sequence would make a line of them slow. */
const escapeHere = new RegExp(escapeSequence.source, 'y');
const otherControl = /[\x00-\x07\x0b\x0c\x0e-\x1f\x7f]/g;
/** A line with none of these is already what a terminal would show. */
const needsRendering = /[\x00-\x08\x0b-\x1f\x7f]/;
/** A device that sends "cursor right by 999999999" gets no more columns than this. */
const widestColumn = 4096;

/** The text as a terminal would show it, lines ended by `\n`. */
export function renderText(raw: string): string {
  return raw
    .split('\n')
    .map((line) => renderLine(withoutReturns(line)))
    .join('\n');
}

/** NX-OS ends lines with several of them. By hand, since `\r+$` is slow on a line full of them. */
export function withoutReturns(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === '\r') end -= 1;
  return end === line.length ? line : line.slice(0, end);
}

/**
 * One line as a terminal would show it: backspace and cursor keys move, `\r` goes to the first column, erase
 * sequences erase, letters overwrite. Pagers wipe themselves in this way (platforms.md 3.2), and PAN-OS redraws its echo.
 */
export function renderLine(line: string): string {
  if (!needsRendering.test(line)) return line;
  const cells: string[] = [];
  let column = 0;
  let at = 0;
  while (at < line.length) {
    const character = line[at] ?? '';
    if (character === '\x1b') {
      escapeHere.lastIndex = at;
      const found = escapeHere.exec(line);
      if (found !== null) {
        column = applyControl(found[0], cells, column);
        at += found[0].length;
        continue;
      }
    } else if (character === '\b') column = Math.max(0, column - 1);
    else if (character === '\r') column = 0;
    else if (character === '\t' || character >= ' ') {
      if (character !== '\x7f') {
        while (cells.length < column) cells.push(' ');
        cells[column] = character;
        column += 1;
      }
    }
    at += 1;
  }
  return cells.join('');
}

/** Text without blanks and without any control, for comparing an echo that was wrapped or redrawn. */
export function squeeze(raw: string): string {
  return raw
    .replace(escapeSequence, '')
    .replace(otherControl, '')
    .replace(/[\s\b]+/g, '');
}

/** Carries out one escape sequence on the line; returns the new column. */
function applyControl(sequence: string, cells: string[], column: number): number {
  if (!sequence.startsWith('\x1b[')) return column;
  const amount = Number.parseInt(sequence.slice(2), 10);
  const count = Number.isNaN(amount) ? 1 : amount;
  switch (sequence.at(-1)) {
    case 'K':
      if (amount === 1) cells.fill(' ', 0, column);
      else cells.length = amount === 2 ? 0 : Math.min(cells.length, column);
      return column;
    case 'D':
      return Math.max(0, column - count);
    case 'C':
      return Math.min(widestColumn, column + count);
    case 'G':
      return Math.min(widestColumn, Math.max(0, count - 1));
    default:
      return column;
  }
}
