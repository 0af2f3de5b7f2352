import { epochMs } from '../../core/brands.ts';
import type { DeviceFacts, FactName, MissingFact } from '../../core/facts.ts';
import type { Reason } from '../../core/reason.ts';
import { unknownBoot } from '../../core/unknown-facts.ts';
import type { Collection, Want } from '../platform.ts';
import { ask, missingFrom, type Reply, whyMissing } from '../shared/collect-kit.ts';
import { exactTime } from '../shared/printed-time.ts';
import { type Fields, listField, numberField, textField } from '../shared/read-kit.ts';
import { inactiveSoftware, nextBoot, type SwmEvidence } from './boot-next.ts';
import { forms } from './commands.ts';
import { readHaState } from './read-ha.ts';
import { readSoftwareInfo } from './read-software.ts';
import { readSwmStatus } from './read-swm.ts';
import { readClock, readSystemInfo } from './read-system-info.ts';

/** Modes of `operational-mode` in which the rules of partitions and releases hold; FIPS-CC changes crypto only. */
const knownModes = /^(?:normal|fips(?:-cc)?|cc(?:eal4)?|fips-cc mode|legacy)$/i;

type Replies = {
  readonly info: Reply;
  readonly swm: Reply;
  readonly ha: Reply;
  readonly software: Reply;
  readonly clock: Reply;
};

/** The questions of an audit of PAN-OS: five commands. Nothing can be hashed there, so `want.hash` is not asked. */
export function* collectPanos(want: Want): Collection {
  const info = yield* ask(forms.info.with(), readSystemInfo);
  const swm = yield* ask(forms.swmStatus.with(), readSwmStatus);
  const ha = yield* ask(forms.ha.with(), readHaState);
  const software = yield* ask(forms.software.with(), readSoftwareInfo);
  const clock = yield* ask(forms.clock.with(), readClock);
  return facts({ info, swm, ha, software, clock }, want);
}

function facts({ info, swm, ha, software, clock }: Replies, want: Want): DeviceFacts {
  const deviceClock = exactTime(textField(clock.fields, 'current_time') ?? '');
  const now = want.now ?? deviceClock;
  const uptime = numberField(info.fields, 'uptime_seconds');
  const running = textField(info.fields, 'version');
  const mode = textField(info.fields, 'operational_mode');
  const evidence: SwmEvidence = { partitions: listField(swm.fields, 'partitions'), gap: swm.gap, running };
  const next = nextBoot(evidence);
  const role = textField(ha.fields, 'ha_role') ?? textField(info.fields, 'ha_role');
  const missing = (fact: FactName, reason: Reason): MissingFact => ({ fact, member: null, reason });
  return {
    platform: 'panos',
    hostname: textField(info.fields, 'hostname'),
    unsupportedMode: mode === null || knownModes.test(mode) ? null : mode,
    members: [
      {
        id: 'self',
        role:
          role !== null && /^(?:passive|suspended|non-functional|initial|tentative)/.test(role) ? 'standby' : 'active',
        serial: textField(info.fields, 'serial'),
        model: textField(info.fields, 'model'),
        version: running,
        versionAlso: [],
        build: null,
        patches: running === null ? null : [],
        featureSet: null,
        image: null,
        mode,
        startedAt: now === null || uptime === null ? null : epochMs(now - uptime * 1000),
        reloadReason: null,
        memory: [],
        inactive: inactiveSoftware(evidence, listField(software.fields, 'packages')),
        boot: unknownBoot(next, swm.command),
        packages: [],
        softwareHash: null,
      },
    ],
    absentMembers: [],
    listings: [],
    images: [],
    scheduledReload: { kind: 'none' },
    configWrittenBy: null,
    deviceClock,
    removableBoot: /^enabled/i.test(textField(info.fields, 'zero_touch') ?? '')
      ? ['zero-touch provisioning is enabled']
      : [],
    extensions: null,
    bootloader: [],
    trust: [],
    peer: peerOf(ha.fields),
    notCheckable: ['images cannot be hashed or fetched on this platform; the device validates them itself'],
    notes: [],
    missing: [
      ...(running === null
        ? [
            missing('version', whyMissing(info, 'running release')),
            missing('patches', whyMissing(info, 'running release')),
          ]
        : []),
      ...(textField(info.fields, 'serial') === null ? [missing('serial', whyMissing(info, 'serial number'))] : []),
      ...(textField(info.fields, 'model') === null ? [missing('model', whyMissing(info, 'model'))] : []),
      ...(uptime === null ? [missing('startedAt', whyMissing(info, 'uptime'))] : []),
      ...(next.kind === 'unresolved' ? [missing('boot', next.reason)] : []),
      ...missingFrom(swm, null, ['inactive']),
      ...missingFrom(software, null, ['packages']),
      ...missingFrom(ha, null, ['peer']),
    ],
  };
}

function peerOf(ha: Fields): DeviceFacts['peer'] {
  const peer = ha['peer'];
  if (typeof peer !== 'object' || peer === null || Array.isArray(peer)) return null;
  const [entry = {}] = listField({ peers: [peer] }, 'peers');
  return {
    name: textField(entry, 'hostname') ?? textField(entry, 'address'),
    version: textField(entry, 'version'),
    serial: textField(entry, 'serial'),
  };
}
