import type { AnswerStatus } from '../../core/observation.ts';
import { outputStatus } from '../../core/output-status.ts';
import { type Reason, reason } from '../../core/reason.ts';
import type { SessionRules } from '../../ports.ts';
import type { LearnedPrompt } from './prompt.ts';
import { renderText } from './terminal-text.ts';

/** Refusals stand alone or at the head of an output; a log that quotes one further down is an output. */
const refusalWithin = 1500;

/** Output as evidence: rendered, without the prompt at its end and without lines that are no output. */
export function cleanOutput(output: string, prompt: LearnedPrompt, rules: SessionRules): string {
  const lines = renderText(output).split('\n');
  while (lines.length > 0 && isBlankOr(lines.at(-1) ?? '', (line) => prompt.matches(line) || isNoise(rules, line)))
    lines.pop();
  let start = 0;
  while (start < lines.length && isBlankOr(lines[start] ?? '', (line) => isNoise(rules, line))) start += 1;
  const kept = lines.slice(start).map((line) => line.trimEnd());
  return kept.length === 0 ? '' : `${kept.join('\n')}\n`;
}

/** What the platform's own words make of an output (platforms.md 1.8). */
export function classify(
  text: string,
  rules: SessionRules,
): { readonly status: AnswerStatus; readonly reason: Reason | null } {
  const head = text.slice(0, refusalWithin);
  const quoted = JSON.stringify(firstLineOf(head));
  const status = outputStatus(head, rules);
  switch (status) {
    case 'denied':
      return { status, reason: reason('command-denied', `the device refused the command: ${quoted}`) };
    case 'unsupported':
      return { status, reason: reason('unsupported', `the device does not know the command: ${quoted}`) };
    case 'absent':
    case 'ok':
      return { status, reason: null };
  }
}

const isBlankOr = (line: string, test: (line: string) => boolean): boolean => line.trim() === '' || test(line);

function isNoise(rules: SessionRules, line: string): boolean {
  return rules.noise.some((pattern) => {
    pattern.lastIndex = 0;
    return pattern.test(line);
  });
}

/** The line that says it: a caret line that points into the command comes first on many devices. */
function firstLineOf(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return (lines.find((line) => line !== '' && line !== '^') ?? '').slice(0, 160);
}
