import type { ChangeWindow, Match } from './baseline.ts';
import type { SecretSpec } from './inventory.ts';

/** `agent.yaml`: how the agent runs. Null: not set up. */
export type AgentSettings = {
  /** Relative to the folder that pawl was started in. */
  readonly database: string | null;
  readonly syslog: {
    readonly udp: ListenAddress | null;
    readonly tcp: ListenAddress | null;
    readonly tls: (TlsFiles & { readonly listen: ListenAddress }) | null;
  };
  /** TACACS+ accounting files that are followed, through rotation. */
  readonly accounting: readonly { readonly file: string }[];
  readonly http: HttpSettings | null;
  readonly verification: {
    /** Alert score from which a device is verified. */
    readonly threshold: number;
    readonly settleMs: number;
    readonly waitReloadMs: number;
    readonly concurrency: number;
    readonly perDeviceEveryMs: number;
    readonly afterRestart: boolean;
  };
  readonly concurrency: { readonly total: number; readonly perSite: number; readonly hashPerSite: number };
  readonly schedules: readonly Schedule[];
  readonly windows: readonly ChangeWindow[];
  readonly automation: readonly AutomationAccount[];
  readonly notify: readonly Notification[];
  /** Null: kept for ever. Lines of an alert live as long as the alert. */
  readonly retention: { readonly logLinesMs: number | null; readonly observationsMs: number | null };
};

export type ListenAddress = { readonly host: string; readonly port: number };

export type TlsFiles = { readonly cert: string; readonly key: string; readonly clientCa: string | null };

export type HttpSettings = {
  readonly listen: ListenAddress;
  readonly tls: TlsFiles | null;
  readonly tokens: readonly {
    readonly name: string;
    readonly secret: SecretSpec;
    readonly may: readonly HttpRight[];
  }[];
  readonly hooks: readonly { readonly name: string; readonly secret: SecretSpec }[];
};

export const httpRights = ['read', 'verify', 'audit', 'window'] as const;
export type HttpRight = (typeof httpRights)[number];

export type Schedule = {
  readonly name: string;
  /** Five fields. */
  readonly cron: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Empty: the whole inventory. */
  readonly select: Match;
  readonly hash: boolean;
  /** One device of so many is read off the box in each run, in turn; 0: none. Absent: the default. */
  readonly offBoxEvery?: number;
};

/** Labels a step; account and address must both fit. */
export type AutomationAccount = {
  readonly name: string;
  readonly users: readonly string[];
  readonly sources: readonly string[];
};

export const notifiedEvents = [
  'alert-opened',
  'alert-confirmed',
  'alert-pending',
  'alert-refuted',
  'alert-authorized',
  'alert-inconclusive',
  'finding-opened',
  'finding-closed',
  'verification-finished',
  'audit-finished',
] as const;
export type NotifiedEvent = (typeof notifiedEvents)[number];

export type Notification = { readonly on: readonly NotifiedEvent[] } & (
  | { readonly kind: 'webhook'; readonly url: string; readonly secret: SecretSpec | null }
  | {
      readonly kind: 'syslog';
      readonly transport: 'udp' | 'tcp' | 'tls';
      readonly to: ListenAddress;
      readonly format: 'cef' | 'rfc5424';
    }
);
