import { createHash } from 'node:crypto';
import type { Reply, ShellScript } from './device-shell.ts';

/** A release as the simulated device knows it. */
export type SimulatedRelease = {
  readonly version: string;
  /** File, package or partition that holds it. */
  readonly image: string;
  /** Build number or the like, where the platform prints one. */
  readonly build: string;
};

export type SimulatedFile = {
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedAt: number;
  /** Stands for the bytes of the file: its digests are those of this text. */
  readonly content: string;
  /** The bytes that it gives away, where they are others than those its CLI speaks of. */
  readonly served?: string;
};

/** All that a simulated device knows about itself; its outputs are written from it. Times in ms since 1970. */
export type SimulatedState = {
  readonly hostname: string;
  readonly serial: string;
  readonly running: SimulatedRelease;
  readonly next: SimulatedRelease;
  /** What ran before the last start; null for a first start. */
  readonly before: SimulatedRelease | null;
  readonly startedAt: number;
  readonly files: readonly SimulatedFile[];
};

/** One network operating system, as far as an audit sees it. */
export type SimulatedOs = {
  /** Id of the platform. */
  readonly os: string;
  readonly hostname: string;
  readonly serial: string;
  readonly current: SimulatedRelease;
  /** An older genuine release, to step back to. */
  readonly older: SimulatedRelease;
  /** Files of a fresh device besides the image. */
  readonly files: readonly SimulatedFile[];
  readonly imageBytes: number;
  /** What stands for the bytes of the genuine image of a release; a short text of its name where it is left out. */
  readonly imageContent?: (release: SimulatedRelease) => string;
  /** True where the running system comes from a file that an audit can hash. */
  readonly hasImageFile: boolean;
  readonly prompt: (state: SimulatedState) => string;
  /** Text after the login, or a notice that has to be accepted. */
  readonly greeting: Reply;
  readonly pager: ShellScript['pager'];
  readonly echo: ShellScript['echo'];
  readonly logout: RegExp;
  /** A connection has one channel. */
  readonly oneChannel?: boolean;
  /** Null for a command that this release does not know. */
  readonly reply: (state: SimulatedState, command: string, now: number) => Reply | null;
  readonly unknown: (command: string) => string;
};

const day = 86_400_000;

/** A device as it was installed: running for some weeks, its image copied before that. */
export function freshState(os: SimulatedOs, now: number): SimulatedState {
  const image = imageFile(os, os.current, now - 70 * day);
  return {
    hostname: os.hostname,
    serial: os.serial,
    running: os.current,
    next: os.current,
    before: null,
    startedAt: now - (23 * day + 5 * 3_600_000 + 17 * 60_000),
    files: os.hasImageFile ? [image, ...os.files] : os.files,
  };
}

/** The file of a release; the content follows from the name, so that every genuine copy has the same digest. */
export function imageFile(os: SimulatedOs, release: SimulatedRelease, modifiedAt: number): SimulatedFile {
  const content = os.imageContent?.(release) ?? `genuine ${release.image}`;
  return { name: release.image, sizeBytes: os.imageBytes, modifiedAt, content };
}

export function digestOf(file: SimulatedFile, algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512'): string {
  return createHash(algorithm).update(file.content).digest('hex');
}

/** What SCP gives of the file: its content, and no more than that, whatever size is listed. */
export const bytesOf = ({ content, served }: SimulatedFile): Buffer => Buffer.from(served ?? content);

export const fileNamed = (state: SimulatedState, name: string): SimulatedFile | null =>
  state.files.find((file) => file.name === name) ?? null;

/** `3 weeks, 2 days, 5 hours, 17 minutes`, as Cisco's systems print it. */
export function uptimeWords(state: SimulatedState, now: number): string {
  const minutes = Math.max(1, Math.floor((now - state.startedAt) / 60_000));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(minutes / 10_080), 'week'],
    [Math.floor(minutes / 1440) % 7, 'day'],
    [Math.floor(minutes / 60) % 24, 'hour'],
    [minutes % 60, 'minute'],
  ];
  const shown = parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}${count === 1 ? '' : 's'}`);
  return shown.join(', ');
}

/** Days, hours, minutes and seconds since the start. */
export function uptimeParts(state: SimulatedState, now: number): readonly [number, number, number, number] {
  const seconds = Math.max(1, Math.floor((now - state.startedAt) / 1000));
  return [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const two = (value: number): string => String(value).padStart(2, '0');

/** The pieces of a time in UTC, ready to be put into a vendor's order. */
export function clockParts(
  at: number,
): Readonly<Record<'year' | 'month' | 'monthNumber' | 'day' | 'weekday' | 'time', string>> {
  const date = new Date(at);
  return {
    year: String(date.getUTCFullYear()),
    month: months[date.getUTCMonth()] ?? '',
    monthNumber: two(date.getUTCMonth() + 1),
    day: String(date.getUTCDate()),
    weekday: weekdays[date.getUTCDay()] ?? '',
    time: `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`,
  };
}
