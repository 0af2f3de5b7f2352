import type { Command } from 'commander';
import { readCursor } from '../app/agent/list-cursor.ts';
import { type EpochMs, epochMs } from '../core/brands.ts';
import { readDuration } from '../core/duration.ts';
import { readInstant } from '../core/instant.ts';
import type { Page } from '../record-ports.ts';
import { UsageError } from './command-line.ts';
import { countOption } from './fleet.ts';

/** Options of every list out of the record. */
export type ListFlags = { readonly since?: string; readonly limit?: number; readonly cursor?: string };

export const withPaging = (command: Command, since: string): Command =>
  command
    .option('--since <time>', `${since}: a time, a date, or 24h, 30d before now`)
    .option('--limit <n>', 'at most so many', countOption)
    .option('--cursor <cursor>', 'go on where a list with --limit ended (its `next`)');

/** The time of `--since`; null: none was given. */
export function sinceOf({ since }: ListFlags, now: EpochMs): EpochMs | null {
  if (since === undefined) return null;
  const length = readDuration(since);
  if (length.ok) return epochMs(now - length.value);
  const at = readInstant(since, 'start');
  if (!at.ok) throw new UsageError(`--since: ${at.error}`);
  return at.value;
}

/** Where no limit was given everything is listed. */
const everything = Number.MAX_SAFE_INTEGER - 1;

export const limitOf = ({ limit }: ListFlags): number => limit ?? everything;

/** One item more than is shown is asked for: it tells that there are more. Null: everything was asked for. */
export function pageAsked(flags: ListFlags): Page | null {
  const after = readCursor(flags.cursor ?? null);
  if (!after.ok) throw new UsageError(`--cursor: ${after.error.message}`);
  return flags.limit === undefined && after.value === null ? null : { after: after.value, limit: limitOf(flags) + 1 };
}

/** What a person types to see the rest; null: that was all. */
export const moreText = (next: string | null): string | null =>
  next === null ? null : `there are more: --cursor ${next}`;
