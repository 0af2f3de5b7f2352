import type { ApiProblem, ForeignAlert, ForeignAnswer, Verifications } from '../../agent-ports.ts';
import type { Device } from '../../core/inventory.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { deviceNames } from '../device-directory.ts';
import { distinct } from './hook-hosts.ts';

/**
 * Has each device that alerts of another system name verified. Hosts are looked up in the inventory and never contacted
 * as such. The same alert of the same device again is answered with the same verification. An error only where no
 * device at all could be taken for now: the sender may send it again.
 */
export function takeForeignAlerts(
  alerts: readonly ForeignAlert[],
  devices: readonly Device[],
  verifications: Verifications,
  by: string,
): Result<ForeignAnswer, ApiProblem> {
  const find = deviceNames(devices);
  const taken = new Map<string, ForeignAnswer['verifications'][number]>();
  const refused = new Map<string, ApiProblem>();
  const unknown: string[] = [];
  for (const { id, hosts } of alerts) {
    const done = new Set<string>();
    for (const host of hosts) {
      const device = find(host);
      if (device === null) unknown.push(host);
      if (device === null || done.has(device.name)) continue;
      done.add(device.name);
      const requested = verifications.request({ device: device.name, alert: id === null ? null : `${by}:${id}`, by });
      if (requested.ok)
        taken.set(`${device.name} ${requested.value.id}`, { host, device: device.name, id: requested.value.id });
      else refused.set(device.name, requested.error);
    }
  }
  const [problem] = [...refused.values()].filter(({ kind }) => kind === 'unavailable');
  if (taken.size === 0 && problem !== undefined) return err(problem);
  return ok({
    schema: 'pawl/hook/v1',
    verifications: [...taken.values()],
    unknown: distinct(unknown),
    refused: [...refused].map(([device, { message }]) => ({ device, why: message })),
  });
}
