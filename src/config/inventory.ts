import type { z } from 'zod';
import { type Place, placeText } from '../core/baseline.ts';
import type { Device, Inventory } from '../core/inventory.ts';
import { buildDevice } from './device.ts';
import { checkFleet } from './device-collisions.ts';
import { defaultsSchema, groupsSchema, hostsSchema } from './inventory-schema.ts';
import { checkLayer, type Layer, type Report, readGroups, resolveGroups } from './layers.ts';
import type { PlatformId } from './platform-rules.ts';
import { type ConfigProblem, inOrder } from './problem.ts';
import { validate } from './validate.ts';
import { readYaml, type SourceFile, type YamlDocument } from './yaml-document.ts';

export type InventoryFiles = {
  readonly hosts: SourceFile;
  readonly groups: SourceFile | null;
  readonly defaults: SourceFile | null;
};

export type InventoryRead = { readonly inventory: Inventory; readonly problems: readonly ConfigProblem[] };

/**
 * Reads Nornir's simple inventory: a value comes from the host, else from its groups in order (each followed by its
 * own groups), else from the defaults. `ssh`, `timeouts`, `hash` and `data` are inherited key by key, lists whole.
 * Tells every problem. When one of them is an error, the result serves only to look for further ones.
 */
export function readInventory(files: InventoryFiles, platformId: PlatformId): InventoryRead {
  const problems: ConfigProblem[] = [];
  const report: Report = (place, message, severity = 'error') => problems.push({ ...place, message, severity });
  const hosts = readYaml(files.hosts);
  const groups = files.groups === null ? null : readYaml(files.groups);
  const defaults = files.defaults === null ? null : readYaml(files.defaults);
  for (const document of [hosts, groups, defaults]) problems.push(...(document?.problems ?? []));
  if (!hosts.readable || groups?.readable === false || defaults?.readable === false)
    return { inventory: { devices: [] }, problems: inOrder(problems) };

  const hostEntries = entries(hosts, hostsSchema, problems) ?? {};
  const groupLayers = readGroups(
    groups,
    (groups === null ? null : entries(groups, groupsSchema, problems)) ?? {},
    report,
  );
  const defaultEntry = defaults === null ? null : entries(defaults, defaultsSchema, problems);
  const defaultLayer: Layer | null =
    defaults !== null && defaultEntry !== null ? { document: defaults, path: [], entry: defaultEntry } : null;
  for (const layer of [...groupLayers.values(), ...(defaultLayer === null ? [] : [defaultLayer])])
    checkLayer(layer, platformId, report);

  const devices: Device[] = [];
  const layersOf = new Map<Device, readonly Layer[]>();
  for (const [name, value] of Object.entries(hostEntries)) {
    const place = hosts.placeOfKey([name]);
    const entry = value ?? {};
    const nameProblem = deviceNameProblem(name);
    if (nameProblem !== null) report(place, nameProblem);
    const own: Layer = { document: hosts, path: [name], entry };
    checkLayer(own, platformId, report);
    const names = resolveGroups(entry, groupLayers, own, report);
    const inherited = names.flatMap((group) => groupLayers.get(group) ?? []);
    const layers = [own, ...inherited, ...(defaultLayer === null ? [] : [defaultLayer])];
    const device = buildDevice(name, place, names, layers, platformId, report);
    devices.push(device);
    layersOf.set(device, layers);
  }
  const written = new Set(Object.keys(typeof hosts.value === 'object' && hosts.value !== null ? hosts.value : {}));
  const placeOf = (device: Device, key: 'jump' | 'haPeer'): Place => {
    const layer = layersOf
      .get(device)
      ?.find(({ entry }) => (key === 'jump' ? entry.ssh?.jump : entry.data?.haPeer) !== undefined);
    return layer?.document.placeOf([...layer.path, key === 'jump' ? 'ssh' : 'data', key]) ?? device.place;
  };
  checkFleet(devices, written, placeOf, report);
  return { inventory: { devices }, problems: inOrder(unique(problems)) };
}

/** What could be read of a file; its mistakes go to `problems`. */
function entries<S extends z.ZodType>(
  document: YamlDocument,
  schema: S,
  problems: ConfigProblem[],
): z.output<S> | null {
  const read = validate(document, schema);
  problems.push(...read.problems);
  return read.value;
}

/** A group's mistake shows in each of its devices; it is told once. */
function unique(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const seen = new Map(problems.map((problem) => [`${placeText(problem)} ${problem.message}`, problem]));
  return [...seen.values()];
}

/** Names become folders, arguments and parts of patterns. */
export function deviceNameProblem(name: string): string | null {
  return /^[\p{L}\p{N}_][\p{L}\p{N}_.:@+-]{0,127}$/u.test(name)
    ? null
    : `"${name.slice(0, 80)}": a device name has letters, digits and . _ - : @ + and begins with a letter, digit or _`;
}
