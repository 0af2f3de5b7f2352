import type { AgentApi, AgentLog, Deliver, FollowFile, Listening, ListenSyslog, Metrics } from '../../agent-ports.ts';
import type { HttpSettings } from '../../core/agent.ts';
import type { Device } from '../../core/inventory.ts';
import type { Result } from '../../core/result.ts';
import type { After, AgentMemory, Clock } from '../../ports.ts';
import type { RecordStore } from '../../record-ports.ts';
import type { EventOrigin } from '../../report/event-syslog.ts';
import type { Observe } from '../audit-fleet.ts';
import type { Configuration } from '../configuration.ts';
import type { Sleep } from '../verify-device.ts';

/** What the agent is made of: the edges, open already. Whoever opened them closes them after `stop`. */
export type AgentParts = {
  readonly configuration: Configuration;
  readonly record: RecordStore;
  readonly memory: AgentMemory;
  /** True where a write reaches the disk. */
  readonly isWritable: () => boolean;
  readonly databaseBytes: () => number;
  /** Sessions over SSH under these files and the keys that are pinned now. */
  readonly observe: (configuration: Configuration) => Promise<Observe>;
  readonly probe: (device: Device) => Promise<boolean | null>;
  readonly listen: ListenSyslog;
  readonly follow: FollowFile;
  readonly everyMinute: (tick: () => void) => { readonly stop: () => Promise<void> };
  readonly deliver: Deliver;
  /** Answers over HTTP as the settings say. */
  readonly http: (settings: HttpSettings, api: AgentApi) => Promise<Result<HttpEdge, string>>;
  /** What events say of where they come from. */
  readonly origin: EventOrigin;
  readonly ownAddresses: readonly string[];
  readonly newId: () => string;
  readonly clock: Clock;
  readonly after: After;
  readonly sleep: Sleep;
  /** From 0 to 1. */
  readonly chance: () => number;
  readonly metrics: Metrics;
  readonly log: AgentLog;
};

export type HttpEdge = { readonly port: number; readonly close: () => Promise<void> };

export type Agent = {
  /** Where it listens, for a person. */
  readonly listening: readonly string[];
  readonly ports: Listening['ports'] & { readonly http?: number };
  /** Goes on under other files; gives what takes effect only when the agent is started again. */
  readonly reconfigure: (configuration: Configuration) => readonly string[];
  /** Counts files that were refused. */
  readonly refused: () => void;
  /** Ends within ten seconds; what was received, found and asked for is on disk then. */
  readonly stop: () => Promise<void>;
};
