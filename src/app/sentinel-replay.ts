import { type EpochMs, isoTime } from '../core/brands.ts';
import type { SyslogRow } from '../core/syslog-row.ts';
import type { Edges } from '../detect/kusto-has.ts';
import { type SentinelRow, sentinelRows, sentinelScore } from '../detect/sentinel.ts';
import { tickTime } from '../detect/tick-time.ts';
import { lineForRule, rowForRule } from '../syslog/sentinel-input.ts';
import type { InputName } from './read-records.ts';
import { problemText } from './record-batches.ts';
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
  for await (const { file, records } of inputs) {
    for await (const read of records(input, null)) {
      for (const record of read.records) {
        if (record.kind === 'line') keep(record.text === '' ? null : lineForRule(record.text, clock));
        else if (record.kind === 'row') keep(rowForRule(record.row));
        else problem(problemText(file, record));
      }
    }
  }
  return sentinelRows(rows, { now, edges });
}

/** The rule's clock as text: what was given, else now; null for a text that is no time. */
export function sentinelClock(given: string | null, now: EpochMs): string | null {
  if (given === null) return isoTime(now);
  return tickTime(given) === null ? null : given;
}
