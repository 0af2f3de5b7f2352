import type { EpochMs } from '../core/brands.ts';
import type { Device } from '../core/inventory.ts';
import type { JudgedDevice } from '../core/judgement.ts';
import type { Result } from '../core/result.ts';
import type { RecordFailure } from '../record-ports.ts';
import { type AuditResult, type AuditTools, auditFleet } from './audit-fleet.ts';

export type Verification = {
  readonly device: Device;
  readonly newId: () => string;
  readonly hashing: boolean;
  /** Its files are read off the box. Absent: where the inventory says so and there is hashing. */
  readonly offBox?: boolean;
  readonly alert: string | null;
  /** How long to wait for a reload; null: decide once. */
  readonly waitReloadMs: number | null;
  readonly signal: AbortSignal;
  readonly onWait: (text: string) => void;
};

export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

const firstPauseMs = 10_000;
const longestPauseMs = 60_000;
/** Uptimes in whole minutes make one start-up seem to move by this much. */
const startSlackMs = 120_000;

/**
 * Asks one device now. While a reload is waited for, it is asked again until its start-up lies after the beginning, or
 * later than at the first look: a device that still answers, or answers no more, has not reloaded yet (cases S17). The
 * last verdict counts.
 */
export async function verifyDevice(
  order: Verification,
  tools: AuditTools,
  sleep: Sleep,
): Promise<Result<AuditResult, RecordFailure>> {
  const began = tools.clock.now();
  const offBox = order.offBox ?? (order.hashing && order.device.hash.offBox);
  if (order.waitReloadMs === null) return once(order, tools, offBox);
  // While it is waited for, a look every minute must not fetch whole images.
  let result = await once(order, tools, false);
  const first = result.ok ? startUps(result.value.judgements) : new Map<string, EpochMs>();
  let pause = firstPauseMs;
  while (result.ok && !order.signal.aborted && !hasRestarted(startUps(result.value.judgements), first, began)) {
    const leftMs = began + order.waitReloadMs - tools.clock.now();
    if (leftMs <= 0) break;
    order.onWait(
      `${order.device.name}: no restart yet; asking again in ${Math.round(Math.min(pause, leftMs) / 1000)} s, at most ${Math.ceil(leftMs / 60_000)} min more`,
    );
    await sleep(Math.min(pause, leftMs), order.signal);
    pause = Math.min(longestPauseMs, pause * 1.5);
    result = await once(order, tools, false);
  }
  return offBox && result.ok && !order.signal.aborted ? once(order, tools, true) : result;
}

function once(
  { device, newId, hashing, alert, signal }: Verification,
  tools: AuditTools,
  offBox: boolean,
): Promise<Result<AuditResult, RecordFailure>> {
  return auditFleet(
    {
      id: newId(),
      trigger: alert === null ? 'manual' : 'alert',
      devices: [device],
      hashing,
      offBox: () => offBox,
      alert,
      afterAlert: true,
      resumed: false,
      bounds: { total: 1, perSite: 1, hashPerSite: 1 },
      signal,
      stop: signal,
      onResult: () => undefined,
    },
    tools,
  );
}

/** When each member was started, as far as it is known. */
const startUps = (judgements: readonly JudgedDevice[]): ReadonlyMap<string, EpochMs> =>
  new Map(
    judgements.flatMap(({ members }) =>
      members.flatMap(({ id, facts }) => (facts?.startedAt == null ? [] : [[id, facts.startedAt] as const])),
    ),
  );

const hasRestarted = (
  now: ReadonlyMap<string, EpochMs>,
  first: ReadonlyMap<string, EpochMs>,
  began: EpochMs,
): boolean => [...now].some(([id, at]) => at > began || at > (first.get(id) ?? at) + startSlackMs);
