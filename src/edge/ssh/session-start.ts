import { type Reason, reason } from '../../core/reason.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Secret, SessionRules } from '../../ports.ts';
import { classify, cleanOutput } from './answer.ts';
import type { Dialogue, Ended } from './dialogue.ts';
import { type LearnedPrompt, learnPrompt, shownTail } from './prompt.ts';
import { type CommandOutcome, commandReader, enableReader, loginReader } from './reader.ts';

/** What is known about a channel once commands may be sent. */
export type ReadyChannel = {
  readonly prompt: LearnedPrompt;
  /** False where the device does not repeat what is typed. */
  readonly echoes: boolean;
  readonly notes: readonly string[];
};

const enter = '\r';
const interrupt = '\x03';
const leaveQuestionMs = 2000;
const refusedEnable = 'the device refused the enable secret; the session stays unprivileged';
/** Prompts that may be tried before the channel is given up: banners can imitate a few. */
const mostCandidates = 5;

/**
 * Learns the prompt, sends the platform's set-up and raises the privilege. The prompt is learned from two answers that
 * agree: the one after the login, and the one after the first set-up command (or Enter, where the platform has none).
 */
export async function startSession(
  channel: Dialogue,
  rules: SessionRules,
  enable: Secret | null,
  timeoutMs: number,
): Promise<Result<ReadyChannel, Reason>> {
  const limits = { totalMs: timeoutMs, idleMs: null };
  const first = await channel.run(null, loginReader(rules), limits);
  if (first.kind !== 'done') return err(lostReason(first, 'no prompt came'));
  if (first.outcome.kind === 'stopped') return err(first.outcome.reason);

  const notes: string[] = [];
  const setup = [...rules.setup];
  let echoes = true;
  let confirmed = false;
  let here = first.outcome.line;
  let prompt = learnPrompt(rules, first.outcome.line);
  for (let tried = 0; prompt !== null && tried < mostCandidates; tried += 1) {
    // A prompt that disagreed once is asked with Enter alone; commands wait until one is confirmed.
    const command = tried === 0 ? (setup[0]?.text ?? '') : '';
    const sent = { text: command, echoes, acceptOtherPrompt: true };
    const ended = await channel.run(command + enter, commandReader(rules, prompt, sent), limits);
    if (ended.kind !== 'done') return err(lostReason(ended, `the prompt "${prompt.text}" did not come again`));
    if (ended.outcome.kind === 'other-prompt') {
      prompt = learnPrompt(rules, ended.outcome.line);
      continue;
    }
    if (ended.outcome.kind === 'lost') return err(ended.outcome.reason);
    if (command !== '') {
      setup.shift();
      echoes = ended.outcome.kind !== 'answer' || ended.outcome.echoed;
      noteRefusal(command, ended.outcome, prompt, rules, notes);
    }
    here = lastPrompt(ended.outcome, here);
    confirmed = true;
    break;
  }
  if (prompt === null || !confirmed) return err(reason('prompt-lost', 'no two prompts after the login were the same'));

  for (const { text } of setup) {
    const ended = await channel.run(text + enter, commandReader(rules, prompt, { text, echoes }), limits);
    if (ended.kind !== 'done') return err(lostReason(ended, `no prompt after "${text}"`));
    if (ended.outcome.kind === 'lost') return err(ended.outcome.reason);
    here = lastPrompt(ended.outcome, here);
    noteRefusal(text, ended.outcome, prompt, rules, notes);
  }
  if (enable !== null) {
    const note = await raisePrivilege(channel, rules, prompt, here, enable, timeoutMs);
    if (!note.ok) return note;
    if (note.value !== null) notes.push(note.value);
  }
  return ok({ prompt, echoes, notes });
}

/** A note where the privilege was not raised; only a channel that is lost is an error. */
async function raisePrivilege(
  channel: Dialogue,
  rules: SessionRules,
  prompt: LearnedPrompt,
  here: string,
  secret: Secret,
  timeoutMs: number,
): Promise<Result<string | null, Reason>> {
  const { enable } = rules;
  if (enable === null || !matches(enable.neededAt, here)) return ok(null);
  const limits = { totalMs: timeoutMs, idleMs: null };
  const password = await secret.reveal();
  if (!password.ok) return ok(`enable was not sent: ${password.error}`);

  const sent = { text: enable.command.text, secret: false };
  const asked = await channel.run(enable.command.text + enter, enableReader(enable, prompt, sent), limits);
  if (asked.kind !== 'done') return err(lostReason(asked, 'no answer to enable'));
  const after =
    asked.outcome.kind === 'prompt'
      ? asked
      : await channel.run(password.value + enter, enableReader(enable, prompt, { text: '', secret: true }), limits);
  if (after.kind !== 'done') return err(lostReason({ ...after, raw: '' }, 'no answer to the enable secret'));
  if (after.outcome.kind === 'prompt') return ok(matches(enable.neededAt, after.outcome.line) ? refusedEnable : null);
  // Asked a second time: the secret was wrong. It is not tried again; Ctrl-C, else empty answers, leave the question.
  for (const key of [interrupt, enter, enter]) {
    const reader = enableReader(enable, prompt, { text: '', secret: true });
    const left = await channel.run(key, reader, { totalMs: leaveQuestionMs, idleMs: null });
    if (left.kind === 'done' && left.outcome.kind === 'prompt') return ok(refusedEnable);
    if (left.kind === 'closed') return err(left.reason);
  }
  return err(reason('prompt-lost', 'the device refused the enable secret and kept asking for it'));
}

/** The prompt that ended an answer, as a terminal shows it: its tail tells the privilege. */
function lastPrompt(outcome: CommandOutcome, before: string): string {
  if (outcome.kind !== 'answer') return before;
  return shownTail(outcome.output.slice(outcome.output.lastIndexOf('\n') + 1)) || before;
}

function noteRefusal(
  command: string,
  outcome: CommandOutcome,
  prompt: LearnedPrompt,
  rules: SessionRules,
  notes: string[],
): void {
  if (outcome.kind === 'refused') notes.push(`set-up "${command}" was answered with a question`);
  if (outcome.kind !== 'answer') return;
  const text = cleanOutput(outcome.output, prompt, rules);
  if (classify(text, rules).status === 'ok') return;
  const what = /length|pager|screen-length/.test(command) ? 'paging could not be turned off' : 'set-up was refused';
  notes.push(`${what}: "${command}" gave ${JSON.stringify(text.trim().slice(-120))}`);
}

/** The reason for a wait that ended without what it was for. */
export function lostReason(ended: Exclude<Ended<unknown>, { kind: 'done' }>, what: string): Reason {
  switch (ended.kind) {
    case 'closed':
      return ended.reason;
    case 'endless':
      return reason('endless', `${what}: the output does not stop`);
    default: {
      const shown = ended.line.trim() === '' ? lastWords(ended.raw) : ended.line.trim().slice(-80);
      return reason('prompt-lost', `${what}${shown === '' ? '' : `; the last line was ${JSON.stringify(shown)}`}`);
    }
  }
}

const lastWords = (raw: string): string => raw.trim().slice(-80);

function matches(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(text);
}
