import type { DeviceFacts, MemberFacts } from '../../core/facts.ts';
import type { Reason } from '../../core/reason.ts';

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
    boot: {
      next: { kind: 'unresolved', reason },
      list: null,
      unsaved: null,
      configRegister: null,
      nextConfigRegister: null,
      manual: null,
      commit: null,
      autoAbort: null,
      source: null,
    },
    packages: [],
    softwareHash: null,
  };
}

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
