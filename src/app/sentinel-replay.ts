import { type EpochMs, isoTime } from '../core/brands.ts';
import type { SyslogRow } from '../core/syslog-row.ts';
import type { Edges } from '../detect/kusto-has.ts';
import { type SentinelRow, sentinelRows, sentinelScore } from '../detect/sentinel.ts';
import { tickTime } from '../detect/tick-time.ts';
import { lineForRule, rowForRule } from '../syslog/sentinel-input.ts';
import { type InputName, readRecords } from './read-records.ts';
import type { LogInput } from './replay.ts';

/** Exactly the rows of the public Sentinel rule over the inputs; what cannot be read is told. */
export async function sentinelReplay(
  inputs: Iterable<LogInput> | AsyncIterable<LogInput>,
  { input, now, edges }: { readonly input: InputName | null; readonly now: string; readonly edges: Edges },
  problem: (message: string) => void,
): Promise<readonly SentinelRow[]> {
  const rows: SyslogRow[] = [];
  // Rows without a score are none of the result: only the others are kept.
  const keep = (row: SyslogRow | null): void => {
    if (row !== null && sentinelScore(row, edges) > 0) rows.push(row);
  };
  const clock = Date.parse(now);
  for await (const { file, bytes } of inputs) {
    const reader = readRecords(input, null, {
      line: (text) => keep(text === '' ? null : lineForRule(text, clock)),
      row: (row) => keep(rowForRule(row)),
      problem: (message, lineNumber) => problem(`${file}${lineNumber === null ? '' : `:${lineNumber}`}: ${message}`),
    });
    try {
      for await (const chunk of bytes) reader.push(chunk);
    } catch (error) {
      problem(`${file}: ${error instanceof Error ? error.message : String(error)}; what came before counts`);
    }
    reader.end();
  }
  return sentinelRows(rows, { now, edges });
}

/** The rule's clock as text: what was given, else now; null for a text that is no time. */
export function sentinelClock(given: string | null, now: EpochMs): string | null {
  if (given === null) return isoTime(now);
  return tickTime(given) === null ? null : given;
}
