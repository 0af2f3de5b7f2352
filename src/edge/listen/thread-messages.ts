import type { Channel, ConnectionResult, Listening } from '../../agent-ports.ts';
import type { AgentSettings } from '../../core/agent.ts';

/** What the thread that listens is given. */
export type ListenOrder = { readonly syslog: AgentSettings['syslog'] };

/** Messages that may be indicators, and how many others came beside them, by channel and sender, with one of them each. */
export type SievedBatch = {
  readonly hits: readonly { readonly channel: Channel; readonly from: string; readonly bytes: Uint8Array }[];
  readonly plain: readonly {
    readonly channel: Channel;
    readonly from: string;
    readonly count: number;
    readonly example: Uint8Array;
  }[];
  readonly shed: readonly { readonly channel: Channel; readonly count: number }[];
};

export type FromListener =
  | { readonly kind: 'opened'; readonly ports: Listening['ports']; readonly notes: readonly string[] }
  | { readonly kind: 'refused'; readonly problems: readonly string[] }
  | { readonly kind: 'batch'; readonly batch: SievedBatch }
  | { readonly kind: 'connection'; readonly channel: Channel; readonly result: ConnectionResult }
  | { readonly kind: 'drops'; readonly drops: number | null }
  | { readonly kind: 'closed' };

export type ToListener =
  /** So many hits were taken. */
  { readonly kind: 'taken'; readonly hits: number } | { readonly kind: 'drops' } | { readonly kind: 'close' };
