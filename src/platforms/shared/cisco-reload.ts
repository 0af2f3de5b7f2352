import { type EpochMs, epochMs } from '../../core/brands.ts';
import type { ScheduledReload } from '../../core/facts.ts';
import type { Parsed } from '../../core/result.ts';
import { type Fields, firstMatch, parsed, readLines, textField } from './read-kit.ts';
import { uptimeSeconds } from './uptime.ts';

/**
 * Reads `show reload` of IOS and IOS-XE. `scheduled` is false for `No reload is scheduled.` and true beside the printed
 * line (`reload_text`), the time left (`reload_in`), who asked (`reload_by`) and why (`scheduled_reason`).
 */
export function readCiscoReload(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const line = firstMatch(lines, /^\s*(Reload scheduled (?:for|in|at)\b.*)/i);
  const none = lines.some((candidate) => /^\s*No reload is scheduled/i.test(candidate));
  const fields = {
    scheduled: line !== undefined ? true : none ? false : undefined,
    reload_text: line,
    reload_in: line === undefined ? undefined : firstMatch([line], /\bin ([^()]{1,120}?)(?:\)| by\b| on\b|$)/i),
    reload_by: line === undefined ? undefined : firstMatch([line], /\bby (\S.{0,80}?)(?: on\b.*)?$/i),
    scheduled_reason: firstMatch(lines, /^\s*Reload reason\s*: *(\S.*)/i),
  };
  return parsed(fields, output, ['scheduled']);
}

/** The schedule as a fact; `at` by the auditor's clock plus the time left, since the printed time is the device's. */
export function scheduledReload(fields: Fields, now: EpochMs | null): ScheduledReload | null {
  if (fields['scheduled'] === false) return { kind: 'none' };
  const text = textField(fields, 'reload_text');
  if (text === null) return null;
  const left = uptimeSeconds(textField(fields, 'reload_in') ?? '');
  const at = now === null || left === undefined ? null : epochMs(now + left * 1000);
  return { kind: 'scheduled', text, at, by: textField(fields, 'reload_by') };
}
