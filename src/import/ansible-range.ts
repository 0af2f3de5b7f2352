import { err, ok, type Result } from '../core/result.ts';

const most = 20_000;

/**
 * Unfolds the ranges of a host pattern: `sw[01:20]`, `rack[a:c]-sw[1:9:2]`. A start with leading zeros keeps its
 * width, and the end must have the same; both ends belong to the range. More than 20 000 names are refused.
 */
export function expandRanges(pattern: string): Result<readonly string[], string> {
  let names: readonly string[] = [''];
  let rest = pattern;
  for (;;) {
    const open = rest.indexOf('[');
    if (open === -1) return ok(names.map((name) => name + rest));
    const close = rest.indexOf(']', open);
    if (close === -1) return err(`"${pattern.slice(0, 80)}" has a [ without its ]`);
    const words = rangeWords(rest.slice(open + 1, close));
    if (!words.ok) return err(`"${pattern.slice(0, 80)}": ${words.error}`);
    if (names.length * words.value.length > most) return err(`"${pattern.slice(0, 80)}" stands for over ${most} hosts`);
    const before = rest.slice(0, open);
    names = names.flatMap((name) => words.value.map((word) => name + before + word));
    rest = rest.slice(close + 1);
  }
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

function rangeWords(text: string): Result<readonly string[], string> {
  const match = /^(\d{1,9}|[A-Za-z]):(\d{1,9}|[A-Za-z])(?::(\d{1,9}))?$/.exec(text);
  if (match === null) return err(`[${text.slice(0, 40)}] is no range such as [01:20] or [a:f]`);
  const [, from = '', to = '', by = '1'] = match;
  const numeric = /^\d/.test(from);
  if (numeric !== /^\d/.test(to)) return err(`[${text}] mixes numbers and letters`);
  const padded = numeric && from.length > 1 && from.startsWith('0');
  if (padded && from.length !== to.length) return err(`[${text}]: both ends need the same number of digits`);
  const value = (word: string): number => (numeric ? Number(word) : letters.indexOf(word));
  const step = Number(by);
  if (step < 1) return err(`[${text}] has a step of 0`);
  if (value(to) < value(from)) return err(`[${text}] ends before it begins`);
  if ((value(to) - value(from)) / step > most) return err(`[${text}] stands for over ${most} hosts`);
  const words: string[] = [];
  for (let at = value(from); at <= value(to); at += step)
    words.push(numeric ? String(at).padStart(padded ? from.length : 0, '0') : letters.charAt(at));
  return ok(words);
}
