import type { BootFacts, DeviceFacts, MemberFacts } from './facts.ts';
import type { Reason } from './reason.ts';

/** A member of which nothing is known; what was read is laid over it. */
export function unknownMember(id: string, reason: Reason): MemberFacts {
  return {
    id,
    role: null,
    serial: null,
    model: null,
    version: null,
    versionAlso: [],
    build: null,
    patches: null,
    featureSet: null,
    image: null,
    mode: null,
    startedAt: null,
    reloadReason: null,
    memory: [],
    inactive: [],
    boot: unknownBoot({ kind: 'unresolved', reason }),
    packages: [],
    softwareHash: null,
  };
}

/** What boots next and nothing else: platforms without a boot list or register tell no more. */
export const unknownBoot = (next: BootFacts['next'], source: string | null = null): BootFacts => ({
  next,
  list: null,
  unsaved: null,
  configRegister: null,
  nextConfigRegister: null,
  manual: null,
  commit: null,
  autoAbort: null,
  source,
});

/** A device of which only the platform is known. */
export function unknownDevice(platform: string, members: readonly MemberFacts[]): DeviceFacts {
  return {
    platform,
    hostname: null,
    unsupportedMode: null,
    members,
    absentMembers: [],
    listings: [],
    images: [],
    scheduledReload: null,
    configWrittenBy: null,
    deviceClock: null,
    removableBoot: [],
    extensions: null,
    bootloader: [],
    trust: [],
    peer: null,
    notCheckable: [],
    notes: [],
    missing: [],
  };
}
