import { stringify } from 'csv-stringify/sync';
import type { Hit } from '../core/indicator.ts';

/** An indicator with the place and time that it was found at. */
export type FoundIndicator = {
  readonly file: string;
  readonly lineNumber: number;
  /** By the line's own clock or, without one, a relay's or table's; ISO 8601 in UTC. */
  readonly time: string | null;
  /** Name in the inventory. */
  readonly device: string | null;
  readonly sentinelScore: number;
  readonly line: string;
  readonly hit: Hit;
};

/** `pawl/indicator/v1`; what the line does not tell is null. */
export function indicatorJson({ file, lineNumber, time, device, sentinelScore, line, hit }: FoundIndicator): object {
  return {
    schema: 'pawl/indicator/v1',
    file,
    lineNumber,
    time,
    device,
    host: hit.host,
    platform: hit.platform,
    kind: hit.kind,
    detail: hit.detail,
    score: hit.score,
    sentinelScore,
    techniques: hit.techniques,
    user: hit.user,
    source: hit.source,
    command: hit.command,
    image: hit.image,
    version: hit.version,
    outcome: hit.outcome,
    rule: hit.rule,
    line,
  };
}

const columns = [
  'file',
  'lineNumber',
  'time',
  'device',
  'host',
  'platform',
  'kind',
  'detail',
  'score',
  'sentinelScore',
  'techniques',
  'user',
  'source',
  'command',
  'image',
  'version',
  'outcome',
  'rule',
  'line',
] as const;

/** A spreadsheet takes a cell that begins so for a formula. */
export const unformulated = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

export const indicatorCsvHeader = (): string => stringify([[...columns]]);

export function indicatorCsv(found: FoundIndicator): string {
  const { hit } = found;
  const row: Readonly<Record<(typeof columns)[number], string | number | null>> = {
    ...found,
    ...hit,
    device: found.device,
    techniques: hit.techniques.join(' '),
  };
  return stringify([columns.map((name) => (typeof row[name] === 'string' ? unformulated(row[name]) : row[name]))]);
}
