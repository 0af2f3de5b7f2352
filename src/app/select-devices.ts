import type { Device, Inventory } from '../core/inventory.ts';
import { globMatches } from '../core/match.ts';
import { err, ok, type Result } from '../core/result.ts';
import { findPlatform } from '../platforms/index.ts';
import { isExcluded } from './configuration.ts';

/** What a person typed to choose devices; AND between the options, OR within one. */
export type Selection = {
  /** Comma lists of globs; `!` excludes. */
  readonly limit?: string;
  readonly device?: readonly string[];
  readonly group?: readonly string[];
  readonly tag?: readonly string[];
  readonly platform?: readonly string[];
  readonly site?: readonly string[];
};

export type Selected = { readonly devices: readonly Device[]; readonly excluded: readonly Device[] };

/** The devices of a selection; none at all is wrong use. Excluded ones are told apart. */
export function selectDevices(inventory: Inventory, selection: Selection, now: number): Result<Selected, string> {
  for (const name of selection.device ?? []) {
    if (!inventory.devices.some((device) => device.name === name)) return err(`no device "${name}" in the inventory`);
  }
  const chosen = inventory.devices.filter((device) => fits(device, selection));
  const devices = chosen.filter((device) => !isExcluded(device, now));
  if (devices.length === 0)
    return err(
      chosen.length === 0
        ? 'no device of the inventory fits this selection'
        : 'all selected devices are excluded in the inventory',
    );
  return ok({ devices, excluded: chosen.filter((device) => isExcluded(device, now)) });
}

function fits(device: Device, { limit, device: names, group, tag, platform, site }: Selection): boolean {
  const any = (globs: readonly string[] | undefined, values: readonly string[]): boolean =>
    globs === undefined || globs.length === 0 || globs.some((glob) => values.some((value) => globMatches(glob, value)));
  const platforms = platform?.map((name) => findPlatform(name)?.id ?? name);
  return (
    (limit === undefined || fitsLimit(device.name, limit)) &&
    (names === undefined || names.length === 0 || names.includes(device.name)) &&
    any(group, device.groups) &&
    any(tag, device.tags) &&
    any(platforms, [device.platform]) &&
    any(site, device.site === null ? [] : [device.site])
  );
}

/** `edge*,!edge9`: only exclusions mean everything but these. */
export function fitsLimit(name: string, limit: string): boolean {
  const parts = limit
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const taken = parts.filter((part) => !part.startsWith('!'));
  const dropped = parts.filter((part) => part.startsWith('!')).map((part) => part.slice(1));
  return (
    (taken.length === 0 || taken.some((glob) => globMatches(glob, name))) &&
    !dropped.some((glob) => globMatches(glob, name))
  );
}
