import type { StructuredData } from './structured-data.ts';
import type { TimeStamp } from './time-stamp.ts';

/** What stands before the device's own text, in any of the layouts of RFC 3164, RFC 5424, Cisco and their relays. */
export type Header = {
  /** What the text begins with: `%FAC-1-MNEMONIC`, CEF, key=value of Fortinet, CSV of Palo Alto, ISE/ACS, tabs of tac_plus. */
  readonly body: 'percent' | 'cef' | 'pairs' | 'csv' | 'ise' | 'tabs' | 'text';
  /** The device's own text. */
  readonly text: string;
  readonly pri: number | null;
  readonly framed: boolean;
  /** In the order of the line: relay's first, device's last. */
  readonly stamps: readonly TimeStamp[];
  readonly uptime: string | null;
  /** Message counter and sequence number; the device's own sequence number is the last. */
  readonly sequences: readonly string[];
  /** Names and addresses in the order of the line: the last one is nearest to the message. */
  readonly hosts: readonly string[];
  readonly process: string | null;
  readonly pid: string | null;
  readonly node: string | null;
  readonly vdc: string | null;
  readonly messageId: string | null;
  readonly data: StructuredData | null;
  /** Text after the last stamp, for layouts without any mark of their own. */
  readonly afterStamp: string | null;
};

/** A header while it is being read. */
export type Draft = { -readonly [Key in keyof Header]: Header[Key] } & {
  stamps: TimeStamp[];
  sequences: string[];
  hosts: string[];
};

/** Adds a name or address; placeholders and repetitions are none. */
export function pushHost(draft: Draft, host: string): void {
  if (host !== '-' && host !== '0.0.0.0' && host !== '::' && host !== draft.hosts.at(-1)) draft.hosts.push(host);
}
