import type { Parsed, Problem } from '../../core/result.ts';
import { cleanText, endsAtPager, mostLines } from './clean-text.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** An output ready to be read: shown lines without echo and prompt, and what is wrong with the whole of it. */
export type Output = { readonly lines: readonly string[]; readonly problems: readonly Problem[] };

const refusals: readonly RegExp[] = [
  /^\s*% ?(?:Invalid (?:input|command|parameter)|Incomplete command|Ambiguous command|Unknown command|Unrecognized command|Permission denied|Unavailable command|This command is not authorized|Authorization failed|Error parsing)/i,
  /^\s*%Unrecognized command/i,
  /^\s*Command authorization failed/i,
  /^\s*Authorization denied for command/i,
  /^\s*(?:error: )?(?:unknown command|syntax error|permission denied)/i,
  /^\s*(?:Unknown command:|Invalid syntax\.)/,
  /^\s*(?:Unknown action \d|command parse error before|Command fail\. Return code)/,
];

/**
 * Prepares a saved or fresh output: terminal residue, the echoed command and bare prompts are dropped. A refusal of the
 * command and an end at a pager stand under `problems` (field `*`).
 */
export function readLines(text: string, command: string): Output {
  const words = command.trim().replace(/\s+/g, ' ').toLowerCase();
  const all = cleanText(text).split('\n');
  const lines = all
    .slice(0, mostLines)
    .map((line) => line.trimEnd())
    .filter((line) => !isEcho(line, words) && !barePrompt.test(line));
  const problems: Problem[] = [];
  if (all.length > mostLines) problems.push({ field: '*', message: `only the first ${mostLines} lines were read` });
  const refused = lines.slice(0, 40).find((line) => refusals.some((pattern) => pattern.test(line)));
  if (refused !== undefined) problems.push({ field: '*', message: `refused: ${refused.trim().slice(0, 120)}` });
  if (endsAtPager(text)) problems.push({ field: '*', message: 'the output ends at a pager: the rest is missing' });
  return { lines, problems };
}

const barePrompt = /^[\w.@()/:~\-[\]]{1,80} ?(?:\([\w-]{1,20}\) ?)?[>#$]$/;

function isEcho(line: string, words: string): boolean {
  if (words === '' || line.length > 600) return false;
  const shown = line.trim().replace(/\s+/g, ' ').toLowerCase();
  if (!shown.endsWith(words)) return false;
  const before = shown.slice(0, shown.length - words.length);
  return before === '' || /^\S{1,80}[>#$%:] ?$/.test(before);
}

/** Group 1 (or the first group that took part) of the first line that matches, without blanks around it; never empty. */
export function firstMatch(lines: readonly string[], pattern: RegExp): string | undefined {
  for (const line of lines) {
    const found = pattern.exec(line);
    if (found === null) continue;
    const value = found
      .slice(1)
      .find((group) => group !== undefined)
      ?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

/** Every line that matches, as matches. */
export function allMatches(lines: readonly string[], pattern: RegExp): readonly RegExpExecArray[] {
  return lines.map((line) => pattern.exec(line)).filter((found) => found !== null);
}

/** One pattern a field, each matched against single lines; a field without a match is absent. */
export function readFields(lines: readonly string[], patterns: Readonly<Record<string, RegExp>>): Fields {
  return Object.fromEntries(
    Object.entries(patterns)
      .map(([field, pattern]) => [field, firstMatch(lines, pattern)] as const)
      .filter(([, value]) => value !== undefined),
  );
}

/** The lines in pieces, each beginning with a line that `heading` matches; what stands before the first is dropped. */
export function sections(
  lines: readonly string[],
  heading: RegExp,
): readonly { readonly head: RegExpExecArray; readonly lines: readonly string[] }[] {
  const found: { head: RegExpExecArray; lines: string[] }[] = [];
  for (const line of lines) {
    const head = heading.exec(line);
    if (head !== null) found.push({ head, lines: [] });
    else found.at(-1)?.lines.push(line);
  }
  return found;
}

/**
 * Builds what a reader returns: fields that are undefined, null or empty text are left out; each name in `needed` that
 * is then absent becomes a problem, unless the output was refused as a whole.
 */
export function parsed(
  fields: Fields,
  output: Pick<Output, 'problems'> = { problems: [] },
  needed: readonly string[] = [],
): Parsed<Fields> {
  const value = compact(fields);
  const missing = output.problems.some((problem) => problem.message.startsWith('refused'))
    ? []
    : needed.filter((field) => value[field] === undefined);
  return {
    value,
    problems: [...output.problems, ...missing.map((field) => ({ field, message: 'not found in the output' }))],
  };
}

/** An object without the fields that are undefined, null or empty text. */
export function compact(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
}

/** Digits (also with thousands separators) as a number; undefined where it is none or not exact. */
export function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d[\d,]{0,19}$/.test(text.trim())) return undefined;
  const value = Number(text.replace(/,/g, ''));
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The field as text, or null where a reader did not give one. */
export function textField(fields: Fields, name: string): string | null {
  const value = fields[name];
  return typeof value === 'string' ? value : null;
}

/** The field as a number, or null. */
export function numberField(fields: Fields, name: string): number | null {
  const value = fields[name];
  return typeof value === 'number' ? value : null;
}

/** The field as a list of texts, or null where it is no list. */
export function textListField(fields: Fields, name: string): readonly string[] | null {
  const value = fields[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : null;
}

/** The field as a list of objects; an absent one is empty. */
export function listField(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter(isFields) : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
