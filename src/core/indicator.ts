/** The kinds of the public contract. */
export type IndicatorKind =
  | 'image-transfer'
  | 'boot-change'
  | 'reload-requested'
  | 'reload-scheduled'
  | 'reload-cancelled'
  | 'restarted'
  | 'install-op'
  | 'software-change'
  | 'logging-disabled';

/** The part of a log record that rules look at; made by `syslog/`. Null: the line does not tell. */
export type LogEvent = {
  readonly line: string;
  readonly pri: number | null;
  readonly facility: string | null;
  readonly severity: number | null;
  /**
   * How the line is written: `cisco` `cisco-xr` `cisco-nx` `arista` `juniper` `fortinet` `paloalto` `cef` `ise` `tac-plus`,
   * or `syslog` for everything else. It narrows the platform, it does not name it.
   */
  readonly format: string;
  readonly platform: string | null;
  /** The device that the line is about: accounted device, origin-id, header host; never the relay or AAA server. */
  readonly host: string | null;
  readonly relay: string | null;
  readonly time: LogTime | null;
  /** Time that a relay, collector or AAA server put before the device's own; absent or null: none. */
  readonly relayTime?: LogTime | null;
  /** FACILITY-SEVERITY-MNEMONIC, tag or log id. */
  readonly mnemonic: string | null;
  readonly text: string;
  readonly user: string | null;
  readonly tty: string | null;
  /** Address of the actor. */
  readonly source: string | null;
  /** Typed command without `<cr>`, where the record is command accounting or a command log. */
  readonly command: string | null;
  /** `failed` where the record says that the command did not succeed. */
  readonly outcome: 'succeeded' | 'failed' | null;
  /** What else the line tells, under the names of the log corpus: `image`, `version`, `sequence`, `node`, `record`, … */
  readonly fields: Readonly<Record<string, string>>;
};

export type LogTime = {
  /** As printed. */
  readonly text: string;
  readonly zone: string | null;
  readonly clock: 'synchronised' | 'unsynchronised' | 'lost-sync' | null;
  /** Best reading in UTC, where there is one. */
  readonly at: number | null;
  /** What had to be assumed for `at`; empty or absent: the text says it all. */
  readonly assumed?: readonly ('year' | 'zone')[];
};

/**
 * A detection rule as data. `command` is matched against the command's first words (after `do`, `configure terminal ;`
 * and abbreviations are resolved), `message` against the text of a log message. Ids are never reused.
 */
export type Indicator = {
  readonly id: string;
  readonly kind: IndicatorKind;
  readonly detail?: string;
  readonly command?: RegExp;
  readonly message?: RegExp;
  readonly mnemonic?: RegExp;
  readonly techniques: readonly string[];
  readonly why: string;
  readonly benign: string;
  readonly source: string;
  readonly hits: readonly string[];
  readonly misses: readonly string[];
};
