import { err, ok, type Result } from './result.ts';

const units: Readonly<Record<string, number>> = { kB: 1_000, MB: 1_000_000, GB: 1_000_000_000 };

/** Reads `800kB`, `10MB` or `1GB` a second into bytes a second; `unlimited` is infinite. */
export function readRate(text: string): Result<number, string> {
  if (text === 'unlimited') return ok(Number.POSITIVE_INFINITY);
  const found = /^(\d{1,6})(kB|MB|GB)$/.exec(text);
  const rate = Number(found?.[1] ?? 0) * (units[found?.[2] ?? ''] ?? 0);
  return rate > 0
    ? ok(rate)
    : err(`write bytes a second such as 800kB, 10MB, or unlimited, not "${text.slice(0, 40)}"`);
}
