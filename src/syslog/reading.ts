import type { TimeStamp } from './time-stamp.ts';

/** What a reader found in the device's own text; everything that it does not name stays as the header tells. */
export type Reading = {
  readonly format: string;
  readonly text: string;
  readonly mnemonic?: string | null;
  /** The device that the text itself names; beats every name of the header. */
  readonly host?: string | null;
  /** The text names no device, and what looked like a header host is part of the record. */
  readonly nameless?: true;
  /** The device's name where the header has none. */
  readonly fallbackHost?: string | null;
  /** The time that the text itself tells; the header's then is the relay's. */
  readonly stamp?: TimeStamp | null;
  /** A time that needs no placing, milliseconds since 1970 UTC. */
  readonly at?: number | null;
  readonly user?: string | null;
  readonly tty?: string | null;
  readonly source?: string | null;
  readonly command?: string | null;
  readonly outcome?: 'succeeded' | 'failed' | null;
  readonly fields?: Readonly<Record<string, string>>;
};

/** Null for a text that says nothing. */
export const told = (text: string | undefined | null): string | null =>
  text === undefined || text === null || text === '' || text === '-' ? null : text;
