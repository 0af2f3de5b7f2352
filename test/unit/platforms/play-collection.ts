import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceFacts } from '../../../src/core/facts.ts';
import type { Answer } from '../../../src/core/observation.ts';
import { outputStatus } from '../../../src/core/output-status.ts';
import { reason } from '../../../src/core/reason.ts';
import type { Collection, SessionRules, Step } from '../../../src/platforms/platform.ts';

/** What a device says to one command: its text, or that it was not asked. */
export type Device = (step: Step) => string | null;

export type Played = { readonly facts: DeviceFacts; readonly asked: readonly string[] };

/** Drives a collection; the status of an answer is told from its text by the rules of the session, as the edge does. */
export function play(collection: Collection, device: Device, session: SessionRules): Played {
  const asked: string[] = [];
  let state = collection.next();
  while (state.done !== true) {
    const step = state.value;
    asked.push(step.command.text);
    if (asked.length > 200) throw new Error('the collection does not end');
    state = collection.next(answerOf(step, device(step), session));
  }
  return { facts: state.value, asked };
}

function answerOf({ command }: Step, text: string | null, session: SessionRules): Answer {
  const about = { command: command.text, slug: command.slug, startedAt: null, tookMs: 0 };
  if (text === null)
    return {
      ...about,
      status: 'not-asked',
      text: '',
      reason: reason('cancelled', `no saved output of "${command.text}"`),
    };
  const status = outputStatus(text, session);
  const why = status === 'denied' ? 'command-denied' : status === 'unsupported' ? 'unsupported' : null;
  return { ...about, status, text, reason: why === null ? null : reason(why, text.trim().slice(0, 80)) };
}

/** A device that answers from a folder: `<slug>.txt` for each command. */
export function savedDevice(folder: string): Device {
  return ({ command }) => {
    const file = join(folder, `${command.slug}.txt`);
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  };
}
