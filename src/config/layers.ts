import type { Place } from '../core/baseline.ts';
import { type Entry, knownData, type Shared } from './inventory-schema.ts';
import type { PlatformId } from './platform-rules.ts';
import { type ConfigProblem, nearest } from './problem.ts';
import type { PathPart, YamlDocument } from './yaml-document.ts';

/** One level of inheritance: what is written in one entry, and where it stands. */
export type Layer = { readonly document: YamlDocument; readonly path: readonly PathPart[]; readonly entry: Shared };

export type Report = (place: Place, message: string, severity?: ConfigProblem['severity']) => void;

export type GroupLayer = Layer & { readonly entry: Entry };

/** Groups by name; unknown parents and cycles are reported. */
export function readGroups(
  document: YamlDocument | null,
  written: Readonly<Record<string, Entry | null>>,
  report: Report,
): ReadonlyMap<string, GroupLayer> {
  const layers = new Map<string, GroupLayer>();
  const known = Object.keys(written);
  for (const [name, entry] of Object.entries(written))
    if (document !== null) layers.set(name, { document, path: [name], entry: entry ?? {} });
  for (const [name, layer] of layers) {
    (layer.entry.groups ?? []).forEach((parent, index) => {
      const place = layer.document.placeOf([name, 'groups', index]);
      if (!known.includes(parent)) report(place, unknownName('group', parent, known));
      else if (leadsTo(parent, name, layers)) report(place, `group "${name}" is its own ancestor through "${parent}"`);
    });
  }
  return layers;
}

function leadsTo(from: string, to: string, layers: ReadonlyMap<string, GroupLayer>): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === to) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...(layers.get(name)?.entry.groups ?? []));
  }
  return false;
}

/** Every group of a host in the order of inheritance: each group is followed by its own groups. */
export function resolveGroups(
  entry: Entry,
  layers: ReadonlyMap<string, GroupLayer>,
  host: Layer,
  report: Report,
): readonly string[] {
  const names = new Set<string>();
  const add = (name: string): void => {
    if (names.has(name)) return;
    names.add(name);
    for (const parent of layers.get(name)?.entry.groups ?? []) add(parent);
  };
  (entry.groups ?? []).forEach((name, index) => {
    if (layers.has(name)) add(name);
    else report(host.document.placeOf([...host.path, 'groups', index]), unknownName('group', name, [...layers.keys()]));
  });
  return [...names];
}

/** With the name that was probably meant. */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return `no ${what} "${name}"${meant === null ? '' : `, did you mean "${meant}"?`}`;
}

/** What can be said about one entry without knowing who inherits it. */
export function checkLayer({ document, path, entry }: Layer, platformId: PlatformId, report: Report): void {
  if (entry.platform !== undefined && platformId(entry.platform) === null)
    report(document.placeOf([...path, 'platform']), `unknown platform "${entry.platform}"`);
  if (entry.connection_options !== undefined)
    report(
      document.placeOfKey([...path, 'connection_options']),
      'connection_options: nothing in this version uses it',
      'warning',
    );
  for (const key of Object.keys(entry.data ?? {}))
    if (!knownData.includes(key)) {
      const meant = nearest(key, knownData);
      const hint = meant === null ? '' : `; did you mean "${meant}"?`;
      report(
        document.placeOfKey([...path, 'data', key]),
        `data.${key}: nothing in this version uses it${hint}`,
        'warning',
      );
    }
  const timeouts = entry.timeouts;
  if (timeouts?.device !== undefined)
    for (const key of ['connect', 'command', 'hash'] as const)
      if ((timeouts[key] ?? 0) > timeouts.device)
        report(
          document.placeOf([...path, 'timeouts', key]),
          `${key} is longer than device, which ends the session first`,
          'warning',
        );
}
