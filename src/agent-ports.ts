import type { AgentSettings, Notification, NotifiedEvent } from './core/agent.ts';
import type { AgentEvent } from './core/agent-event.ts';
import type { Alert, AlertStep } from './core/alert.ts';
import type { ChangeWindow, Match } from './core/baseline.ts';
import type { DeviceName, EpochMs } from './core/brands.ts';
import type { MetricName } from './core/metrics.ts';
import type { Reason } from './core/reason.ts';
import type { Result } from './core/result.ts';
import type { Verdict } from './core/verdict.ts';
import type { RecordFailure } from './record-ports.ts';

/** What the running agent needs from outside, and what it offers to its HTTP edge, as types. */

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Structured log of the agent. Secrets never get here: they are wrapped at birth. */
export type AgentLog = (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** Counts and measures by the names of `core/metrics.ts`; labels as declared there. */
export type Metrics = {
  readonly count: (name: MetricName, labels?: Readonly<Record<string, string>>, by?: number) => void;
  readonly set: (name: MetricName, labels: Readonly<Record<string, string>>, value: number) => void;
  readonly observe: (name: MetricName, labels: Readonly<Record<string, string>>, seconds: number) => void;
  /** Called before each reading, to set what is only worth knowing then. */
  readonly onRead: (refresh: () => void) => void;
  /** The Prometheus text format. */
  readonly text: () => Promise<{ readonly contentType: string; readonly body: string }>;
};

/** An event in the words of one receiver, ready to be sent. */
export type OutgoingMessage = {
  /** Of the event: the same at every try. */
  readonly id: string;
  readonly kind: NotifiedEvent;
  /** JSON for a webhook; one syslog message without framing for syslog. */
  readonly body: string;
};

/**
 * Sends one message to one receiver. Errors are words; `retry` false where sending it again is of no use; `afterMs`
 * where the receiver said how long it wants to be left alone.
 */
export type Deliver = (
  to: Notification,
  message: OutgoingMessage,
  signal: AbortSignal,
) => Promise<Result<void, { readonly message: string; readonly retry: boolean; readonly afterMs?: number }>>;

export type ApiProblem = {
  /** `unavailable`: full, or not possible now; the same request may work later. */
  readonly kind: 'not-found' | 'invalid' | 'conflict' | 'unavailable';
  /** A sentence that says what to do. */
  readonly message: string;
};

export type ListQuery = {
  /** 1 to 1000. */
  readonly limit: number;
  /** As a list gave it. */
  readonly cursor: string | null;
  readonly device: string | null;
  readonly type: string | null;
  readonly status: string | null;
  readonly disposition: string | null;
  readonly since: EpochMs | null;
};

export type Listed = { readonly schema: string; readonly items: readonly object[]; readonly next: string | null };

export const apiCollections = [
  'devices',
  'findings',
  'alerts',
  'audits',
  'windows',
  'notifications',
  'senders',
] as const;
export type ApiCollection = (typeof apiCollections)[number];

/** An alert that another system raised, in the words of none: what it calls itself, and what it names. */
export type ForeignAlert = {
  /** The sender's id: the same id again is the same alert. Null: it gives none. */
  readonly id: string | null;
  readonly title: string;
  /** Names and addresses that it names. They are looked up in the inventory and never contacted as such. */
  readonly hosts: readonly string[];
};

/** `sentinel`: incidents and alerts of Microsoft Sentinel; `any`: the shapes of other systems. */
export type HookKind = 'sentinel' | 'any';

export type ForeignAnswer = {
  readonly schema: string;
  /** One a device that the inventory knows. */
  readonly verifications: readonly { readonly host: string; readonly device: string; readonly id: string }[];
  /** Hosts that no device of the inventory is called. */
  readonly unknown: readonly string[];
  /** Devices that could not be taken now, and why. */
  readonly refused: readonly { readonly device: string; readonly why: string }[];
};

/** What the agent can be asked from outside. All answers are ready to be printed as JSON. */
export type AgentApi = {
  /** `why` names everything that keeps it from being ready. */
  readonly readiness: () => { readonly ready: boolean; readonly why: readonly string[] };
  /** Long lists are put together with pauses, so that nothing else waits for them. */
  readonly list: (
    what: ApiCollection,
    query: ListQuery,
  ) => Result<Listed, ApiProblem> | Promise<Result<Listed, ApiProblem>>;
  readonly one: (what: ApiCollection, id: string) => Result<object, ApiProblem>;
  /** Queues one; gives its id. The same alert of the same device again gives the same id. */
  readonly requestVerification: (request: {
    readonly device: string;
    readonly alert: string | null;
    readonly by: string;
  }) => Result<{ readonly id: string }, ApiProblem>;
  readonly verification: (id: string) => Result<object, ApiProblem>;
  readonly requestAudit: (request: {
    readonly select: Match;
    readonly hash: boolean;
    readonly by: string;
  }) => Result<{ readonly id: string; readonly devices: number }, ApiProblem>;
  readonly addWindow: (window: ChangeWindow, by: string) => Result<object, ApiProblem>;
  /** Reads the alert of another system, looks its hosts up, and has each known device verified. */
  readonly hook: (kind: HookKind, body: unknown, by: string) => Result<ForeignAnswer, ApiProblem>;
};

export const channels = ['udp', 'tcp', 'tls', 'accounting'] as const;
/** The way by which a message came. */
export type Channel = (typeof channels)[number];

/**
 * One message as it came, and who sent it: the address of the last hop, or the path of a followed file. Or, with bytes
 * that must not be kept: so many `lines` that each end in a line feed; so many messages that were found `plain`, no
 * indicator, of which the bytes are one.
 */
export type ReceivedMessage = {
  readonly bytes: Uint8Array;
  readonly from: string;
  readonly lines?: number;
  readonly plain?: number;
};

export type OnReceived = (channel: Channel, message: ReceivedMessage) => void;

/** Resolves when there is room again: who can wait reads no further before. Null: there is room now. */
export type Room = () => Promise<void> | null;

/** Cuts the bytes of one connection into messages, or into `lines` that lie together and must not be kept. */
export type Frames = {
  readonly push: (chunk: Uint8Array) => readonly Pick<ReceivedMessage, 'bytes' | 'lines'>[];
  /** What has no end yet is given out as it is. */
  readonly end: () => readonly Pick<ReceivedMessage, 'bytes' | 'lines'>[];
};

/** What became of a connection: taken; refused, as there are too many; no TLS; cut, as nothing came for long. */
export type ConnectionResult = 'taken' | 'refused' | 'no-tls' | 'idle';

export type ListenTools = {
  readonly frames: () => Frames;
  readonly onReceived: OnReceived;
  /** Messages that may be indicators and were refused, as too many wait already. */
  readonly onShed: (channel: Channel, messages: number) => void;
  readonly room: Room;
  readonly onConnection: (channel: Channel, result: ConnectionResult) => void;
};

export type Listening = {
  readonly ports: Readonly<Partial<Record<Channel, number>>>;
  /** Things a person should read. */
  readonly notes: readonly string[];
  /** Datagrams that the kernel dropped since the socket was opened; null where it does not tell. */
  readonly drops: () => Promise<number | null>;
  /** Ends listening and every connection; what was received is given out before. */
  readonly close: () => Promise<void>;
};

/** Opens every listener of the settings, or none. Errors are words. */
export type ListenSyslog = (
  settings: AgentSettings['syslog'],
  tools: ListenTools,
) => Promise<Result<Listening, readonly string[]>>;

/** Where reading stopped: behind a whole line of the file with this inode that begins so. */
export type FilePosition = { readonly inode: number; readonly offset: number; readonly head: string };

export type Follower = {
  /** Reads what was added since; to be called about once a second, never twice at the same time. */
  readonly poll: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type FollowFile = (
  path: string,
  from: FilePosition | null,
  tools: {
    readonly onLine: (bytes: Uint8Array) => void;
    readonly onPosition: (position: FilePosition) => void;
    readonly room: Room;
  },
) => Follower;

/**
 * One indicator and its alert as that stands after the batch: all of one alert in a batch have the same one, which is
 * to be stored once. The step's time is that of its receipt by the auditor's clock.
 */
export type HeardIndicator = { readonly alert: Alert; readonly step: AlertStep };

/** Where the intake hands what it heard. */
export type AlertSink = {
  /**
   * A batch in the order of its lines. With `ok` every alert of it is on disk; a failure stored nothing of it, and the
   * same batch may be given again.
   */
  readonly heard: (batch: readonly HeardIndicator[]) => Result<void, RecordFailure>;
};

/** Whom a verification serves first: an alert, then who asked, then a mere restart. */
export type VerificationPriority = 'alert' | 'request' | 'restart';

/** One verification, from its request to its result. */
export type VerificationJob = {
  readonly id: string;
  readonly device: DeviceName;
  /** Ids of the alerts that it is for, ours and those of other systems. */
  readonly alerts: readonly string[];
  /** `alert`, `restart`, or the name of the token, hook or person that asked first. */
  readonly by: string;
  readonly priority: VerificationPriority;
  readonly requestedAt: EpochMs;
  /** It begins no earlier: settling, and the least time between two of one device. */
  readonly notBefore: EpochMs;
  readonly state: 'queued' | 'running' | 'done';
  readonly startedAt: EpochMs | null;
  readonly finishedAt: EpochMs | null;
  /** Null until it is done. */
  readonly result: VerificationResult | null;
};

export type VerificationResult = {
  /** Id of the audit on record; null where nothing could be recorded. */
  readonly audit: string | null;
  readonly verdict: Verdict;
  readonly reason: Reason | null;
  /** Ids of the findings that were open afterwards. */
  readonly findings: readonly string[];
};

/** Verifications as the API and the hooks see them. */
export type Verifications = {
  /** Joins one that waits for the device. The same alert of the same device again gives the same one, done or not. */
  readonly request: (request: {
    readonly device: string;
    readonly alert: string | null;
    readonly by: string;
  }) => Result<VerificationJob, ApiProblem>;
  /** Null: unknown, or too long ago. */
  readonly job: (id: string) => VerificationJob | null;
};

/** Fleet audits on request. */
export type Audits = {
  readonly request: (request: {
    readonly select: Match;
    readonly hash: boolean;
    readonly by: string;
  }) => Result<{ readonly id: string; readonly devices: number }, ApiProblem>;
};

/** Tells whoever `notify` names; returns at once, and what was taken is sent also after a restart. */
export type TellEvent = (event: AgentEvent) => void;
