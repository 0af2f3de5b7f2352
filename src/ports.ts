import type { EpochMs } from './core/brands.ts';
import type { FileReadCommand, ReadOnlyCommand } from './core/command.ts';
import type { AlgorithmProfile, HostKeyPolicy, SecretSpec } from './core/inventory.ts';
import type { Answer, SshOffer } from './core/observation.ts';
import type { Reason } from './core/reason.ts';
import type { Result } from './core/result.ts';
import type { SessionRules } from './platforms/platform.ts';

export type { SessionRules };

/** What the use cases need from outside, as types. The edges implement them; `main.ts` joins both. */

export type Clock = { readonly now: () => EpochMs };

/** Runs something once, after so many milliseconds; gives a function that calls it off. */
export type After = (ms: number, run: () => void) => () => void;

/** A secret that is resolved only when it is used. It prints as `•••` wherever it is printed. */
export type Secret = {
  /** The secret itself; an error says in words which variable, file or program did not give it, and never holds it. */
  readonly reveal: () => Promise<Result<string, string>>;
};

export type Secrets = { readonly wrap: (spec: SecretSpec) => Secret };

/** One SSH server: the device itself, or a host on the way to it. */
export type SshEndpoint = {
  /** Word for messages: the name in the inventory. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: Secret | null;
  readonly keyFile: string | null;
  readonly passphrase: Secret | null;
  readonly agent: boolean;
  readonly algorithms: AlgorithmProfile;
  readonly hostKey: HostKeyPolicy;
};

export type SshTarget = SshEndpoint & {
  /** From the first host that pawl connects to, to the last one before the device. */
  readonly jumps: readonly SshEndpoint[];
  readonly enable: Secret | null;
  readonly rules: SessionRules;
  readonly timeouts: {
    /** TCP to login, all hops together. */
    readonly connectMs: number;
    /** Each set-up command and the wait for the first prompt. */
    readonly commandMs: number;
    /** The whole session; wins over every other limit. */
    readonly deviceMs: number;
  };
};

/** `offer` is what the server had said until it failed: weak algorithms are evidence also where no login came about. */
export type SshFailure = {
  readonly reason: Reason;
  readonly offer: SshOffer | null;
  /** True where the server refused the credentials: counts towards stopping the account. */
  readonly credentialsRefused: boolean;
};

export type AskLimits = {
  readonly timeoutMs: number;
  /** Longest silence; null where the device prints nothing until it is done. */
  readonly idleMs: number | null;
};

export type ReadLimits = {
  readonly timeoutMs: number;
  /** Longest silence. */
  readonly idleMs: number;
  /** At most so many on average, so that a slow line or a small CPU keeps room for its work; may be infinite. */
  readonly bytesPerSecond: number;
};

/** An open login. Only commands of the read-only list can be given to it. */
export type DeviceSession = {
  /** One at a time. Never rejects; after the session is over every answer is `not-asked` with the reason. */
  readonly ask: (command: ReadOnlyCommand, limits: AskLimits) => Promise<Answer>;
  /**
   * Streams one file through md5, sha1, sha256 and sha512; nothing of it is kept. `ok` only where it had exactly
   * `sizeBytes`; a cut or longer one is `truncated`, without digests, and is never resumed. Never rejects.
   */
  readonly readFile: (command: FileReadCommand, sizeBytes: number, limits: ReadLimits) => Promise<Answer>;
  readonly offer: SshOffer;
  /** Things a person should read: paging could not be turned off, enable was refused, … Grows while asking. */
  readonly notes: () => readonly string[];
  /** Why the session ended by itself; null while it is usable. */
  readonly failure: () => Reason | null;
  /** Logs out, waits for the close, and destroys the connection. Safe to call on every path and more than once. */
  readonly end: () => Promise<void>;
};

export type Transport = {
  /** `stays`, asked as the device leaves: whether others are to come through its jump hosts, whose logins then stay. */
  readonly open: (
    target: SshTarget,
    signal: AbortSignal,
    stays?: () => boolean,
  ) => Promise<Result<DeviceSession, SshFailure>>;
};

/**
 * What the agent remembers over a restart and no verdict stands on: due times that were dealt with, positions in
 * followed files, messages that are not sent yet. Values are what JSON can hold. Fails as a `RecordError`.
 */
export type AgentMemory = {
  readonly get: (kind: string, name: string) => unknown;
  readonly put: (kind: string, name: string, value: unknown) => void;
  readonly remove: (kind: string, name: string) => void;
  /** Several writes at once: one wait for the disk. */
  readonly together: (writes: () => void) => void;
  /** By name. */
  readonly list: (kind: string) => readonly { readonly name: string; readonly value: unknown }[];
};
