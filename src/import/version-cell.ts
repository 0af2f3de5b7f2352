import type { VersionScheme } from '../core/version.ts';

/** One release or range that a cell of a golden list names. */
export type CellVersion = { readonly kind: 'exact' | 'range'; readonly text: string; readonly train: string | null };

export type VersionCell = {
  readonly versions: readonly CellVersion[];
  /** What cannot be read. */
  readonly problems: readonly string[];
  /** What can be read, but may not be what was typed. */
  readonly doubtful: readonly string[];
  readonly notes: readonly string[];
};

/**
 * Reads the releases of one cell as people write them: several, apart by line feed, comma, semicolon, bar or `or`;
 * `v7.2.8`; `PAN-OS 10.2.9`; `17.9.4+` and `17.9.x`. What a spreadsheet may have changed (`15.10` → `15.1`, dates,
 * powers of ten) is told as doubtful or refused, never guessed.
 */
export function readVersionCell(cell: string, scheme: VersionScheme): VersionCell {
  const versions: CellVersion[] = [];
  const problems: string[] = [];
  const doubtful: string[] = [];
  const notes: string[] = [];
  const whole = spreadsheetDamage(cell.trim());
  if (whole !== null) return { versions, problems: [`"${cell.trim().slice(0, 40)}" ${whole}`], doubtful, notes };
  for (const piece of pieces(cell, scheme)) {
    const damage = spreadsheetDamage(piece);
    const read = readPiece(piece, scheme);
    if (damage !== null) problems.push(`"${piece.slice(0, 40)}" ${damage}`);
    else if (read === null)
      problems.push(`"${piece.slice(0, 40)}" is no release of this platform${decimalHint(piece)}`);
    else {
      versions.push(read);
      if (read.kind === 'range')
        notes.push(`"${piece}" was taken as ${read.text}${read.train === null ? '' : ` in train ${read.train}`}`);
      else if (isDecimal(read.text) && scheme.parse(`${read.text}0`).ok)
        doubtful.push(`"${piece}": a spreadsheet turns ${read.text}0 into ${read.text}; which one is meant?`);
    }
  }
  return { versions, problems, doubtful, notes };
}

/** A number to a spreadsheet, with one digit after the point. */
const isDecimal = (text: string): boolean => /^\d{1,3}\.\d$/.test(text);

const decimalHint = (text: string): string => (isDecimal(text) ? ` (a spreadsheet turns ${text}0 into ${text})` : '');

function spreadsheetDamage(text: string): string | null {
  if (/^#(?:NAME\?|REF!|VALUE!|N\/A|DIV\/0!|NUM!)|^#{2,}$/i.test(text)) return 'is an error of a spreadsheet';
  if (/^\d(?:[.,]\d{1,20})?E[+-]?\d{1,3}$/i.test(text)) return 'was turned into a power of ten by a spreadsheet';
  const months = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mrz|mai|okt|dez';
  const date = new RegExp(
    `^\\d{4}-\\d{2}-\\d{2}(?:$|[ T])|^\\d{1,2}[./]\\d{1,2}[./]\\d{4}$|^\\d{1,2}/\\d{1,2}/\\d{2}$|^(?:\\d{1,2}[-. ]{1,2})?(?:${months})[a-z]{0,6}(?:[-. ]{1,2}\\d{1,4})?$`,
    'i',
  );
  return date.test(text) ? 'was turned into a date by a spreadsheet' : null;
}

function pieces(cell: string, scheme: VersionScheme): readonly string[] {
  return cell
    .split(/[\r\n;,|]+|\s(?:or|and|oder|und|&|\/)\s/i)
    .map((piece) => piece.trim().replace(/^["']|["']$/g, ''))
    .filter((piece) => piece !== '' && !/^(?:-|n\/?a|tbd|none)$/i.test(piece))
    .flatMap((piece) => {
      const words = piece.split(/\s+/);
      return words.length > 1 && words.every((word) => scheme.parse(word.replace(/^v(?=\d)/i, '')).ok)
        ? words
        : [piece];
    });
}

function readPiece(piece: string, scheme: VersionScheme): CellVersion | null {
  const bare = withoutName(piece).replace(/\s+\([^)]{0,60}\)$/, '');
  if (/^[<>=]/.test(bare)) {
    const spaced = bare.replaceAll(/([<>=]{1,2})\s+/g, '$1');
    return scheme.range(spaced).ok ? { kind: 'range', text: spaced, train: null } : null;
  }
  const exact = scheme.parse(bare);
  if (exact.ok) return { kind: 'exact', text: bare, train: null };
  const wildcard = /^(\d[\w.()-]{0,30})\.[xX*]$/.exec(bare)?.[1];
  if (wildcard !== undefined)
    return scheme.range(`${wildcard}.*`).ok ? { kind: 'range', text: `${wildcard}.*`, train: null } : null;
  const least = /^(\S{1,40}?)(?:\s{0,3}\+|\s{1,3}(?:or|and) (?:later|newer|above|higher|up))$/i.exec(bare)?.[1];
  const from = least === undefined ? null : scheme.parse(least);
  if (least === undefined || from?.ok !== true || !scheme.range(`>=${least}`).ok) return null;
  return { kind: 'range', text: `>=${least}`, train: from.value.train };
}

/** Drops leading words without a digit (`Cisco IOS XE`, `Version`), and the `v` before a number. */
function withoutName(text: string): string {
  const words = text.split(/\s+/);
  const first = words.findIndex((word) => /\d|^[<>=]/.test(word));
  return (first > 0 ? words.slice(first) : words).join(' ').replace(/^v(?=\d)/i, '');
}
