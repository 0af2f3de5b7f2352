import type { HashAlgorithm } from '../../core/brands.ts';
import type { FileReadCommand } from '../../core/command.ts';
import type { DigestFact } from '../../core/facts.ts';
import type { Answer, AnswerStatus } from '../../core/observation.ts';
import { type Reason, reason } from '../../core/reason.ts';
import type { Clock, ReadLimits } from '../../ports.ts';
import { type FileEnd, type OpenFile, openFile } from './file-bytes.ts';
import type { Login } from './login.ts';
import { pauseMs } from './pace.ts';
import { streamDigests } from './stream-digests.ts';

const allAlgorithms: readonly HashAlgorithm[] = ['md5', 'sha1', 'sha256', 'sha512'];

const longestPauseMs = 1000;

export type FileReading = {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Module of a thread that hashes; null hashes here. */
  readonly hashThread: URL | null;
  /** Digests to compute; all four where it is left out. */
  readonly algorithms?: readonly HashAlgorithm[];
};

/** Null: the connection gave no channel for it; another connection may. */
export async function readFileOver(
  login: Login,
  command: FileReadCommand,
  sizeBytes: number,
  limits: ReadLimits,
  reading: FileReading,
): Promise<Answer | { readonly noChannel: string }> {
  const { clock, signal, hashThread, algorithms = allAlgorithms } = reading;
  const startedAt = clock.now();
  const answer = (status: AnswerStatus, text: string, why: Reason | null): Answer => ({
    command: command.text,
    slug: command.slug,
    status,
    text,
    reason: why,
    startedAt,
    tookMs: clock.now() - startedAt,
  });
  const watch = watchdog(limits, signal, command.text);
  const opened = await Promise.race([openFile(login.client, command.reads, sizeBytes, login.onClosed), watch.ended]);
  if (opened === null || opened.file === null) {
    watch.end();
    const why = watch.reason();
    if (why !== null) return answer(statusOf(why), '', why);
    const message = opened?.message ?? 'no channel';
    return opened?.refused === true ? answer(...refusal(command.text, message)) : { noChannel: message };
  }
  const { file } = opened;
  watch.onEnd(file.stop);
  const digests = streamDigests(algorithms, sizeBytes, hashThread);
  try {
    const { count, end } = await drain(file, sizeBytes, digests.push, watch, limits, clock);
    const why = watch.reason();
    if (why !== null) return answer(statusOf(why), partialText(count, sizeBytes), why);
    if (end.kind === 'refused') return answer(...refusal(command.text, end.message));
    const cut = cutReason(command.text, count, sizeBytes, end);
    if (cut !== null) return answer('truncated', partialText(count, sizeBytes), cut);
    return answer('ok', readText(count, await digests.finish()), null);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'an unknown error';
    return answer('truncated', '', watch.reason() ?? reason('internal', `${command.text}: ${message}`));
  } finally {
    watch.end();
    digests.end();
    file.stop();
  }
}

const statusOf = ({ code }: Reason): AnswerStatus => (code === 'timeout' ? 'timeout' : 'truncated');

/** Reads until the end, or until there are more bytes than were listed. */
async function drain(
  { bytes }: OpenFile,
  sizeBytes: number,
  push: (chunk: Uint8Array) => Promise<void> | null,
  watch: Watchdog,
  { bytesPerSecond }: ReadLimits,
  clock: Clock,
): Promise<{ readonly count: number; readonly end: FileEnd }> {
  const began = clock.now();
  let count = 0;
  for (;;) {
    const next = await Promise.race([bytes.next(), watch.ended]);
    if (next === null) return { count, end: { kind: 'cut', message: 'stopped' } };
    if (next.done === true) return { count, end: next.value };
    count += next.value.length;
    watch.seen();
    if (count > sizeBytes) {
      await bytes.return({ kind: 'complete' });
      return { count, end: { kind: 'other-size', sizeBytes: count } };
    }
    await push(next.value);
    while (watch.reason() === null) {
      watch.seen();
      const pause = pauseMs(count, clock.now() - began, bytesPerSecond);
      if (pause === 0) break;
      // In steps, so that a long pause is not taken for a silence of the server.
      await Promise.race([watch.ended, new Promise((resolve) => setTimeout(resolve, Math.min(pause, longestPauseMs)))]);
    }
  }
}

/** Null where the file was read to its end and has as many bytes as were listed. */
function cutReason(command: string, count: number, sizeBytes: number, end: FileEnd): Reason | null {
  if (end.kind === 'other-size')
    return reason(
      'truncated',
      `"${command}": ${sizeBytes} bytes were listed, and there are ${end.sizeBytes} or more now`,
    );
  if (end.kind === 'complete' && count === sizeBytes) return null;
  const why = end.kind === 'cut' ? ` (${end.message})` : '';
  return reason('truncated', `"${command}": ${count} of ${sizeBytes} bytes were read${why}`);
}

function refusal(command: string, message: string): [AnswerStatus, string, Reason | null] {
  const text = `${message}\n`;
  if (/no such file|not found|does not exist/i.test(message)) return ['absent', text, null];
  if (/permission|denied|authori[sz]|privilege/i.test(message))
    return ['denied', text, reason('command-denied', `"${command}" was refused: ${message}`)];
  return ['unsupported', text, reason('unsupported', `"${command}" did not give the file: ${message}`)];
}

const partialText = (count: number, sizeBytes: number): string => `partial: ${count} of ${sizeBytes} bytes\n`;

/** What stands in the record of a file that was read; `readStreamed` of the platforms reads it again. */
const readText = (count: number, digests: readonly DigestFact[]): string =>
  `${count} bytes\n${allAlgorithms
    .flatMap((algorithm) => digests.filter((digest) => digest.algorithm === algorithm))
    .map(({ algorithm, value }) => `${algorithm} ${value}\n`)
    .join('')}`;

type Watchdog = ReturnType<typeof watchdog>;

/** Ends a reading that takes too long, is silent too long, or belongs to a run that was cancelled. */
function watchdog({ timeoutMs, idleMs }: ReadLimits, signal: AbortSignal, command: string) {
  let why: Reason | null = null;
  let stop: () => void = () => undefined;
  let settle: (value: null) => void = () => undefined;
  const ended = new Promise<null>((resolve) => {
    settle = resolve;
  });
  const cut = (cause: Reason): void => {
    why ??= cause;
    stop();
    settle(null);
  };
  const aborted = (): void => cut(reason('cancelled', 'the run was cancelled'));
  const whole = setTimeout(
    () => cut(reason('timeout', `"${command}" did not end within ${timeoutMs / 1000} s`)),
    timeoutMs,
  );
  const silent = (): NodeJS.Timeout =>
    setTimeout(() => cut(reason('timeout', `"${command}" was silent for ${idleMs / 1000} s`)), idleMs);
  const idle = silent();
  signal.addEventListener('abort', aborted, { once: true });
  if (signal.aborted) aborted();
  return {
    ended,
    reason: (): Reason | null => why,
    seen: (): void => {
      idle.refresh();
    },
    onEnd(callback: () => void): void {
      stop = callback;
      if (why !== null) callback();
    },
    end(): void {
      clearTimeout(whole);
      clearTimeout(idle);
      signal.removeEventListener('abort', aborted);
    },
  };
}
