import type { Device } from '../core/inventory.ts';
import { findPlatform } from '../platforms/index.ts';
import type { FleetBounds } from './fleet-run.ts';

export type PlannedDevice = {
  readonly device: string;
  readonly address: string;
  readonly platform: string;
  readonly account: string;
  readonly commands: number;
};

/** What an audit would do; nothing is contacted. Reading takes a device about two seconds (login, a few commands). */
export function dryRun(
  devices: readonly Device[],
  bounds: FleetBounds,
): { readonly devices: readonly PlannedDevice[]; readonly seconds: number } {
  const planned = devices.map((device) => ({
    device: device.name,
    address: `${device.hostname}:${device.port}`,
    platform: device.platform,
    account: device.username ?? 'none',
    commands: findPlatform(device.platform)?.commands.length ?? 0,
  }));
  const sites = new Map<string, number>();
  for (const { site } of devices) if (site !== null) sites.set(site, (sites.get(site) ?? 0) + 1);
  const rounds = Math.max(
    Math.ceil(devices.length / bounds.total),
    ...[...sites.values()].map((count) => Math.ceil(count / bounds.perSite)),
    1,
  );
  return { devices: planned, seconds: rounds * 2 };
}
