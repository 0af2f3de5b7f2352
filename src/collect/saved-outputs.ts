import type { EpochMs } from '../core/brands.ts';
import { slugOf } from '../core/command.ts';
import type { Answer } from '../core/observation.ts';
import { reason } from '../core/reason.ts';
import type { SessionRules } from '../platforms/platform.ts';

/** One file of a folder of saved outputs: `show-version.txt`, a terminal log (`*.log`) or a `*.tech`. */
export type SavedFile = { readonly name: string; readonly text: string };

/** Outputs by the slug of their command, without its hyphens: people write `show-boot-config` for what is `show-bootconfig`. */
export type SavedOutputs = ReadonlyMap<string, string>;

/** Reads the files of one device in the layout of the contract (section 5). A file of its own wins over a log. */
export function savedOutputs(files: readonly SavedFile[], rules: Pick<SessionRules, 'prompt'>): SavedOutputs {
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

/** Prompts and commands in a terminal log: what follows `PROMPTcommand` up to the next prompt is its output. */
function splitTerminalLog(
  text: string,
  { prompt }: Pick<SessionRules, 'prompt'>,
): readonly (readonly [string, string])[] {
  const outputs: [string, string][] = [];
  let current: { readonly slug: string; readonly lines: string[] } | null = null;
  const finish = (): void => {
    if (current !== null) outputs.push([current.slug, `${current.lines.join('\n')}\n`]);
    current = null;
  };
  for (const line of text.split(/\r?\n/)) {
    const typed = commandIn(line, prompt);
    if (typed === null) {
      current?.lines.push(line);
      continue;
    }
    finish();
    if (typed !== '') current = { slug: slugOf(typed), lines: [] };
  }
  finish();
  return outputs;
}

/** The command typed behind a prompt; empty for a bare prompt, null for a line of output. */
function commandIn(line: string, prompt: RegExp): string | null {
  const end = line.slice(0, 200).search(/[>#$](?:\s|$)|[>#$](?=[a-z])/);
  if (end === -1) return null;
  const head = line.slice(0, end + 1);
  return matchesPrompt(head, prompt) ? line.slice(end + 1).trim() : null;
}

const matchesPrompt = (head: string, prompt: RegExp): boolean =>
  new RegExp(prompt.source, prompt.flags.replace('g', '')).test(head);

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

/** Answers a step from the saved outputs; what was not saved is missing evidence. */
export function answerFrom(
  outputs: SavedOutputs,
  command: { readonly text: string; readonly slug: string },
  rules: Pick<SessionRules, 'unsupported' | 'denied' | 'absent'>,
  takenAt: EpochMs | null,
): Answer {
  const text = outputs.get(keyOf(command.slug));
  const base = { command: command.text, slug: command.slug, startedAt: takenAt, tookMs: 0 };
  if (text === undefined)
    return { ...base, status: 'not-asked', text: '', reason: reason('unsupported', `"${command.text}" was not saved`) };
  const any = (patterns: readonly RegExp[]): boolean => patterns.some((pattern) => pattern.test(text));
  if (any(rules.denied))
    return { ...base, status: 'denied', text, reason: reason('command-denied', `"${command.text}" was refused`) };
  if (any(rules.unsupported))
    return {
      ...base,
      status: 'unsupported',
      text,
      reason: reason('unsupported', `"${command.text}" is unknown to the device`),
    };
  return { ...base, status: any(rules.absent) ? 'absent' : 'ok', text, reason: null };
}
