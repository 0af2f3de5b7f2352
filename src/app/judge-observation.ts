import type { EvidenceKind } from '../compare/case.ts';
import { judge } from '../compare/judge.ts';
import type { Baseline, ChangeWindow } from '../core/baseline.ts';
import type { EpochMs } from '../core/brands.ts';
import { isFileRead } from '../core/command.ts';
import type { DeviceFacts } from '../core/facts.ts';
import { blankState } from '../core/history.ts';
import type { Device } from '../core/inventory.ts';
import type { Judgement } from '../core/judgement.ts';
import { findBaseline, subjectOf } from '../core/match.ts';
import type { Observation } from '../core/observation.ts';
import { rememberedScheme } from '../core/version.ts';
import type { Platform } from '../platforms/platform.ts';
import type { RecordStore } from '../record-ports.ts';
import { measurementOf } from './boot-measurement.ts';
import { collectorLog } from './collector-log.ts';
import { type Configuration, waiversFor, windowsFor } from './configuration.ts';
import type { FleetMemory } from './fleet-memory.ts';

export type Judging = {
  readonly configuration: Configuration;
  readonly record: Pick<RecordStore, 'deviceState' | 'alerts'>;
  /** Of the machine that pawl runs on. Absent: not known. */
  readonly ownAddresses?: readonly string[];
  /** Windows of agent.yaml and of the record. */
  readonly windows: readonly ChangeWindow[];
  readonly fleet: FleetMemory;
  readonly afterAlert: boolean;
};

/** Joins one observation with the operator's files and the record, and has it judged. */
export function judgeObservation(
  { configuration, record, windows, fleet, afterAlert, ownAddresses = [] }: Judging,
  device: Device,
  platform: Platform,
  observation: Observation,
  now: EpochMs,
): Judgement {
  const state = record.deviceState(device.name) ?? blankState(device.name);
  const facts = observation.facts ?? state.last;
  const subject = subjectFor(device, facts);
  const { baseline } = findBaseline(subject, configuration.baselines);
  return judge({
    device,
    observation,
    state,
    scheme: rememberedScheme(platform.versions),
    baseline,
    measurement: measurementOf(observation, baseline, configuration, now),
    trusted: configuration.trusted,
    windows: windowsFor(windows, subject),
    waivers: waiversFor(configuration.baselines, subject),
    hashes: platform.hashes,
    now,
    afterAlert,
    peer: peerOf(device, record),
    commandsOf: evidenceOf(platform, observation),
    isElsewhere: (serial) => fleet.isElsewhere(serial, device.name),
    twins: (path) => fleet.twins(facts?.platform ?? device.platform, path, device.name),
    twinsOf: (member) => fleet.twinMembers(facts?.platform ?? device.platform, member, device.name),
    collector: collectorLog(record, device, ownAddresses, now),
    probes: platform.probes ?? [],
  });
}

function subjectFor(device: Device, facts: DeviceFacts | null): ReturnType<typeof subjectOf> {
  const members = facts?.members ?? [];
  const known = <T>(values: readonly (T | null)[]): readonly T[] => [
    ...new Set(values.filter((value) => value !== null)),
  ];
  return subjectOf(device, {
    platform: facts?.platform ?? null,
    models: known(members.map(({ model }) => model)),
    serials: known(members.map(({ serial }) => serial)),
  });
}

/** The baseline of a device as it was seen last. */
export const baselineFor = (
  { baselines }: Pick<Configuration, 'baselines'>,
  device: Device,
  facts: DeviceFacts | null,
): Baseline | null => findBaseline(subjectFor(device, facts), baselines).baseline;

function peerOf(
  device: Device,
  record: Judging['record'],
): { readonly name: string; readonly version: string; readonly since: EpochMs } | null {
  if (device.haPeer === null) return null;
  const running = record.deviceState(device.haPeer as Device['name'])?.members[0]?.running ?? null;
  return running === null ? null : { name: device.haPeer, version: running.version, since: running.since };
}

/** Commands that were answered, by the kind of fact that their reader gives. */
function evidenceOf(platform: Platform, { answers }: Observation): (kind: EvidenceKind) => readonly string[] {
  const answered = answers.filter(({ status }) => status === 'ok' || status === 'absent' || status === 'truncated');
  return (kind) =>
    answered
      .filter(({ command }) => {
        if (isFileRead(command)) return kind === 'hash';
        const reader = platform.readers.find((candidate) => candidate.command.test(command));
        return reader?.kind === kind || (kind === 'boot' && reader?.kind === 'partitions');
      })
      .map(({ command }) => command);
}
