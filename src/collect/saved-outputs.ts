import type { EpochMs } from '../core/brands.ts';
import { slugOf } from '../core/command.ts';
import type { Answer } from '../core/observation.ts';
import { outputStatus, type RefusalWords } from '../core/output-status.ts';
import { type Reason, reason } from '../core/reason.ts';
import type { SessionRules } from '../platforms/platform.ts';
import { matchedLines } from './matched-lines.ts';

/** One file of a folder of saved outputs: `show-version.txt`, a terminal log (`*.log`) or a `*.tech`. */
export type SavedFile = { readonly name: string; readonly text: string };

/** Outputs by the slug of their command, without its hyphens: people write `show-boot-config` for what is `show-bootconfig`. */
export type SavedOutputs = ReadonlyMap<string, string>;

/** How a terminal log is told apart: the platform's prompt, and the forms of its commands. */
export type LogRules = Pick<SessionRules, 'prompt'> & { readonly forms: readonly string[] };

/** Reads the files of one device in the layout of the contract (section 5). A file of its own wins over a log. */
export function savedOutputs(files: readonly SavedFile[], rules: LogRules): SavedOutputs {
  const outputs = new Map<string, string>();
  for (const { name, text } of files) {
    if (/\.log$/i.test(name))
      for (const [slug, output] of splitTerminalLog(text, rules)) outputs.set(keyOf(slug), output);
    if (/\.tech$/i.test(name)) for (const [slug, output] of splitTechSupport(text)) outputs.set(keyOf(slug), output);
  }
  for (const { name, text } of files) if (/\.txt$/i.test(name)) outputs.set(keyOf(name.replace(/\.txt$/i, '')), text);
  return outputs;
}

const keyOf = (slug: string): string => slug.toLowerCase().replaceAll('-', '');

/**
 * Prompts and commands in a terminal log: what follows `PROMPTcommand` up to the next prompt is its output. The first
 * prompt with a command names the device; a line of output such as `Serial# 123` is no prompt of it.
 */
function splitTerminalLog(text: string, { prompt, forms }: LogRules): readonly (readonly [string, string])[] {
  const outputs: [string, string][] = [];
  let host: string | null = null;
  let current: { readonly slug: string; readonly lines: string[] } | null = null;
  const finish = (): void => {
    if (current !== null) outputs.push([current.slug, `${current.lines.join('\n')}\n`]);
    current = null;
  };
  for (const line of text.split(/\r?\n/)) {
    const typed = typedAt(line, prompt, host);
    if (typed === null) {
      current?.lines.push(line);
      continue;
    }
    host ??= typed.host;
    finish();
    if (typed.command !== '') current = { slug: slugOf(wholeCommand(typed.command, forms)), lines: [] };
  }
  finish();
  return outputs;
}

const firstWords =
  /^(?:sh|sho|show|dir|mo|mor|more|ver|veri|verify|get|diag|diagnose|debug|file|term|terminal|set|req|request|ena?|enable|exit|quit|end|run|admin|conf|config|configure|exe|execute|copy|ping|logout|do)\b/i;

/** The command typed behind a prompt of this device; empty for a bare prompt, null for a line of output. */
function typedAt(
  line: string,
  prompt: RegExp,
  host: string | null,
): { readonly host: string; readonly command: string } | null {
  const end = line.slice(0, 200).search(/[>#$](?:\s|$)|[>#$](?=[a-z])/i);
  if (end === -1) return null;
  const head = line.slice(0, end + 1);
  if (!new RegExp(prompt.source, prompt.flags.replace('g', '')).test(head)) return null;
  const name = head.replace(/\([^()]{0,40}\)/g, '').replace(/\s*[>#$]$/, '');
  const command = line.slice(end + 1).trim();
  if (host === null) return firstWords.test(command) ? { host: name, command } : null;
  return name === host && (command === '' || firstWords.test(command)) ? { host: name, command } : null;
}

/** `sh ver` → `show version`: each typed word begins the word of one form of the list. Others stay as they are. */
function wholeCommand(typed: string, forms: readonly string[]): string {
  const words = typed.split(/\s+/);
  const fitting = forms.filter((form) => {
    const whole = form.split(' ');
    return (
      whole.length === words.length &&
      whole.every(
        (word, index) => word.startsWith('{') || word.toLowerCase().startsWith((words[index] ?? '').toLowerCase()),
      )
    );
  });
  const form = fitting.find((candidate) => candidate.toLowerCase() === typed.toLowerCase()) ?? fitting[0];
  if (form === undefined) return typed;
  return form
    .split(' ')
    .map((word, index) => (word.startsWith('{') ? (words[index] ?? '') : word))
    .join(' ');
}

/** `------------------ show version ------------------` heads each part of a Cisco-family file. */
function splitTechSupport(text: string): readonly (readonly [string, string])[] {
  const outputs: [string, string][] = [];
  const heading = /^[-=*`]{1,40} ?((?:show|dir|more|get|diagnose|file|debug) [^\r\n]{1,200}?)[-=*` ]{0,60}\r?$/;
  let current: { readonly slug: string; readonly lines: string[] } | null = null;
  for (const line of text.split('\n')) {
    const command = heading.exec(line)?.[1];
    if (command === undefined) {
      current?.lines.push(line);
      continue;
    }
    if (current !== null) outputs.push([current.slug, current.lines.join('\n')]);
    current = { slug: slugOf(command), lines: [] };
  }
  if (current !== null) outputs.push([current.slug, current.lines.join('\n')]);
  return outputs;
}

/** What the filter of a command would have left of the whole output, where that one was saved. */
function filtered(outputs: SavedOutputs, command: string): string | undefined {
  const [whole, filter] = command.split(' | ');
  if (whole === undefined || filter === undefined) return undefined;
  const text = outputs.get(keyOf(slugOf(whole)));
  return text === undefined ? undefined : matchedLines(command, text);
}

/** Answers a step from the saved outputs; what was not saved is missing evidence. */
export function answerFrom(
  outputs: SavedOutputs,
  command: { readonly text: string; readonly slug: string },
  words: RefusalWords,
  takenAt: EpochMs | null,
): Answer {
  const text = outputs.get(keyOf(command.slug)) ?? filtered(outputs, command.text);
  const base = { command: command.text, slug: command.slug, startedAt: takenAt, tookMs: 0 };
  if (text === undefined)
    return { ...base, status: 'not-asked', text: '', reason: reason('unsupported', `"${command.text}" was not saved`) };
  const status = outputStatus(text, words);
  return { ...base, status, text, reason: whyRefused(status, command.text) };
}

function whyRefused(status: ReturnType<typeof outputStatus>, command: string): Reason | null {
  switch (status) {
    case 'denied':
      return reason('command-denied', `"${command}" was refused`);
    case 'unsupported':
      return reason('unsupported', `"${command}" is unknown to the device`);
    case 'absent':
    case 'ok':
      return null;
  }
}
