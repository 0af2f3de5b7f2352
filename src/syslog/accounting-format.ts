import type { LogEvent } from '../core/indicator.ts';
import { err, ok, type Result } from '../core/result.ts';
import { readHeader } from './header.ts';
import type { TimeContext } from './log-time.ts';
import { eventOf } from './read-line.ts';
import { tacPlusReading } from './tac-plus.ts';
import { readTimeStamp } from './time-stamp.ts';
import { isZoneName } from './time-zones.ts';

/** Reads one line of an accounting file; null where it does not have the format. */
export type AccountingReader = (line: string, context: TimeContext) => LogEvent | null;

type Piece = { readonly variable: string; readonly after: string };

/**
 * Makes a reader of the `accounting format` that an operator gave tac_plus-ng, e.g. `${nas}::${user}::${cmd}`. A value
 * goes on to the next literal text, the last one to the end of the line. Known variables: `nas user port nac accttype
 * service cmd`; others are passed over. A time in front of the first variable may be anything that device headers have.
 * `\t` stands for a tab, `${FS}` too. Refused: a format without `${cmd}` or `${nas}`, two variables without text between.
 */
export function accountingFormat(format: string): Result<AccountingReader, string> {
  const parts = format
    .replaceAll('\\t', '\t')
    .replaceAll(`\${FS}`, '\t')
    .split(/\$\{(\w{1,32})\}/);
  const pieces: Piece[] = [];
  for (let index = 1; index < parts.length; index += 2) {
    const after = parts[index + 1] ?? '';
    if (after === '' && index + 2 < parts.length) return err(`nothing stands between two values: "${format}"`);
    pieces.push({ variable: parts[index] ?? '', after });
  }
  for (const needed of ['nas', 'cmd']) {
    if (!pieces.some(({ variable }) => variable === needed)) return err(`the format has no \${${needed}}`);
  }
  const hasTime = /%|\$\{?TIME|\d{4}/.test(parts[0] ?? '');
  return ok((line, context) => readFormatted(line, context, pieces, hasTime));
}

function readFormatted(
  line: string,
  context: TimeContext,
  pieces: readonly Piece[],
  hasTime: boolean,
): LogEvent | null {
  const text = line.replace(/[\r\n\0]{1,8}$/, '');
  const stamp = readTimeStamp(text, 0, isZoneName);
  if (stamp === null && hasTime) return null;
  let at = stamp?.end ?? 0;
  while (at > 0 && /[\s:,|;]/.test(text.charAt(at))) at += 1;
  const values = new Map<string, string>();
  for (const [index, { variable, after }] of pieces.entries()) {
    const isLast = index === pieces.length - 1;
    const to = after === '' || isLast ? text.length : text.indexOf(after, at);
    if (to === -1) return null;
    values.set(variable, text.slice(at, to));
    at = to + after.length;
  }
  const value = (name: string): string => values.get(name)?.trim() ?? '';
  if (value('nas') === '' || !/^(?:start|stop|update|)$/.test(value('accttype'))) return null;
  const reading = tacPlusReading(text, {
    device: value('nas'),
    user: value('user'),
    tty: value('port'),
    remote: value('nac'),
    record: value('accttype'),
    command: value('cmd') === '' ? null : value('cmd'),
    fields: value('service') === '' ? {} : { service: value('service') },
  });
  return eventOf(line, readHeader(''), { ...reading, stamp }, context);
}
