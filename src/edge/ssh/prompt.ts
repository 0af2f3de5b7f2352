import type { SessionRules } from '../../ports.ts';
import { renderLine } from './terminal-text.ts';

/** A prompt that two answers agreed on: its host part is fixed, its tail may change (mode, state of a pair). */
export type LearnedPrompt = {
  readonly text: string;
  /** For a whole last line, as a terminal shows it. */
  readonly matches: (line: string) => boolean;
};

const longestPrompt = 256;

/** The last line of a raw text, as shown, where it could be a prompt of the platform. */
export function promptCandidate(rules: SessionRules, tail: string): string | null {
  if (tail === '' || tail.length > longestPrompt * 4) return null;
  const line = shownTail(tail);
  return line !== '' && line.length <= longestPrompt && matchesWhole(rules.prompt, line) ? line : null;
}

/** Null where the platform's pattern does not fit the line after all. */
export function learnPrompt(rules: SessionRules, line: string): LearnedPrompt | null {
  const match = execWhole(rules.prompt, line);
  if (match === null) return null;
  const host = match[1] ?? line.trimEnd();
  const pattern = new RegExp(`^${escaped(host)}(?:${rules.promptTail})\\s*$`);
  // A tail that the rules do not foresee is taken as it stands: better the exact line than none.
  if (!pattern.test(line)) return { text: line, matches: (other) => other.trimEnd() === line.trimEnd() };
  return { text: line, matches: (other) => other.length <= longestPrompt && pattern.test(other) };
}

export const shownTail = (tail: string): string => renderLine(tail).trimStart();

const matchesWhole = (pattern: RegExp, line: string): boolean => execWhole(pattern, line) !== null;

/** The match must be the line itself, also where the platform's pattern has no anchors or a state. */
function execWhole(pattern: RegExp, line: string): RegExpExecArray | null {
  pattern.lastIndex = 0;
  const match = pattern.exec(line);
  return match !== null && match[0].trim() === line.trim() ? match : null;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
