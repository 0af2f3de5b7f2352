const maxColumns = 400;

/** Splits one CSV record: quotes double inside quotes, an open quote takes the rest. At most 400 columns are read. */
export function splitCsv(text: string): readonly string[] {
  const columns: string[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at <= text.length && columns.length < maxColumns) {
    if (text.charCodeAt(at) !== 34) {
      const comma = text.indexOf(',', at);
      const to = comma === -1 ? text.length : comma;
      columns.push(text.slice(at, to));
      at = to + 1;
      continue;
    }
    let to = at + 1;
    let doubled = false;
    for (;;) {
      const quote = text.indexOf('"', to);
      if (quote === -1) {
        to = text.length;
        break;
      }
      if (text.charCodeAt(quote + 1) !== 34) {
        to = quote;
        break;
      }
      doubled = true;
      to = quote + 2;
    }
    const value = text.slice(at + 1, to);
    columns.push(doubled ? value.replaceAll('""', '"') : value);
    const comma = text.indexOf(',', to);
    at = comma === -1 ? text.length + 1 : comma + 1;
  }
  return columns;
}

/**
 * Joins the lines of a CSV record whose quoted values hold line feeds: a record is complete when its quotes are even.
 * Feed the lines in order; `open` goes into the next call and is the last record when the input ends. A record of more
 * than a mebibyte is given up as it is: a stray quote must not swallow the file.
 */
export function joinCsvRecord(
  open: string | null,
  line: string,
): { readonly record: string | null; readonly open: string | null } {
  const whole = open === null ? line : `${open}\n${line}`;
  const isOpen = (open === null) === (quotesIn(line) % 2 === 1);
  return isOpen && whole.length < 1_048_576 ? { record: null, open: whole } : { record: whole, open: null };
}

function quotesIn(line: string): number {
  let count = 0;
  for (let at = line.indexOf('"'); at !== -1; at = line.indexOf('"', at + 1)) count += 1;
  return count;
}
