import type { ChangeWindow } from '../core/baseline.ts';
import type { DeviceName, EpochMs } from '../core/brands.ts';
import type { DeviceState } from '../core/history.ts';
import type { Device } from '../core/inventory.ts';
import type { JudgedDevice, Judgement } from '../core/judgement.ts';
import type { Observation } from '../core/observation.ts';
import { type Reason, reason } from '../core/reason.ts';
import { err, ok, type Result } from '../core/result.ts';
import { findPlatform, platforms } from '../platforms/index.ts';
import type { Platform } from '../platforms/platform.ts';
import type { Clock, Secrets, Transport } from '../ports.ts';
import type { RecordFailure, RecordStore } from '../record-ports.ts';
import { accountCircuit } from './account-circuit.ts';
import { freshNonce, wantsMeasurement } from './boot-measurement.ts';
import { collectOverSsh } from './collect-over-ssh.ts';
import type { Configuration } from './configuration.ts';
import { type FleetMemory, fleetMemory } from './fleet-memory.ts';
import { type FleetBounds, type FleetTurns, fleetTurns } from './fleet-run.ts';
import { groupCommit } from './group-commit.ts';
import { baselineFor, judgeObservation } from './judge-observation.ts';
import { jumpQueues } from './jump-queues.ts';
import { rememberedDigests } from './remembered-digests.ts';
import { sshTarget } from './ssh-target.ts';
import { wantDigests } from './want-digests.ts';

export type AuditOrder = {
  readonly id: string;
  readonly trigger: 'manual' | 'schedule' | 'alert' | 'api';
  readonly devices: readonly Device[];
  readonly hashing: boolean;
  /** Devices whose files are read off the box. Absent: those that the inventory says so of, where there is hashing. */
  readonly offBox?: (device: Device) => boolean;
  /** Alert that asked for it. */
  readonly alert: string | null;
  /** Person or account that asked for it; absent: not known. */
  readonly by?: string | null;
  readonly bounds: FleetBounds;
  /** Every digest is computed anew, and remembered ones count for nothing. */
  readonly afterAlert: boolean;
  /** Goes on with an audit that is on record already. */
  readonly resumed: boolean;
  /** Cuts the devices that run. */
  readonly signal: AbortSignal;
  /** Begins no further device; those that run finish. */
  readonly stop: AbortSignal;
  /** Called once a device, as its result is on disk. */
  readonly onResult: (judgement: JudgedDevice, tookMs: number) => void;
};

export type AuditTools = {
  readonly configuration: Configuration;
  readonly record: RecordStore;
  readonly clock: Clock;
  /** How a device is observed: `overSsh`, or a folder of saved outputs. Never rejects. */
  readonly observe: Observe;
  /** Shared with other runs; absent: read from the record for this one. */
  readonly fleet?: FleetMemory;
  /** Addresses of the machine that pawl runs on: its account at work from others is a finding. Absent: not known. */
  readonly ownAddresses?: readonly string[];
};

export type Observed = { readonly observation: Observation; readonly platform: Platform };

/** What a run shares between its devices. */
export type RunContext = {
  readonly turns: FleetTurns;
  readonly fleet: FleetMemory;
  /** Memory of a device; left out, nothing is remembered. */
  readonly stateOf?: (device: DeviceName) => DeviceState | null;
};

export type Observe = (device: Device, order: AuditOrder, run: RunContext) => Promise<Observed>;

export type AuditResult = {
  readonly id: string;
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs;
  readonly judgements: readonly JudgedDevice[];
  /** Devices that were not asked because the run was cancelled. */
  readonly left: readonly DeviceName[];
};

/**
 * Audits the devices, each within its own limits, and records every result as it comes. One device's fault is its own
 * result. After `stop` no further device is begun and those that run finish; after `signal` they are cut as well.
 */
export async function auditFleet(order: AuditOrder, tools: AuditTools): Promise<Result<AuditResult, RecordFailure>> {
  const { configuration, record, clock, observe } = tools;
  const startedAt = clock.now();
  if (!order.resumed) {
    const started = record.startAudit({
      id: order.id,
      trigger: order.trigger,
      startedAt,
      selected: order.devices.map(({ name }) => name),
      alert: order.alert,
      by: order.by ?? null,
    });
    if (!started.ok) return started;
  }
  for (const { revision } of configuration.baselines) {
    const kept = record.recordBaseline(revision, configuration.baselineTexts.get(revision) ?? '');
    if (!kept.ok) return kept;
  }
  const windows: readonly ChangeWindow[] = [...configuration.settings.windows, ...record.windows()];
  const fleet = tools.fleet ?? fleetMemory(record);
  const turns = fleetTurns(order.bounds, order.devices);
  const results = groupCommit(record);
  const judgements: JudgedDevice[] = [];
  const left: DeviceName[] = [];
  let broken: RecordFailure | null = null;
  let awaited = order.devices.length;

  const one = async (device: Device): Promise<void> => {
    const seen = await turns.run(
      device,
      async () => {
        if (order.signal.aborted || order.stop.aborted || broken !== null) return null;
        const began = clock.now();
        return { ...(await observe(device, order, { turns, fleet, stateOf: record.deviceState })), began };
      },
      { files: readsFiles(order, device) },
    );
    awaited -= 1;
    // Once the record has failed, nobody waits for it again.
    if (seen === null || broken !== null) {
      left.push(device.name);
      return;
    }
    // Judged inside the transaction that records it, so that no other process can change the memory in between.
    const written = await results.add(() => {
      const judgement = judged(device, seen.platform, seen.observation);
      const stored = record.recordResult({ auditId: order.id, observation: seen.observation, judgement });
      return { judgement, stored };
    }, awaited === 0);
    const failure = written.ok ? (written.value.stored.ok ? null : written.value.stored.error) : written.error;
    if (failure !== null || !written.ok) {
      broken ??= failure;
      left.push(device.name);
      return;
    }
    const { state, ...judgement } = written.value.judgement;
    fleet.note(state);
    judgements.push(judgement);
    order.onResult(judgement, clock.now() - seen.began);
  };
  /** A bug in judging one device is that device's `internal`, and the others go on. */
  const judged = (device: Device, platform: Platform, observation: Observation): Judgement => {
    const { ownAddresses = [] } = tools;
    const setting = { configuration, record, windows, fleet, afterAlert: order.afterAlert, ownAddresses };
    try {
      return judgeObservation(setting, device, platform, observation, clock.now());
    } catch (error) {
      const failure = reason(
        'internal',
        error instanceof Error ? `${error.name}: ${error.message}` : 'an unknown error',
      );
      return judgeObservation(setting, device, platform, { ...observation, facts: null, failure }, clock.now());
    }
  };

  await Promise.all(order.devices.map(one));
  if (broken !== null) return err(broken);
  const finishedAt = clock.now();
  const finished = record.finishAudit({
    id: order.id,
    finishedAt,
    outcome: left.length === 0 ? 'finished' : 'cancelled',
  });
  if (!finished.ok) return finished;
  return ok({ id: order.id, startedAt, finishedAt, judgements, left });
}

const readsFiles = ({ hashing, offBox }: AuditOrder, device: Device): boolean =>
  offBox?.(device) ?? (hashing && device.hash.offBox);

function rememberedFor(configuration: Configuration, device: Device, state: DeviceState | null, now: EpochMs) {
  const maxAgeMs = baselineFor(configuration, device, state?.last ?? null)?.require.maxAgeMs ?? 0;
  return rememberedDigests({ state, trusted: configuration.trusted, maxAgeMs, now });
}

/** Observes over SSH. A bug in one device's collection is that device's `internal`, and the others go on. */
export function overSsh(configuration: Configuration, transport: Transport, secrets: Secrets, clock: Clock): Observe {
  const accounts = accountCircuit();
  const behindJumps = jumpQueues();
  return async (device, order, { turns, fleet, stateOf }) => {
    const platform = findPlatform(device.platform);
    if (platform === null) throw new Error(`platform ${device.platform} passed the configuration check`);
    const failed = (failure: Reason): Observed => ({
      platform,
      observation: {
        device: device.name,
        platform: device.platform,
        source: 'ssh',
        takenAt: clock.now(),
        facts: null,
        answers: [],
        ssh: null,
        failure,
      },
    });
    // Only what nobody waits for may stand on what was computed before.
    const spares = order.trigger === 'schedule' && !order.afterAlert;
    const waiting = behindJumps(order);
    try {
      const target = sshTarget(device, configuration.inventory, platform, secrets);
      if (!target.ok) return failed(target.error);
      return await collectOverSsh(
        {
          device,
          platform,
          siblings: platforms,
          target: target.value,
          signal: order.signal,
          want: wantDigests({
            trusted: configuration.trusted,
            hasTwin: (id, path) => fleet.hasTwin(id, path, device.name),
            hashing: order.hashing,
            offBox: readsFiles(order, device),
            ...(spares
              ? { remembered: rememberedFor(configuration, device, stateOf?.(device.name) ?? null, clock.now()) }
              : {}),
            now: clock.now(),
            nonce: (id) => (wantsMeasurement(configuration, id) ? freshNonce() : null),
          }),
          readsFiles: readsFiles(order, device),
          hashTurn: (task) => turns.hash(device, task),
        },
        {
          open: (to, signal) => accounts.login(device, () => transport.open(to, signal, () => waiting.leaves(device))),
        },
        clock,
      );
    } catch (error) {
      return failed(
        reason('internal', error instanceof Error ? `${error.name}: ${error.message}` : 'an unknown error'),
      );
    } finally {
      waiting.leaves(device);
    }
  };
}
