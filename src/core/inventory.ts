import type { Place } from './baseline.ts';
import type { DeviceName, EpochMs } from './brands.ts';

/** A secret as the operator's file describes it; resolved only by commands that contact devices. */
export type SecretSpec = (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'exec'; readonly argv: readonly string[] }
) & {
  /** For the message when it cannot be resolved. */
  readonly place?: Place;
};

/** Tells two secrets apart: what they say, not where it is written. */
export function secretKey(spec: SecretSpec | null): string {
  if (spec === null) return '';
  const { place: _, ...said } = spec;
  return JSON.stringify(said);
}

export type HostKeyPolicy = 'strict' | 'pin-first';
export type AlgorithmProfile = 'modern' | 'compat' | 'legacy';

/** One device of the inventory, with groups and defaults already merged in. */
export type Device = {
  readonly name: DeviceName;
  readonly place: Place;
  /** Name or address to connect to. */
  readonly hostname: string;
  readonly port: number;
  /** Id of a platform; empty only for an excluded device that names none (a jump host that is no network device). */
  readonly platform: string;
  readonly groups: readonly string[];
  readonly username: string | null;
  readonly password: SecretSpec | null;
  readonly enable: SecretSpec | null;
  readonly sources: readonly string[];
  readonly ssh: {
    readonly keyFile: string | null;
    readonly passphrase: SecretSpec | null;
    readonly agent: boolean;
    /** Another device of the inventory, or null. */
    readonly jump: string | null;
    readonly algorithms: AlgorithmProfile;
    readonly hostKey: HostKeyPolicy;
  };
  readonly timeouts: {
    readonly connectMs: number;
    readonly commandMs: number;
    readonly hashMs: number;
    readonly deviceMs: number;
  };
  readonly hash: {
    readonly onDevice: boolean;
    readonly offBox: boolean;
    /** Bytes a second that a file is fetched with at most, on average; may be infinite. Absent: the default. */
    readonly bytesPerSecond?: number;
  };
  readonly maxSessions: number;
  readonly excluded: {
    readonly reason: string;
    readonly approvedBy: string | null;
    readonly until: EpochMs | null;
  } | null;
  readonly site: string | null;
  readonly role: string | null;
  readonly tags: readonly string[];
  readonly environment: string | null;
  readonly serials: readonly string[];
  readonly haPeer: string | null;
  readonly rollingUpgradeMs: number;
};

export type Inventory = { readonly devices: readonly Device[] };
