import { type Reason, reason } from '../../core/reason.ts';
import type { SessionRules } from '../../ports.ts';
import { echoEnd } from './echo.ts';
import { type LearnedPrompt, promptCandidate } from './prompt.ts';
import { withoutReturns } from './terminal-text.ts';

/**
 * The reader decides what the bytes on a channel mean (platforms.md 3.2). It owns no socket and no clock: it is shown
 * the state after every chunk, and again when nothing came for as long as it asked, and answers with one step.
 */
export type View = {
  /** The unfinished last line, raw. */
  readonly tail: string;
  /** The same as a terminal shows it. */
  readonly line: string;
  /** Everything since the last thing that was sent for this purpose, raw. */
  readonly raw: () => string;
  /** How long nothing has come; 0 where this is the view of a chunk that just came. */
  readonly quietMs: number;
};

export type Step<T> =
  /** Look again at the next chunk, or when it was quiet for so long. */
  | { readonly kind: 'wait'; readonly recheckMs: number }
  /** `tail` replaces the last line, where a pager mark is taken out of it. */
  | { readonly kind: 'send'; readonly text: string; readonly tail: string | null }
  | { readonly kind: 'done'; readonly outcome: T };

export type Reader<T> = (view: View) => Step<T>;

/** A prompt inside a banner is followed by the rest of the banner within this time. */
const bannerMs = 150;
/** A question is one when nothing follows it; inside an output more follows. */
const questionMs = 150;
/** A prompt without the echo of what was sent is an older one, unless nothing follows. */
const noEchoMs = 400;
/** Another prompt than the learned one counts when nothing follows. */
const otherPromptMs = 400;
/** Nothing at all: a monitor line may have followed the prompt, or the device waits for Enter. */
const stillMs = 1000;
/** Between Ctrl-C, `n` and Enter while a question is refused. */
const refusalMs = 700;

const interrupt = '\x03';
const enter = '\r';

const wait = (recheckMs: number): { readonly kind: 'wait'; readonly recheckMs: number } => ({
  kind: 'wait',
  recheckMs,
});
const send = (text: string, tail: string | null = null): Step<never> => ({ kind: 'send', text, tail });
const done = <T>(outcome: T): Step<T> => ({ kind: 'done', outcome });

export type LoginOutcome =
  | { readonly kind: 'prompt'; readonly line: string }
  | { readonly kind: 'stopped'; readonly reason: Reason };

/**
 * From the opened shell to the first line that can be the prompt. Notices are accepted once each, without Enter.
 * Where a banner came first and could hide a prompt or a notice, the prompt counts only when nothing follows it.
 */
export function loginReader(rules: SessionRules): Reader<LoginOutcome> {
  const accepted = new Set<RegExp>();
  let entersSent = 0;
  return ({ tail, line, raw, quietMs }) => {
    const notice = rules.notices.find(({ match }) => !accepted.has(match) && found(match, lastLines(raw())));
    if (notice !== undefined) {
      accepted.add(notice.match);
      return send(notice.answer);
    }
    if (line !== '' && pagerMark(rules, line) !== null) return send(' ', '');
    const dead = deadEnd(rules, line);
    if (dead !== null) return quietMs < questionMs ? wait(questionMs) : done({ kind: 'stopped', reason: dead });
    const candidate = promptCandidate(rules, tail);
    if (candidate !== null) {
      if (quietMs < bannerMs && mayBeBanner(rules, raw(), tail)) return wait(bannerMs);
      return done({ kind: 'prompt', line: candidate });
    }
    if (quietMs >= stillMs && entersSent < 3 && questionIn(line) === null) {
      entersSent += 1;
      return send(enter);
    }
    return wait(stillMs);
  };
}

export type CommandOutcome =
  | { readonly kind: 'answer'; readonly output: string; readonly echoed: boolean; readonly pages: number }
  /** The device asked something and was told no. */
  | { readonly kind: 'refused'; readonly question: string }
  | { readonly kind: 'other-prompt'; readonly line: string }
  | { readonly kind: 'lost'; readonly reason: Reason };

/**
 * From a sent command to the learned prompt behind its echo. `echoes` false: the device is known not to repeat what
 * is typed, so the first prompt ends the answer.
 */
export function commandReader(
  rules: SessionRules,
  prompt: LearnedPrompt,
  sent: { readonly text: string; readonly echoes: boolean; readonly acceptOtherPrompt?: boolean },
): Reader<CommandOutcome> {
  let pages = 0;
  let enterSent = false;
  let refusal: Refusal | null = null;
  return ({ tail, line, raw, quietMs }) => {
    if (line !== '' && prompt.matches(line)) {
      if (refusal !== null) return done({ kind: 'refused', question: refusal.question });
      const text = raw();
      const start = echoEnd(text, sent.text, prompt.text);
      if (start >= 0 || !sent.echoes || quietMs >= noEchoMs)
        return done({ kind: 'answer', output: text.slice(Math.max(0, start)), echoed: start >= 0, pages });
      return wait(noEchoMs);
    }
    const mark = line === '' ? null : pagerMark(rules, line);
    if (mark !== null) {
      pages += 1;
      return send(' ', line.slice(0, mark));
    }
    if (refusal !== null) {
      const next: Step<CommandOutcome> | Refusal = refuseFurther(refusal, quietMs);
      if ('kind' in next) return next;
      refusal = next;
      return send(next.sends);
    }
    const question = questionIn(line);
    if (question !== null) {
      if (quietMs < questionMs) return wait(questionMs);
      refusal = { question, stage: 0, sends: interrupt };
      return send(interrupt);
    }
    if (sent.acceptOtherPrompt === true) {
      const other = promptCandidate(rules, tail);
      if (other !== null)
        return quietMs < otherPromptMs ? wait(otherPromptMs) : done({ kind: 'other-prompt', line: other });
    }
    if (quietMs >= stillMs) {
      if (found(rules.wrongPrompt, line)) return done({ kind: 'lost', reason: wrongPromptReason(line) });
      if (!enterSent && hasPromptLine(raw(), prompt)) {
        enterSent = true;
        return send(enter);
      }
    }
    return wait(stillMs);
  };
}

export type EnableOutcome = { readonly kind: 'asks' } | { readonly kind: 'prompt'; readonly line: string };

/** From `enable` (or its secret) to the password question or to the prompt. */
export function enableReader(
  enable: NonNullable<SessionRules['enable']>,
  prompt: LearnedPrompt,
  sent: { readonly text: string; readonly secret: boolean },
): Reader<EnableOutcome> {
  return ({ line, raw, quietMs }) => {
    if (line !== '' && found(enable.password, line)) return done({ kind: 'asks' });
    if (line !== '' && prompt.matches(line)) {
      const answered = sent.secret ? raw().includes('\n') : echoEnd(raw(), sent.text, prompt.text) >= 0;
      return answered || quietMs >= noEchoMs ? done({ kind: 'prompt', line }) : wait(noEchoMs);
    }
    return wait(stillMs);
  };
}

type Refusal = { readonly question: string; readonly stage: 0 | 1 | 2 | 3; readonly sends: string };

/** Ctrl-C, then `n`; Enter only where Enter does not mean yes. */
function refuseFurther(refusal: Refusal, quietMs: number): Step<CommandOutcome> | Refusal {
  if (quietMs < refusalMs) return wait(refusalMs);
  if (refusal.stage === 0) return { ...refusal, stage: 1, sends: 'n' };
  if (refusal.stage === 1 && !/confirm/i.test(refusal.question)) return { ...refusal, stage: 2, sends: enter };
  return done({
    kind: 'lost',
    reason: reason('prompt-lost', `the device asked "${refusal.question}" and did not take no for an answer`),
  });
}

const questions: readonly RegExp[] = [
  /\[confirm\]\s*$/i,
  /[[(]y(?:es)?\s?\/\s?no?(?:[\s/][^\])]{0,40})?[\])]\s?[?:]?\s?(?:\[\w{1,3}\])?\s?[?:]?\s*$/i,
  /(?:password|passphrase|passcode)[^:]{0,40}:\s*$/i,
  /press (?:any key|enter|return)[^\n]{0,60}$/i,
];

/** The question that a last line asks; null for none. */
export function questionIn(line: string): string | null {
  if (line === '' || line.length > 400) return null;
  return questions.some((question) => question.test(line)) ? line.trim().slice(-120) : null;
}

/** Column where a pager mark begins in the last line; null for none. */
function pagerMark(rules: SessionRules, line: string): number | null {
  if (line.length > 200) return null;
  for (const pager of rules.pagers) {
    pager.lastIndex = 0;
    const match = pager.exec(line);
    if (match !== null && line.slice(match.index + match[0].length).trim() === '') return match.index;
  }
  return null;
}

/** States in which no command may be sent, and no prompt will come. */
function deadEnd(rules: SessionRules, line: string): Reason | null {
  if (line === '') return null;
  if (/(?:old|new|current|retype|confirm)[^:]{0,20} password[^:]{0,20}:\s*$|password (?:has |is )?expired/i.test(line))
    return reason('auth', `the device wants the password changed: "${line.trim().slice(0, 120)}"`);
  if (/^(?:user ?name|login|user|.{1,60} login)\s?:\s*$/i.test(line))
    return reason('prompt-lost', `the device asks for a login inside the session: "${line.trim()}"`);
  if (found(rules.wrongPrompt, line)) return wrongPromptReason(line);
  return null;
}

const wrongPromptReason = (line: string): Reason =>
  reason('mode-not-supported', `the session is at "${line.trim().slice(0, 80)}", which is not the CLI that pawl reads`);

/** Text before the prompt in which a prompt or a notice could hide. */
function mayBeBanner(rules: SessionRules, raw: string, tail: string): boolean {
  const before = raw.slice(0, raw.length - tail.length);
  if (before.trim() === '') return false;
  if (rules.notices.length > 0) return true;
  return before.split('\n').some((line) => promptCandidate(rules, withoutReturns(line)) !== null);
}

function hasPromptLine(raw: string, prompt: LearnedPrompt): boolean {
  return raw
    .slice(-8192)
    .split('\n')
    .some((line) => prompt.matches(withoutReturns(line)));
}

const lastLines = (raw: string): string => raw.slice(-600);

function found(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(text);
}
