import type { VersionScheme } from '../core/version.ts';

/** Turns a platform's id or another tool's name for it into the id; null where nobody knows the name. */
export type PlatformId = (name: string) => string | null;

/** What the readers of operators' files must know of the platforms. */
export type PlatformRules = {
  readonly platformId: PlatformId;
  /** The scheme that reads the versions of a platform; null where there is none yet. */
  readonly schemeOf: (platform: string) => VersionScheme | null;
};
