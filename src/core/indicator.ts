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
  /** The whole record, where `line` is only a part of it (rows of tables): what rules look for their texts in. */
  readonly whole?: string;
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
 * A detection rule as data: either of a typed command (`words`) or of a log message (`needles`). Ids are never reused.
 * Rules are tried in the order in which they stand; the first that fits decides.
 */
export type Indicator = {
  readonly id: string;
  readonly kind: IndicatorKind;
  readonly detail?: string;
  /**
   * First words of the command, one entry a phrase, after `do`, `no` and the like are taken off. A bar marks the
   * shortest abbreviation that the device takes: `boo|t sys|tem`. A rule of commands has them; they are looked up, so
   * that a line without any of them is never read further.
   */
  readonly words?: readonly string[];
  /** What the command must be besides: lower case, first words expanded, `no ` or `default ` kept in front. */
  readonly command?: RegExp;
  /** A rule of messages: texts of which one stands in the raw line, letter by letter; looked up like `words`. */
  readonly needles?: readonly string[];
  readonly mnemonic?: RegExp;
  /** Held against the text of the message. */
  readonly message?: RegExp;
  /** Other parts of the event that must be so, by name in `fields`. */
  readonly fields?: Readonly<Record<string, RegExp>>;
  /** 0 to 100; absent: what the kind weighs. */
  readonly score?: number;
  /** The message says that it did not work. */
  readonly outcome?: 'failed';
  readonly techniques: readonly string[];
  readonly why: string;
  readonly benign: string;
  readonly source: string;
  /** Whole lines or, for a rule of commands, commands. */
  readonly hits: readonly string[];
  readonly misses: readonly string[];
};

/** What a rule found in one line. */
export type Hit = {
  readonly rule: string;
  readonly kind: IndicatorKind;
  readonly detail: string | null;
  /** 0 to 100. */
  readonly score: number;
  /** Id of the platform, where the line or the inventory tells it. */
  readonly platform: string | null;
  readonly host: string | null;
  readonly user: string | null;
  readonly source: string | null;
  readonly command: string | null;
  readonly image: string | null;
  readonly version: string | null;
  /** How `version` stands to the one that the line itself says was there before. */
  readonly direction: 'older' | 'same' | 'newer' | null;
  readonly outcome: 'succeeded' | 'failed' | null;
  readonly techniques: readonly string[];
};
