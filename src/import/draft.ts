import type { ConfigProblem } from '../config/problem.ts';
import type { Place } from '../core/baseline.ts';

/** A secret of a foreign file. A clear one stays in memory to tell equal ones apart and is never written. */
export type FoundSecret =
  | { readonly kind: 'clear'; readonly text: string }
  /** Vaulted, encrypted or templated: it cannot be read here. */
  | { readonly kind: 'closed' }
  /** Already a reference of ours. */
  | { readonly kind: 'reference'; readonly reference: SecretReference };

export type SecretReference =
  | { readonly env: string }
  | { readonly file: string }
  | { readonly exec: readonly string[] };

/** One SSH server on the way to a device. */
export type JumpHop = { readonly host: string; readonly user: string | null; readonly port: string | null };

export type DraftValue =
  | string
  | readonly string[]
  | { readonly secret: FoundSecret }
  | { readonly jumps: readonly JumpHop[] };

/**
 * What a source says of a host or group, by the dotted path of our own key (`hostname`, `ssh.keyFile`, `data.site`).
 * `platform` holds the source's own word, `ssh.jump` the hops.
 */
export type DraftValues = Readonly<Record<string, DraftValue>>;

export type DraftEntry = {
  readonly name: string;
  readonly place: Place;
  readonly values: DraftValues;
  /** Nearest first. */
  readonly groups: readonly string[];
};

/** What one source holds, before names, addresses and platforms are checked. */
export type Draft = {
  readonly hosts: readonly DraftEntry[];
  readonly groups: readonly DraftEntry[];
  readonly defaults: DraftValues;
  /** Lines that cannot be read: with an error among them nothing is imported. */
  readonly problems: readonly ConfigProblem[];
  /** Hosts that the source itself takes out of use (down, planned), by name. */
  readonly leftOut: readonly LeftOut[];
  /** What was not taken over, in sentences. */
  readonly notes: readonly string[];
};

export type LeftOut = { readonly name: string; readonly why: string };

export const emptyDraft: Draft = { hosts: [], groups: [], defaults: {}, problems: [], leftOut: [], notes: [] };

/** First column of a line. */
export const placeAt = (file: string, line: number, column = 1): Place => ({ file, line, column });

export const problemAt = (
  place: Place,
  message: string,
  severity: ConfigProblem['severity'] = 'error',
): ConfigProblem => ({ ...place, message, severity });

/** Longest text that a message repeats. */
export const quoted = (text: string): string => `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;

/** Values without the keys that say nothing. */
export const writtenValues = (values: Readonly<Record<string, DraftValue | null | undefined>>): DraftValues =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) =>
      value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
        ? []
        : [[key, value]],
    ),
  );

export const clearSecret = (text: string | null | undefined): DraftValue | null =>
  text === null || text === undefined || text === '' ? null : { secret: { kind: 'clear', text } };

/** At most this many hosts of one source. */
export const maxHosts = 50_000;
