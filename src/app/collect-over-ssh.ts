import { collectDevice } from '../collect/collect-device.ts';
import { matchedLines } from '../collect/matched-lines.ts';
import type { EpochMs } from '../core/brands.ts';
import type { DeviceFacts } from '../core/facts.ts';
import type { Device } from '../core/inventory.ts';
import type { Answer, Observation } from '../core/observation.ts';
import { type Reason, reason } from '../core/reason.ts';
import type { Platform, Step, Want } from '../platforms/platform.ts';
import type { Clock, DeviceSession, SshTarget, Transport } from '../ports.ts';

/** Hashing speed that a device is given at least: 1 GB in 900 s (platforms.md 1.9), and a minute to begin with. */
const hashBytesPerMs = 1_200;
const hashStartMs = 60_000;

export type SshCollection = {
  readonly device: Device;
  readonly platform: Platform;
  readonly siblings: readonly Platform[];
  readonly target: SshTarget;
  readonly want: (platform: Platform) => Want;
  /** Files are to be read off the box: where none is, the result says why. Absent: no. */
  readonly readsFiles?: boolean;
  /** Runs hash steps one after another where the site says so. */
  readonly hashTurn: <T>(task: () => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal;
};

export type SshOutcome = {
  readonly observation: Observation;
  readonly platform: Platform;
};

/** Logs in, asks, logs out. Always gives an observation; what went wrong is its `failure`. */
export async function collectOverSsh(job: SshCollection, transport: Transport, clock: Clock): Promise<SshOutcome> {
  const takenAt = clock.now();
  const opened = await transport.open(job.target, job.signal);
  if (!opened.ok) {
    const { reason: failure, offer } = opened.error;
    const observation: Observation = { ...blank(job, takenAt), ssh: offer, failure };
    return { observation, platform: job.platform };
  }
  const session = opened.value;
  try {
    const collection = collectDevice(job.platform, job.siblings, job.want);
    let next = collection.next();
    while (next.done !== true) next = collection.next(await ask(session, next.value, job));
    const { facts, platform, answers } = next.value;
    const observation: Observation = {
      ...blank(job, takenAt),
      facts: {
        ...facts,
        notes: [...facts.notes, ...session.notes(), ...(job.readsFiles === true ? unread(facts, platform) : [])],
      },
      answers,
      ssh: session.offer,
      failure: session.failure(),
    };
    return { observation, platform };
  } finally {
    await session.end();
  }
}

/** Why nothing was read off the box, for the person who asked for it. */
function unread({ images, missing }: DeviceFacts, { offBox }: Platform): readonly string[] {
  if (images.some((image) => image.offBox !== undefined)) return [];
  const told = missing.filter(({ fact }) => fact === 'digest').map(({ reason: why }) => why.message);
  const why = offBox.kind === 'closed' ? offBox.why : (told.at(-1) ?? 'no file of the boot path is there to be read');
  return [`nothing was read off the box: ${why}`];
}

const blank = ({ device }: SshCollection, takenAt: EpochMs): Observation => ({
  device: device.name,
  platform: device.platform,
  source: 'ssh',
  takenAt,
  facts: null,
  answers: [],
  ssh: null,
  failure: null,
});

/** Speed that a file is fetched with at most where the inventory says nothing: 80 Mbit/s. */
const defaultBytesPerSecond = 10_000_000;

/** Sends one step. Once the session is over nothing more is sent; the collection then ends with what it has. */
async function ask(session: DeviceSession, step: Step, job: SshCollection): Promise<Answer> {
  const { command, sizeBytes } = step;
  const over = session.failure() ?? (job.signal.aborted ? reason('cancelled', 'the run was cancelled') : null);
  if (over !== null) return notAsked(command.text, command.slug, over);
  const { timeouts, hash } = job.device;
  if (step.purpose === 'stream') {
    const { bytesPerSecond = defaultBytesPerSecond } = hash;
    const slowest = Math.min(hashBytesPerMs, bytesPerSecond / 2000);
    const scaled = hashStartMs + Math.ceil(step.sizeBytes / slowest);
    const limits = { timeoutMs: Math.min(timeouts.hashMs, scaled), idleMs: timeouts.commandMs, bytesPerSecond };
    return job.hashTurn(() => session.readFile(step.command, step.sizeBytes, limits));
  }
  if (step.purpose === 'read') {
    const answer = await session.ask(command, { timeoutMs: timeouts.commandMs, idleMs: null });
    return answer.status === 'ok' ? { ...answer, text: matchedLines(command.text, answer.text) } : answer;
  }
  if (!hash.onDevice)
    return notAsked(
      command.text,
      command.slug,
      reason('digest-missing', 'hashing on the device is off in the inventory'),
    );
  const scaled = hashStartMs + Math.ceil((sizeBytes ?? 1_000_000_000) / hashBytesPerMs);
  return job.hashTurn(() => session.ask(command, { timeoutMs: Math.min(timeouts.hashMs, scaled), idleMs: null }));
}

const notAsked = (command: string, slug: string, why: Reason): Answer => ({
  command,
  slug,
  status: 'not-asked',
  text: '',
  reason: why,
  startedAt: null,
  tookMs: 0,
});
