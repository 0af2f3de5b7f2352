import { epochMs, isoTime } from '../core/brands.ts';
import type { LogEvent } from '../core/indicator.ts';
import { detectEvent } from '../detect/detect-event.ts';
import { type Prefilter, prefilter } from '../detect/prefilter.ts';
import { type RuleBook, ruleBook } from '../detect/rule-book.ts';
import { sentinelScore } from '../detect/sentinel.ts';
import { platforms } from '../platforms/index.ts';
import type { FoundIndicator } from '../report/indicator-json.ts';
import { readLine } from '../syslog/read-line.ts';
import { rowEvent } from '../syslog/row-event.ts';
import { lineForRule, rowForRule } from '../syslog/sentinel-input.ts';
import type { TableRow } from '../syslog/table-row.ts';
import type { DeviceDirectory } from './device-directory.ts';

/** A line or row that was judged: what was found in it, and when it was. */
export type Judged = { readonly found: FoundIndicator; readonly event: LogEvent; readonly at: number | null };

export type Place = { readonly file: string; readonly lineNumber: number };

export type LineJudge = {
  readonly book: RuleBook;
  readonly filter: Prefilter;
  /** `about`: who the line is about, where more is known than the inventory's names. */
  readonly line: (text: string, place: Place, receivedAt: number | null, about?: DeviceDirectory) => Judged | null;
  readonly row: (row: TableRow, place: Place) => Judged | null;
};

/**
 * Rules, reading and scoring put together. `directory` null: no inventory was given. `scores` false: the score of the
 * public rule is left at 0, where nobody asks for it.
 */
export function lineJudge(directory: DeviceDirectory | null, { scores } = { scores: true }): LineJudge {
  const book = ruleBook(platforms);
  const judged = (
    event: LogEvent,
    place: Place,
    rule: () => { readonly Facility: string; readonly SyslogMessage: string } | null,
    about: DeviceDirectory | null = directory,
  ): Judged | null => {
    const device = about?.(event) ?? null;
    const hit = detectEvent(book, event, device === null || device.platform === '' ? null : device.platform);
    if (hit === null) return null;
    const at = event.time?.at ?? event.relayTime?.at ?? null;
    const row = scores ? rule() : null;
    return {
      event,
      at,
      found: {
        ...place,
        time: at === null || !Number.isFinite(at) ? null : isoTime(epochMs(at)),
        device: device?.name ?? null,
        sentinelScore: row === null ? 0 : sentinelScore(row),
        line: event.line,
        hit,
      },
    };
  };
  return {
    book,
    filter: prefilter(book.rules),
    line: (text, place, receivedAt, about) =>
      judged(readLine(text, { receivedAt }), place, () => lineForRule(text, receivedAt), about),
    row: (row, place) => judged(rowEvent(row, { receivedAt: null }), place, () => rowForRule(row)),
  };
}
