/** A record whose further lines may still come. */
export type OpenRecord = { readonly text: string; readonly lines: number };

const opens = /%SYS-5-RESTART: ?System restarted --\s{0,8}$/;
const continues =
  /^(?:<\d{1,3}>)?(?:[\w.:+ -]{0,80} )?(?:Cisco (?:IOS|Internetwork Operating System) Software\b|Technical Support: |Copyright \(c\) \d{4}|Compiled [A-Z][a-z]{2} )/;
const maxLines = 8;

/**
 * Joins the lines that one message became on its way: the restart message of IOS and IOS XE ends its first line with
 * `--` and names the software in the next ones. Feed the lines in order; `done` are the records that are complete, with
 * the number of lines each was made of; `open` goes into the next call, and into the output when the input ends.
 */
export function joinRecord(
  open: OpenRecord | null,
  line: string,
): { readonly done: readonly OpenRecord[]; readonly open: OpenRecord | null } {
  if (open !== null && line.length < 1024 && continues.test(line)) {
    const joined: OpenRecord = { text: `${open.text}\n${line.trim()}`, lines: open.lines + 1 };
    return joined.lines >= maxLines ? { done: [joined], open: null } : { done: [], open: joined };
  }
  const before = open === null ? [] : [open];
  const next: OpenRecord = { text: line, lines: 1 };
  return line.endsWith('-') || line.endsWith('-\r') || line.endsWith('- ')
    ? opens.test(line.slice(-64))
      ? { done: before, open: next }
      : { done: [...before, next], open: null }
    : { done: before.length === 0 ? [next] : [...before, next], open: null };
}

/**
 * Undoes the escapes of rsyslog for control characters: `#012` is a line feed, `#011` a tab. Other text is left alone.
 * Source: rsyslog's `parser.escapeControlCharactersOnReceive` and its C style relatives.
 */
export function unescapeControls(line: string): string {
  if (!line.includes('#01')) return line;
  return line.replace(/#01([1235])/g, (_, digit: string) =>
    digit === '1' ? '\t' : digit === '5' ? '\r' : digit === '2' ? '\n' : '\v',
  );
}
