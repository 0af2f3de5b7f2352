/** Longest line that is looked at; no device prints a longer one that matters, and it keeps every pattern cheap. */
const longestLine = 4096;

/** No command that pawl sends prints as many lines; garbage does. */
export const mostLines = 50_000;

const escapeSequences = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|[()][A-Za-z0-9]|[=>78cDEHMNOZ])/g;
/** `--More--` of the Cisco family, Arista and Fortinet with the backspaces or the blank line that erase it. */
const pagerWithErasure =
  / ?<?--- ?More ?---?>?(?:[ \t\x08]*\x08|[ \t]*\r[ \t]+\r)?| ?--More--(?:[ \t\x08]*\x08|[ \t]*\r[ \t]+\r)?/g;
const junosPagerErased = /---\(more(?: \d{1,3}%)?\)---[ \t]*\r[ \t]*\r/g;
/** `---(more)---`, `---(more 45%)---` of Junos, `lines 1-23` of PAN-OS, alone on their line. */
const pagerLine = /^[ \t]*(?:---\(more(?: \d{1,3}%)?\)---|lines \d{1,7}-\d{1,7})[ \t]*(?:\r[ \t]*)?$/;

/**
 * What a terminal would show of a saved output: escape sequences, backspaces, erased pager marks, `\r` and other control
 * characters are gone; lines end in `\n`. Lines over 4,096 characters are cut, runs of progress dots and of blank lines shortened; what follows the
 * line 50,001 is dropped.
 */
export function cleanText(text: string): string {
  const shown = text
    .replace(/\r{1,8}\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\r\x1b\[[0-2]?K/g, '\x00')
    .replace(escapeSequences, '')
    .replace(pagerWithErasure, '')
    .replace(junosPagerErased, '')
    .replace(/\.{64,}/g, '...')
    .replace(/!{64,}/g, '!!!');
  return shown
    .split('\n', mostLines + 1)
    .filter((line) => !pagerLine.test(line))
    .map(shownLine)
    .join('\n');
}

/** One line as it stands on the screen: `\x00` marks an erased line, `\r` before blanks and `\r` the same. */
function shownLine(line: string): string {
  if (!/[\x00-\x08\x0b-\x1f\x7f]/.test(line)) return line.slice(0, longestLine);
  const kept = line.slice(line.lastIndexOf('\x00') + 1, line.length);
  return kept
    .slice(0, longestLine)
    .split('\r')
    .map((part) => withoutBackspaces(part).replace(/[\x00-\x08\x0b-\x1f\x7f]/g, ''))
    .filter((part, index, all) => all.length === 1 || index === 0 || part.trim() !== '')
    .join('\n');
}

function withoutBackspaces(text: string): string {
  if (!text.includes('\x08')) return text;
  const cells: string[] = [];
  let cursor = 0;
  for (const char of text) {
    if (char === '\x08') cursor = Math.max(0, cursor - 1);
    else {
      cells[cursor] = char;
      cursor += 1;
    }
  }
  return cells.join('');
}

/** True where a saved output stops at a pager: what follows was never fetched. */
export function endsAtPager(text: string): boolean {
  const end = text.slice(-200).replace(/[\s\x08]+$/, '');
  return /(?:--More--|--- ?More ?---?>?|---\(more(?: \d{1,3}%)?\)---|\nlines \d{1,7}-\d{1,7})$/.test(end);
}
