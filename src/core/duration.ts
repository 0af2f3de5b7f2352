import { err, ok, type Result } from './result.ts';

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
};

/**
 * Reads `10s`, `20m`, `24h`, `7d`, `2w`, `2y` (365 days) or a sum such as `1h30m` into milliseconds. A number without
 * a unit is refused: nobody can tell what was meant.
 */
export function readDuration(text: string): Result<number, string> {
  const wanted = 'write a duration such as 30s, 20m, 24h or 7d';
  if (text.length > 40 || !/^(?:\d{1,9}(?:ms|[smhdwy]))+$/.test(text))
    return err(`${wanted}, not "${text.slice(0, 40)}"`);
  let sum = 0;
  for (const [, digits = '', unit = ''] of text.matchAll(/(\d+)(ms|[smhdwy])/g))
    sum += Number(digits) * (unitMs[unit] ?? 0);
  return Number.isSafeInteger(sum) ? ok(sum) : err(`${wanted}; "${text}" is too long`);
}
