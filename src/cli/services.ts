import type { Command } from 'commander';
import type { Agent } from '../app/agent/agent-parts.ts';
import type { Capture } from '../app/audit-captures.ts';
import type { Observe } from '../app/audit-fleet.ts';
import type { Configuration } from '../app/configuration.ts';
import type { ListenPort } from '../app/doctor.ts';
import type { ImageSource } from '../app/inspect-image.ts';
import type { LogInput } from '../app/replay.ts';
import type { ExaminedHost } from '../core/examined-host.ts';
import type { Device } from '../core/inventory.ts';
import type { Observation } from '../core/observation.ts';
import type { Result } from '../core/result.ts';
import type { Clock } from '../ports.ts';
import type { RecordStore } from '../record-ports.ts';
import type { ExitStatus, Terminal } from './command-line.ts';

export type Finish = (status: ExitStatus) => void;

/** Registers one command. `finish` takes the status that the process ends with. */
export type CommandEntry = (program: Command, services: Services, finish: Finish) => void;

/** What commands are given from outside: the edges, bound by `main.ts`. Errors are sentences for the person who typed. */
export type Services = {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Text of a file (`-`: standard input), refused above a limit. */
  readonly readText: (path: string) => Promise<Result<string, string>>;
  /** Paths that a pattern stands for; a path without wildcards, and `-`, stand for themselves. */
  readonly expandPath: (pattern: string) => Promise<readonly string[]>;
  readonly fileExists: (path: string) => Promise<boolean>;
  /** Addresses of the machine that pawl runs on. */
  readonly ownAddresses: () => readonly string[];
  /** A log file or standard input (`-`), unpacked. Failures come while it is read. */
  readonly openLog: (path: string) => Promise<LogInput>;
  /** A local file that is read in pieces, whatever its size. */
  readonly openImage: (path: string) => Promise<Result<ImageSource & { readonly close: () => Promise<void> }, string>>;
  /** Lines of standard input, without their ends. */
  readonly inputLines: () => AsyncIterable<string>;
  /** Files of a folder, written whole or not at all; those that exist are left alone and named. */
  readonly writeNew: (path: string, text: string) => Promise<Result<'written' | 'exists', string>>;
  readonly writeFile: (path: string, text: string | Iterable<string>) => Promise<Result<void, string>>;
  /** Several files, all or none; a null text takes the file away. */
  readonly writeTogether: (
    files: readonly { readonly path: string; readonly text: string | null }[],
  ) => Promise<Result<void, string>>;
  /** Text of a file, null where there is none. */
  readonly readIfPresent: (path: string) => Promise<Result<string | null, string>>;
  /** The files of another tool's inventory: what belongs to `path` in its layout. */
  readonly importFiles: (
    path: string,
    layout: 'ansible' | 'nornir' | 'single',
  ) => Promise<Result<readonly { readonly file: string; readonly text: string }[], string>>;
  /** Every page of a list over HTTP. The token is read from the variable that is named; null: none is sent. */
  readonly restPages: (request: {
    readonly url: string;
    readonly listPath: string;
    readonly query: Readonly<Record<string, string>>;
    readonly tokenVariable: string | null;
    readonly caFile: string | null;
  }) => Promise<Result<readonly { readonly from: string; readonly body: unknown }[], string>>;
  /** The operator's files. Problems are printed by the caller; with an error among them nothing may be contacted. */
  readonly readConfiguration: (folders: ConfigFolders) => Promise<Result<ReadConfiguration, string>>;
  readonly openRecord: (file: string, mode: 'write' | 'read') => Promise<Result<RecordStore, string>>;
  /** What an agent keeps of one kind beside the record; null: none ever ran there. */
  readonly agentNotes: (
    database: string,
    kind: string,
  ) => Promise<readonly { readonly name: string; readonly value: unknown }[] | null>;
  /** Observes over SSH with the pinned keys of this inventory folder; the errors name secrets that cannot be had. */
  readonly observeOverSsh: (
    inventoryFolder: string,
    configuration: Configuration,
    devices: readonly Device[],
  ) => Promise<Result<Observe, readonly string[]>>;
  /** Saved outputs, a folder a device. */
  readonly readCaptures: (folder: string) => Promise<Result<readonly Capture[], string>>;
  readonly saveCapture: (folder: string, observation: Observation) => Promise<void>;
  /** Runs `stop` at the first Ctrl-C (a second one ends the program at once); gives back a function that stops listening. */
  readonly onInterrupt: (stop: () => void) => () => void;
  /** Waits, or ends early when the signal is raised. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Opens everything that the agent needs, and starts it; the errors are sentences, and nothing is open after them. */
  readonly openAgent: (order: {
    readonly configuration: Configuration;
    readonly inventoryFolder: string;
    readonly database: string;
    readonly verbose: boolean;
  }) => Promise<Result<Agent, readonly string[]>>;
  /** Runs `reload` at each SIGHUP, one after another; gives back a function that stops listening. */
  readonly onHangup: (reload: () => Promise<void>) => () => void;
  /** JSON Schemas of the operator's files by file name. */
  readonly schemas: () => Promise<Readonly<Record<string, string>>>;
  readonly pinnedKeys: (
    inventoryFolder: string,
    devices: readonly Device[],
  ) => Promise<readonly { readonly name: string; readonly fingerprints: readonly string[] }[]>;
  /** Asks each device for its host keys; no login. `pin-new` pins keys of devices that have none, `replace` also others. */
  readonly scanKeys: (
    inventoryFolder: string,
    devices: readonly Device[],
    mode: 'show' | 'pin-new' | 'replace',
  ) => Promise<readonly ScannedKeys[]>;
  /** Prints a page to a PDF file with a Chromium of this machine. */
  readonly printPdf: (html: string, path: string) => Promise<Result<void, string>>;
  /** Looks at the machine that pawl runs on; `neededNode` is the range of the package. */
  readonly examineHost: (
    ports: readonly ListenPort[],
  ) => Promise<{ readonly host: ExaminedHost; readonly neededNode: string }>;
  /** Free room on the disk of a file, in bytes; null where it cannot be told. */
  readonly freeBytes: (file: string) => Promise<number | null>;
  /** Gives back what reading large files took. */
  readonly releaseMemory: () => Promise<void>;
  /** Plays the demo; true when every step came out as intended. */
  readonly demo: () => Promise<Result<boolean, string>>;
  /** Commented example files by their path from the checkout's root. */
  readonly examples: () => Promise<readonly { readonly path: string; readonly text: string }[]>;
};

export type ScannedKeys = { readonly name: string; readonly text: string; readonly failed: boolean };

/** `baselines` null: none are read. */
export type ConfigFolders = { readonly inventory: string; readonly baselines: string | null };

export type ReadConfiguration = {
  readonly configuration: Configuration;
  /** `file:line:column: message`, in order. */
  readonly problems: readonly { readonly text: string; readonly severity: 'error' | 'warning' }[];
};
