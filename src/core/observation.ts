import type { DeviceName, EpochMs } from './brands.ts';
import type { DeviceFacts } from './facts.ts';
import type { Reason } from './reason.ts';

/** What came back for one command. Only `ok` and `absent` are evidence (platforms.md 1.8). */
export type AnswerStatus =
  /** The command ran. */
  | 'ok'
  /** It ran, and the object it was asked about does not exist. */
  | 'absent'
  /** The device does not know the command. */
  | 'unsupported'
  /** The account may not run it. */
  | 'denied'
  /** The output is incomplete: size limit, pager, closed connection. */
  | 'truncated'
  | 'timeout'
  /** Not sent: not saved in a folder of captures, hashing off, session over. */
  | 'not-asked';

export type Answer = {
  readonly command: string;
  readonly slug: string;
  readonly status: AnswerStatus;
  /** Output without echo, prompt, pager marks and terminal control. What a device prints is hostile input. */
  readonly text: string;
  /** Why, for every status but `ok` and `absent`. */
  readonly reason: Reason | null;
  readonly startedAt: EpochMs | null;
  readonly tookMs: number;
};

/** What the server said in the SSH handshake; it is evidence of its own (X19). */
export type SshOffer = {
  readonly identification: string | null;
  readonly hostKeyType: string | null;
  /** OpenSSH form, `SHA256:…`. */
  readonly hostKeyFingerprint: string | null;
  /** The shown key against the pinned ones; absent where it did not come to that. */
  readonly hostKey?: 'as-pinned' | 'changed' | 'not-pinned';
  readonly kex: readonly string[];
  readonly hostKeys: readonly string[];
  readonly ciphers: readonly string[];
  readonly macs: readonly string[];
  readonly negotiated: {
    readonly kex: string;
    readonly cipher: string;
    readonly mac: string;
    readonly hostKey: string;
  } | null;
  readonly profile: 'modern' | 'compat' | 'legacy';
};

/** One collection on one device: facts plus the raw output that they were read from. Self-contained. */
export type Observation = {
  readonly device: DeviceName;
  /** Of the inventory; `facts.platform` is what the output shows. */
  readonly platform: string;
  readonly source: 'ssh' | 'capture';
  /** Time of the evidence; null for saved outputs that do not tell it. */
  readonly takenAt: EpochMs | null;
  /** Null where nothing at all was read. */
  readonly facts: DeviceFacts | null;
  readonly answers: readonly Answer[];
  readonly ssh: SshOffer | null;
  /** Why the collection ended early; null where it went through. */
  readonly failure: Reason | null;
};
