import type { Device } from '../core/inventory.ts';
import { findPlatform } from '../platforms/index.ts';
import type { FleetBounds } from './fleet-run.ts';

export type PlannedDevice = {
  readonly device: string;
  readonly address: string;
  readonly platform: string;
  readonly account: string;
};

/** What a run would do: devices, the commands that each platform may be asked at most, and about how long it takes. */
export type AuditPlan = {
  readonly devices: readonly PlannedDevice[];
  readonly commands: Readonly<Record<string, readonly string[]>>;
  readonly seconds: number;
};

/** What an audit would do; nothing is contacted. Reading takes a device about two seconds (login, a few commands). */
export function dryRun(devices: readonly Device[], bounds: FleetBounds): AuditPlan {
  const planned = devices.map((device) => ({
    device: device.name,
    address: `${device.hostname}:${device.port}`,
    platform: device.platform,
    account: device.username ?? 'none',
  }));
  const platforms = [...new Set(devices.map(({ platform }) => platform))];
  const commands = platforms.map((id) => [id, (findPlatform(id)?.commands ?? []).map(({ form }) => form)] as const);
  const sites = new Map<string, number>();
  for (const { site } of devices) if (site !== null) sites.set(site, (sites.get(site) ?? 0) + 1);
  const rounds = Math.max(
    Math.ceil(devices.length / bounds.total),
    ...[...sites.values()].map((count) => Math.ceil(count / bounds.perSite)),
    1,
  );
  return { devices: planned, commands: Object.fromEntries(commands), seconds: rounds * 2 };
}
