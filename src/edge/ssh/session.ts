import { StringDecoder } from 'node:string_decoder';
import type { Client, ClientChannel } from 'ssh2';
import type { ReadOnlyCommand } from '../../core/command.ts';
import type { Answer, AnswerStatus } from '../../core/observation.ts';
import { type Reason, reason } from '../../core/reason.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { AskLimits, Clock, DeviceSession, SshTarget } from '../../ports.ts';
import { classify, cleanOutput } from './answer.ts';
import { type Dialogue, dialogue, type Ended } from './dialogue.ts';
import type { Login } from './login.ts';
import type { LearnedPrompt } from './prompt.ts';
import { type CommandOutcome, commandReader } from './reader.ts';
import { lostReason, type ReadyChannel, startSession } from './session-start.ts';

const enter = '\r';
const interrupt = '\x03';
/** After an interrupt the prompt is there at once, or the channel is of no use any more. */
const recoveryMs = 3000;
/** Logout: the device closes at once; one that does not is cut. */
const logoutMs = 1500;
/** Wide lines are not wrapped and long outputs not paged by devices that ask the terminal. */
const terminal = { term: 'vt100', cols: 511, rows: 1000 };

/** The commands of a session; files are read beside its shell. */
export type ShellSession = Omit<DeviceSession, 'readFile'>;

/** Opens the interactive shell on a login and makes it ready for commands. On failure the login stays for the caller to close. */
export async function openShell(
  login: Login,
  target: SshTarget,
  clock: Clock,
  signal: AbortSignal,
  deadline: number,
): Promise<Result<ShellSession, Reason>> {
  const stream = await requestShell(login, signal, target.timeouts.commandMs);
  if (!stream.ok) return stream;
  const channel = attach(stream.value, login, signal);
  const leftMs = Math.max(1, Math.min(target.timeouts.commandMs, deadline - clock.now()));
  const ready = await startSession(channel, target.rules, target.enable, leftMs);
  if (!ready.ok) return ready;
  return ok(deviceSession(channel, stream.value, login, target, ready.value, clock, deadline));
}

function requestShell(login: Login, signal: AbortSignal, limitMs: number): Promise<Result<ClientChannel, Reason>> {
  return new Promise((resolve) => {
    const settle = (result: Result<ClientChannel, Reason>): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      resolve(result);
    };
    const aborted = (): void => settle(err(reason('cancelled', 'the run was cancelled')));
    const timer = setTimeout(
      () => settle(err(reason('timeout', `the device opened no shell within ${limitMs / 1000} s`))),
      limitMs,
    );
    signal.addEventListener('abort', aborted, { once: true });
    login.onClosed((why) => settle(err(why)));
    openChannel(login.client, (error, stream) => {
      if (error === undefined) settle(ok(stream));
      else settle(err(reason('session-closed', `the device opened no shell: ${error.message.slice(0, 160)}`)));
    });
  });
}

function openChannel(client: Client, opened: (error: Error | undefined, stream: ClientChannel) => void): void {
  try {
    client.shell(terminal, opened);
  } catch {
    // "Not connected": the close event, which tells why, is on its way.
  }
}

/** A stream without listeners never closes, so every one gets them here, in the same turn in which it was opened. */
function attach(stream: ClientChannel, login: Login, signal: AbortSignal): Dialogue {
  const decoder = new StringDecoder('utf8');
  const channel = dialogue((text) => {
    if (stream.writable) stream.write(text);
  });
  stream.on('data', (chunk: Buffer) => channel.received(decoder.write(chunk)));
  stream.stderr.on('data', (chunk: Buffer) => channel.received(decoder.write(chunk)));
  stream.on('error', () => undefined);
  stream.on('close', () => channel.closed(reason('session-closed', 'the device closed the session')));
  login.onClosed((why) => channel.closed(why));
  const aborted = (): void => channel.closed(reason('cancelled', 'the run was cancelled'));
  signal.addEventListener('abort', aborted, { once: true });
  login.onClosed(() => signal.removeEventListener('abort', aborted));
  return channel;
}

function deviceSession(
  channel: Dialogue,
  stream: ClientChannel,
  login: Login,
  target: SshTarget,
  ready: ReadyChannel,
  clock: Clock,
  deadline: number,
): ShellSession {
  const { rules } = target;
  const { prompt } = ready;
  const notes = [...ready.notes];
  let failure: Reason | null = null;
  let ending: Promise<void> | null = null;
  let lastCommand: string | null = null;

  const noteOnce = (note: string): void => {
    if (!notes.includes(note)) notes.push(note);
  };

  /** Ctrl-C, then the prompt again; otherwise the session is over. */
  const recover = async (why: Reason): Promise<void> => {
    const sent = { text: '', echoes: false };
    const limits = { totalMs: recoveryMs, idleMs: null };
    const ended = await channel.run(interrupt, commandReader(rules, prompt, sent), limits);
    if (ended.kind !== 'done' || ended.outcome.kind !== 'answer') failure ??= why;
  };

  async function ask(command: ReadOnlyCommand, limits: AskLimits): Promise<Answer> {
    const startedAt = clock.now();
    const answer = (status: AnswerStatus, text: string, why: Reason | null): Answer => ({
      command: command.text,
      slug: command.slug,
      status,
      text,
      reason: why,
      startedAt: status === 'not-asked' ? null : startedAt,
      tookMs: status === 'not-asked' ? 0 : clock.now() - startedAt,
    });
    if ('reads' in command) return answer('not-asked', '', reason('internal', 'a file is not read at a prompt'));
    if (ending !== null) return answer('not-asked', '', failure ?? reason('session-closed', 'the session was ended'));
    if (failure !== null) return answer('not-asked', '', failure);
    const leftMs = deadline - startedAt;
    if (leftMs <= 0) {
      failure = reason('timeout', `the session took longer than its limit of ${target.timeouts.deviceMs / 1000} s`);
      return answer('not-asked', '', failure);
    }
    if (lastCommand !== null && isLateOutput(channel.unasked(), prompt))
      noteOnce(`output came after the prompt that ended "${lastCommand}"; that answer may be cut`);
    lastCommand = command.text;

    const reader = commandReader(rules, prompt, { text: command.text, echoes: ready.echoes });
    const totalMs = Math.min(limits.timeoutMs, leftMs);
    const ended = await channel.run(command.text + enter, reader, { totalMs, idleMs: limits.idleMs });
    if (ended.kind !== 'done') {
      const why = whyNotDone(ended, command.text, totalMs, limits.idleMs);
      const text = cleanOutput(ended.raw, prompt, rules);
      if (ended.kind === 'closed') failure = why;
      else await recover(why);
      return answer(ended.kind === 'timeout' ? 'timeout' : 'truncated', text, why);
    }
    return fromOutcome(ended.outcome, command.text, answer);
  }

  const fromOutcome = (
    outcome: CommandOutcome,
    command: string,
    answer: (status: AnswerStatus, text: string, why: Reason | null) => Answer,
  ): Answer => {
    switch (outcome.kind) {
      case 'answer': {
        // Where the platform has no set-up for it, paging is how it is meant to be.
        if (outcome.pages > 0 && rules.setup.length > 0)
          noteOnce('paging could not be turned off; the pager was answered page by page');
        const text = cleanOutput(outcome.output, prompt, rules);
        const { status, reason: why } = classify(text, rules);
        return answer(status, text, why);
      }
      case 'refused':
        return answer(
          'denied',
          '',
          reason('command-denied', `"${command}" was answered with the question "${outcome.question}"`),
        );
      case 'other-prompt':
        failure = reason('prompt-lost', `the prompt changed to "${outcome.line}"`);
        return answer('truncated', '', failure);
      case 'lost':
        failure = outcome.reason;
        return answer('truncated', '', failure);
    }
  };

  return {
    ask,
    offer: login.offer,
    notes: () => notes,
    failure: () => failure,
    end() {
      ending ??= logOut(stream, login, rules.quit.text, failure === null);
      return ending;
    },
  };
}

/** Leaves with the platform's own word where the prompt is there to take it; the connection goes in any case. */
async function logOut(stream: ClientChannel, login: Login, quit: string, atPrompt: boolean): Promise<void> {
  if (atPrompt && stream.writable) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, logoutMs);
      const gone = (): void => {
        clearTimeout(timer);
        resolve();
      };
      stream.once('close', gone);
      login.onClosed(gone);
      stream.write(quit + enter);
    });
  }
  await login.close(logoutMs);
}

function whyNotDone(
  ended: Exclude<Ended<CommandOutcome>, { kind: 'done' }>,
  command: string,
  totalMs: number,
  idleMs: number | null,
): Reason {
  switch (ended.kind) {
    case 'timeout': {
      const seconds = (ended.limit === 'idle' ? (idleMs ?? totalMs) : totalMs) / 1000;
      const what = ended.limit === 'idle' ? 'was silent for' : 'did not end within';
      return reason('timeout', `"${command}" ${what} ${seconds} s`);
    }
    case 'endless':
      return reason('endless', `"${command}" printed more than ${Math.round(ended.raw.length / 2 ** 20)} MiB`);
    default:
      return lostReason(ended, command);
  }
}

/** Text that is neither blank, nor a prompt, nor a log line (`%FACILITY-5-MNEMONIC:`). */
function isLateOutput(unasked: string, prompt: LearnedPrompt): boolean {
  return unasked
    .slice(0, 8192)
    .split('\n')
    .some((line) => {
      const shown = line.trim();
      return shown !== '' && !prompt.matches(shown) && !/%[A-Z]\w+(?:-\w+)*-[0-7]-\w+\s?:/.test(shown);
    });
}
