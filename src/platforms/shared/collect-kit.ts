import type { HashAlgorithm, ImagePath } from '../../core/brands.ts';
import { hexDigest } from '../../core/brands.ts';
import type { CommandForm, ReadOnlyCommand } from '../../core/command.ts';
import type { DigestFact, FactName, ImageFacts, Listing, MissingFact } from '../../core/facts.ts';
import type { Answer } from '../../core/observation.ts';
import { type Reason, reason } from '../../core/reason.ts';
import type { Parsed } from '../../core/result.ts';
import type { Step, Want } from '../platform.ts';
import { listingFacts, readDir } from './dir-listing.ts';
import { type Fields, listField, textField } from './read-kit.ts';

/** One question within a collection. */
export type Asking<T> = Generator<Step, T, Answer>;

/** What one question gave: fields (empty where nothing was read), and why they cannot be complete (null: they are). */
export type Reply = {
  readonly command: string;
  readonly fields: Fields;
  readonly text: string;
  readonly gap: Reason | null;
  /** It ran, and what it was asked about does not exist. */
  readonly absent: boolean;
};

type Read = (text: string, command: string) => Parsed<Fields>;

/** Asks and reads. A cut output is read as far as it goes; a refused one gives no fields. */
export function* ask(command: ReadOnlyCommand, read: Read, again = false): Asking<Reply> {
  const answer = yield { command, purpose: 'read', sizeBytes: null, ...(again ? { again: true } : {}) };
  return replyOf(answer, command, read);
}

/** The reply to a command that was not sent because another one told the same, or because nothing called for it. */
export function notNeeded(command: ReadOnlyCommand): Reply {
  return { command: command.text, fields: {}, text: '', gap: null, absent: false };
}

export function replyOf(answer: Answer, command: ReadOnlyCommand, read: Read): Reply {
  const gap = gapOf(answer);
  const absent = answer.status === 'absent';
  if (absent || (gap !== null && answer.status !== 'truncated'))
    return { command: command.text, fields: {}, text: '', gap, absent };
  const { value, problems } = read(answer.text, command.text);
  const whole = problems.find(({ field }) => field === '*');
  if (whole === undefined) return { command: command.text, fields: value, text: answer.text, gap, absent };
  const refused = whole.message.startsWith('refused');
  const worse =
    gap ?? reason(refused ? refusalCode(whole.message) : 'truncated', `"${command.text}": ${whole.message}`);
  return { command: command.text, fields: refused ? {} : value, text: refused ? '' : answer.text, gap: worse, absent };
}

function refusalCode(message: string): 'command-denied' | 'unsupported' {
  return /permission|authoriz/i.test(message) ? 'command-denied' : 'unsupported';
}

/** Asks for a folder. Null: refused, or the output has no listing in it. */
export function* askListing(
  command: ReadOnlyCommand,
  folder: string,
  member: string | null,
): Asking<{ readonly reply: Reply; readonly listing: Listing | null }> {
  let whole: Parsed<Fields> = { value: {}, problems: [] };
  const reply = yield* ask(command, (text, typed) => {
    whole = readDir(text, typed);
    return whole;
  });
  if (reply.absent) return { reply, listing: { filesystem: folder, member, complete: false, files: [] } };
  if (reply.fields['files'] === undefined) return { reply, listing: null };
  const listing = listingFacts(whole, folder, member);
  return { reply, listing: reply.gap === null ? listing : { ...listing, complete: false } };
}

/** Why an answer is no (complete) evidence; null for one that is. */
export function gapOf(answer: Answer): Reason | null {
  switch (answer.status) {
    case 'ok':
    case 'absent':
      return null;
    case 'unsupported':
      return answer.reason ?? reason('unsupported', `the device does not know "${answer.command}"`);
    case 'denied':
      return answer.reason ?? reason('command-denied', `the account may not run "${answer.command}"`);
    case 'truncated':
      return answer.reason ?? reason('truncated', `the output of "${answer.command}" was cut`);
    case 'timeout':
      return answer.reason ?? reason('timeout', `"${answer.command}" did not end within its limit`);
    case 'not-asked':
      return answer.reason ?? reason('cancelled', `"${answer.command}" was not asked`);
  }
}

/** A missing fact for each name, when the reply has a gap; none otherwise. */
export function missingFrom(reply: Reply, member: string | null, facts: readonly FactName[]): readonly MissingFact[] {
  const { gap } = reply;
  return gap === null ? [] : facts.map((fact) => ({ fact, member, reason: gap }));
}

/** The reason of the reply, or that its output does not show the fact. */
export function whyMissing(reply: Reply, fact: string): Reason {
  return reply.gap ?? reason('unsupported', `the output of "${reply.command}" does not show the ${fact}`);
}

export type Hashed = { readonly digests: ImageFacts['digests']; readonly gap: Reason | null };

/**
 * Lets the device compute what is wanted of one file: the first algorithm of the list that it can. One that is unknown
 * to it, refused or not saved leads to the next; a time-out does not, since the next would cost as much again. `again`
 * has it computed although it was computed before.
 */
export function* hashOnDevice(
  file: { readonly path: ImagePath; readonly name: string; readonly sizeBytes: number | null },
  want: Pick<Want, 'hash'>,
  forms: Readonly<Partial<Record<HashAlgorithm, CommandForm>>>,
  read: Read,
  again = false,
): Asking<Hashed> {
  let gap: Reason | null = null;
  for (const algorithm of want.hash({ name: file.name, sizeBytes: file.sizeBytes })) {
    const form = forms[algorithm];
    if (form === undefined) continue;
    const command = form.with(file.path);
    const answer = yield { command, purpose: 'hash', sizeBytes: file.sizeBytes, ...(again ? { again: true } : {}) };
    const reply = replyOf(answer, command, read);
    const digest = digestIn(reply.fields, algorithm);
    if (digest !== null && reply.gap === null) return { digests: [{ ...digest, computedBy: 'device' }], gap: null };
    gap = reply.gap ?? reason('digest-missing', `the output of "${command.text}" shows no ${algorithm} digest`);
    if (answer.status === 'timeout') break;
  }
  return { digests: [], gap };
}

function digestIn(fields: Fields, algorithm: HashAlgorithm): DigestFact | null {
  for (const entry of listField(fields, 'digests')) {
    if (textField(entry, 'algo') !== algorithm || textField(entry, 'source') === 'embedded') continue;
    const value = hexDigest(algorithm, textField(entry, 'digest') ?? '');
    if (value.ok) return { algorithm, value: value.value };
  }
  return null;
}
