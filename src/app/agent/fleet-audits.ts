import type { AgentLog, ApiProblem, Audits, Metrics } from '../../agent-ports.ts';
import type { Schedule } from '../../core/agent.ts';
import type { Match } from '../../core/baseline.ts';
import type { EpochMs } from '../../core/brands.ts';
import type { Device } from '../../core/inventory.ts';
import type { JudgedDevice } from '../../core/judgement.ts';
import { matches, subjectOf } from '../../core/match.ts';
import { err, ok } from '../../core/result.ts';
import type { Clock } from '../../ports.ts';
import { type AuditOrder, type AuditTools, auditFleet } from '../audit-fleet.ts';
import { isExcluded } from '../configuration.ts';
import { isSampled } from '../off-box-sample.ts';
import type { Sleep } from '../verify-device.ts';

/** Audits of the agent: on schedule and on request, at most a few at once. */
export type FleetAudits = Audits & {
  /** Resolves when it is over. A little later than due, so that many agents do not begin in one second. */
  readonly scheduled: (schedule: Schedule, run: { readonly due: EpochMs }) => Promise<void>;
  readonly running: () => number;
  /** Begins no further device; what runs has `graceMs` to finish, then it is cut. */
  readonly stop: (graceMs: number) => Promise<void>;
};

export type FleetAuditTools = {
  /** Files, record and sessions as they are now. */
  readonly tools: () => Promise<AuditTools>;
  readonly devices: () => readonly Device[];
  readonly bounds: () => AuditOrder['bounds'];
  readonly newId: () => string;
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** From 0 to 1. */
  readonly chance: () => number;
  readonly onResult: (judged: JudgedDevice, audit: string) => void;
  readonly onEnd: (end: {
    readonly id: string;
    readonly trigger: AuditOrder['trigger'];
    readonly cut: boolean;
  }) => void;
  readonly metrics: Metrics;
  readonly log: AgentLog;
};

const mostAtOnce = 4;
const jitterMs = 30_000;

export function fleetAudits(given: FleetAuditTools): FleetAudits {
  const { clock, newId, metrics, log } = given;
  const running = new Map<string, Promise<void>>();
  const stop = new AbortController();
  const cut = new AbortController();

  const selected = (select: Match): readonly Device[] =>
    given
      .devices()
      .filter(
        (device) =>
          !isExcluded(device, clock.now()) &&
          matches(select, subjectOf(device, { platform: null, models: [], serials: [] })).matched === 'yes',
      );

  const run = async (
    id: string,
    trigger: 'schedule' | 'api',
    devices: readonly Device[],
    hashing: boolean,
    by: string,
    offBox: AuditOrder['offBox'],
  ): Promise<void> => {
    let outcome = 'failed';
    try {
      const order: AuditOrder = {
        id,
        trigger,
        devices,
        hashing,
        alert: null,
        by,
        afterAlert: false,
        resumed: false,
        ...(offBox === undefined ? {} : { offBox }),
        bounds: given.bounds(),
        signal: cut.signal,
        stop: stop.signal,
        onResult: (judged) => given.onResult(judged, id),
      };
      const result = await auditFleet(order, await given.tools());
      if (!result.ok) {
        log('error', `audit ${id} was not recorded to its end: ${result.error.message}`, {
          advice: result.error.advice,
        });
        return;
      }
      outcome = result.value.left.length === 0 ? 'finished' : 'cancelled';
      log('info', `audit ${id} ${outcome}`, { devices: devices.length, left: result.value.left.length });
    } catch (error) {
      log('error', `audit ${id} failed`, { error: String(error) });
    } finally {
      metrics.count('pawl_audits_total', { trigger, outcome });
      given.onEnd({ id, trigger, cut: outcome !== 'finished' });
    }
  };
  const begin = (
    trigger: 'schedule' | 'api',
    devices: readonly Device[],
    hash: boolean,
    by: string,
    offBox?: AuditOrder['offBox'],
  ): { readonly id: string; readonly over: Promise<void> } => {
    const id = newId();
    const over = run(id, trigger, devices, hash, by, offBox).finally(() => running.delete(id));
    running.set(id, over);
    log('info', `audit ${id} begins`, { trigger, by, devices: devices.length });
    return { id, over };
  };

  return {
    request({ select, hash, by }) {
      if (stop.signal.aborted) return refuse('unavailable', 'the agent is ending; ask again when it runs');
      const devices = selected(select);
      if (devices.length === 0) return refuse('invalid', 'no device of the inventory fits this selection');
      if (running.size >= mostAtOnce)
        return refuse('unavailable', `${running.size} audits run already; ask again when one is over`);
      return ok({ id: begin('api', devices, hash, by).id, devices: devices.length });
    },
    async scheduled(schedule, { due }) {
      const { name, select, hash } = schedule;
      await given.sleep(Math.floor(given.chance() * jitterMs), stop.signal);
      if (stop.signal.aborted) return;
      const devices = selected(select);
      if (devices.length === 0) {
        log('warn', `schedule ${name}: no device of the inventory fits its selection`);
        return;
      }
      const offBox = (device: Device): boolean => (hash && device.hash.offBox) || isSampled(schedule, device.name, due);
      await begin('schedule', devices, hash, `schedule ${name}`, offBox).over;
    },
    running: () => running.size,
    async stop(graceMs) {
      stop.abort();
      const over = Promise.all(running.values());
      const waited = new AbortController();
      void given.sleep(graceMs, waited.signal).then(() => cut.abort());
      await over;
      waited.abort();
    },
  };
}

const refuse = (kind: ApiProblem['kind'], message: string) => err<ApiProblem>({ kind, message });
