import type { EpochMs, HashAlgorithm, ImagePath } from '../core/brands.ts';
import type { FileReadCommand, FileReadForm, ListedCommand, ReadOnlyCommand } from '../core/command.ts';
import type { DeviceFacts } from '../core/facts.ts';
import type { Indicator } from '../core/indicator.ts';
import type { Answer } from '../core/observation.ts';
import type { Parsed } from '../core/result.ts';
import type { VersionScheme } from '../core/version.ts';

/** One network operating system: data and pure functions. Nothing outside `platforms/` names one. */
export type Platform = {
  readonly id: string;
  readonly title: string;
  /** Names that other tools give it (lower case), accepted in an inventory. */
  readonly names: readonly string[];
  /** Names of other tools that may mean this platform, although `findPlatform` gives a sibling for them. */
  readonly sharedNames?: readonly string[];
  /** True for output of the version command that proves this platform (and no sibling). */
  readonly claims: (versionOutput: string) => boolean;
  readonly session: SessionRules;
  /** The whole read-only list, in the order in which `pawl commands` prints it; includes set-up and quit. */
  readonly commands: readonly ListedCommand[];
  readonly readers: readonly Reader[];
  readonly collect: (want: Want) => Collection;
  readonly versions: VersionScheme;
  /** Algorithms the device can compute over a file, weakest first; [] where it cannot. */
  readonly hashes: readonly HashAlgorithm[];
  /** Commands that it knows since a release: one that is unknown although a newer release is said to run is a sign. */
  readonly probes?: readonly { readonly command: RegExp; readonly since: string }[];
  /** How its files are read to be hashed here. */
  readonly offBox: OffBox;
  /** How its log lines are written: words of `LogEvent.format`. Accounting servers and plain syslog serve every platform. */
  readonly logFormats: readonly string[];
  readonly indicators: readonly Indicator[];
};

/** Whether and how files are read off the box (platforms.md 1.10). */
export type OffBox =
  | { readonly kind: 'readable'; readonly ways: readonly OffBoxWay[] }
  | { readonly kind: 'closed'; readonly why: string };

/** Ways are tried in order until one is not refused. `path` gives the file of a command as this server names it. */
export type OffBoxWay = { readonly form: FileReadForm; readonly path: (file: ImagePath) => ImagePath | null };

/** How to behave on the channel (platforms.md 3). Data for the SSH edge. */
export type SessionRules = {
  /** A whole last line that can be the prompt, before the real one is learned. Group 1 is the host part. */
  readonly prompt: RegExp;
  /** Prompts that are not the CLI pawl wants: configuration mode, shells, loaders. Seen: the session ends at once. */
  readonly wrongPrompt: RegExp;
  /** What may stand after the learned host part, e.g. `[>#]`. Regular expression source. */
  readonly promptTail: string;
  /** Sent first; a refusal is noted, never fatal. */
  readonly setup: readonly ReadOnlyCommand[];
  readonly pagers: readonly RegExp[];
  /** Questions at login that are answered, once each, without Enter unless the answer has it. */
  readonly notices: readonly { readonly match: RegExp; readonly answer: string }[];
  /** Raises the privilege where the prompt shows that it is needed and the inventory has a secret. */
  readonly enable: {
    readonly command: ReadOnlyCommand;
    readonly neededAt: RegExp;
    readonly password: RegExp;
    readonly failed: RegExp;
  } | null;
  readonly unsupported: readonly RegExp[];
  readonly denied: readonly RegExp[];
  readonly absent: readonly RegExp[];
  /** Whole lines that are no output (`{master:0}`, the date line of IOS XR). */
  readonly noise: readonly RegExp[];
  readonly quit: ReadOnlyCommand;
  /** The device takes no second channel on a connection: a file is read over a connection of its own. */
  readonly oneChannel?: boolean;
};

/** Reads one saved or fresh output. `command` is anchored, case-insensitive, arguments allowed. */
export type Reader = {
  readonly command: RegExp;
  readonly kind:
    | 'version'
    | 'boot'
    | 'dir'
    | 'partitions'
    | 'hash'
    | 'install'
    | 'integrity'
    | 'inventory'
    | 'reload'
    | 'other';
  /** Field names are those of the capture corpus. Never throws, whatever the text. */
  readonly read: (text: string, command: string) => Parsed<Readonly<Record<string, unknown>>>;
};

/** What tells whether a digest is wanted of a file; what is left out is not known. */
export type WantedFile = {
  readonly name: string;
  readonly sizeBytes: number | null;
  /** As in the facts. */
  readonly path?: string;
  /** As listed. */
  readonly date?: string | null;
  readonly member?: string | null;
  /** The running release: a digest is remembered for it. */
  readonly version?: string | null;
};

/** What an audit wants from a collection. */
export type Want = {
  /** Auditor's clock when the collection began; null for saved outputs of unknown time. */
  readonly now: EpochMs | null;
  /** Algorithms in which the content of this file is to be computed, strongest wanted first; [] to skip it. */
  readonly hash: (file: WantedFile) => readonly HashAlgorithm[];
  /** Whether code in memory is to be hashed where the model gives reason to. Absent: no. */
  readonly runtimeText?: boolean;
  /** Whether this file is to be read off the box and hashed here. Absent: none is. */
  readonly offBox?: (file: { readonly name: string }) => boolean;
  /** Decimal number that the boot record is to be signed over, drawn anew for each collection. Absent or null: not asked. */
  readonly nonce?: string | null;
};

export type Step = (
  | {
      readonly command: ReadOnlyCommand;
      /** `hash` has limits of its own, scaled by the size, and can be skipped. */
      readonly purpose: 'read' | 'hash';
      readonly sizeBytes: number | null;
    }
  /** A file of exactly so many bytes, to be read off the box. */
  | { readonly command: FileReadCommand; readonly purpose: 'stream'; readonly sizeBytes: number }
) & {
  /** Asked although it was answered before: what it tells may have changed. */
  readonly again?: true;
};

/**
 * The order of questions: yields a step, is resumed with its answer (also with one that says it was not asked), and
 * returns the facts. Never throws on any answer; with nothing but refusals it returns facts that are all missing.
 */
export type Collection = Generator<Step, DeviceFacts, Answer>;
