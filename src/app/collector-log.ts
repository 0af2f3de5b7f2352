import type { CollectorLog } from '../compare/case.ts';
import { type EpochMs, epochMs } from '../core/brands.ts';
import type { Device } from '../core/inventory.ts';
import type { RecordStore } from '../record-ports.ts';

/** Older alerts say nothing about what a device reports today. */
const reachMs = 30 * 86_400_000;

/**
 * What the log collector received about a device, from the steps of its recorded alerts. `ownAddresses` are those of the
 * machine that pawl runs on; without them, and for a device behind a jump host (whose address the device then sees), uses
 * of the account cannot be told apart. Null where there is no alert about the device.
 */
export function collectorLog(
  record: Pick<RecordStore, 'alerts'>,
  { name, username, ssh }: Device,
  ownAddresses: readonly string[],
  now: EpochMs,
): CollectorLog | null {
  const alerts = record.alerts({ devices: [name], since: epochMs(now - reachMs) });
  const steps = alerts
    .flatMap((alert) => alert.steps)
    .flatMap((step) => (step.at === null ? [] : [{ ...step, at: epochMs(step.at) }]));
  if (steps.length === 0) return null;
  const knows = username !== null && ownAddresses.length > 0 && ssh.jump === null;
  return {
    restarts: steps
      .filter(({ kind, outcome }) => kind === 'restarted' && outcome !== 'failed')
      .map(({ at, version, line }) => ({ at, version, line })),
    heard: steps.map(({ at }) => at),
    foreignUse: knows
      ? steps.flatMap(({ at, user, source, line }) =>
          user === username && source !== null && isAddress(source) && !ownAddresses.includes(source)
            ? [{ at, user, source, line }]
            : [],
        )
      : null,
  };
}

/** A console line or a host name is no other address. */
const isAddress = (source: string): boolean =>
  /^(?:\d{1,3}\.){3}\d{1,3}$/.test(source) || (source.includes(':') && /^[0-9a-fA-F:.]{2,45}$/.test(source));
