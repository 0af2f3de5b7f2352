import type { Notification } from './core/agent.ts';
import type { AgentEvent } from './core/agent-event.ts';
import type { ChangeWindow, Match } from './core/baseline.ts';
import type { EpochMs } from './core/brands.ts';
import type { MetricName } from './core/metrics.ts';
import type { Result } from './core/result.ts';

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

/** Delivers one event to one receiver. Errors are words; `retry` false where sending it again is of no use. */
export type Deliver = (
  to: Notification,
  event: AgentEvent,
  signal: AbortSignal,
) => Promise<Result<void, { readonly message: string; readonly retry: boolean }>>;

export type ApiProblem = {
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

export type ApiCollection = 'devices' | 'findings' | 'alerts' | 'audits' | 'windows';

/** An alert that another system raised, in the words of none: what it calls itself, and what it names. */
export type ForeignAlert = {
  /** The sender's id: the same id again is the same alert. */
  readonly id: string;
  readonly title: string;
  /** Names and addresses that it names. They are looked up in the inventory and never contacted as such. */
  readonly hosts: readonly string[];
};

export type ForeignAnswer = {
  readonly known: readonly { readonly host: string; readonly device: string; readonly verification: string }[];
  readonly unknown: readonly string[];
};

/** What the agent can be asked from outside. All answers are ready to be printed as JSON. */
export type AgentApi = {
  /** `why` names everything that keeps it from being ready. */
  readonly readiness: () => { readonly ready: boolean; readonly why: readonly string[] };
  readonly list: (what: ApiCollection, query: ListQuery) => Result<Listed, ApiProblem>;
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
  readonly foreignAlert: (alert: ForeignAlert, by: string) => Result<ForeignAnswer, ApiProblem>;
};
