import type { PlatformRules } from '../config/platform-rules.ts';
import { findPlatform } from '../platforms/index.ts';

/** What the readers of operators' files ask of the known platforms. */
export const knownPlatforms: PlatformRules = {
  platformId: (name) => findPlatform(name)?.id ?? null,
  schemeOf: (platform) => findPlatform(platform)?.versions ?? null,
};
