import { type Place, placeText } from '../core/baseline.ts';
import { deviceName } from '../core/brands.ts';
import type { Device, Inventory, SecretSpec } from '../core/inventory.ts';
import { canonicalHost } from './host-address.ts';
import {
  defaultsSchema,
  type Entry,
  entrySchema,
  groupsSchema,
  hostsSchema,
  knownData,
  type Shared,
} from './inventory-schema.ts';
import { type ConfigProblem, inOrder, nearest } from './problem.ts';
import { validate } from './validate.ts';
import { type PathPart, readYaml, type SourceFile, type YamlDocument } from './yaml-document.ts';

export type InventoryFiles = {
  readonly hosts: SourceFile;
  readonly groups: SourceFile | null;
  readonly defaults: SourceFile | null;
};

/** Turns a platform's id or another tool's name for it into the id; null where nobody knows the name. */
export type PlatformId = (name: string) => string | null;

export type InventoryRead = { readonly inventory: Inventory; readonly problems: readonly ConfigProblem[] };

/** One level of inheritance: what is written in one entry, and where it stands. */
type Layer = { readonly document: YamlDocument; readonly path: readonly PathPart[]; readonly entry: Shared };

type Report = (place: Place, message: string, severity?: ConfigProblem['severity']) => void;

/**
 * Reads Nornir's simple inventory: a value comes from the host, else from its groups in order (each followed by its
 * own groups), else from the defaults. `ssh`, `timeouts`, `hash` and `data` are inherited key by key, lists whole.
 * Tells every problem; a device that has one is left out of the result, which serves only to look for further ones.
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

  for (const [document, schema] of [
    [hosts, hostsSchema],
    [groups, groupsSchema],
    [defaults, defaultsSchema],
  ] as const)
    if (document !== null) problems.push(...validate(document, schema).problems);

  const groupLayers = readGroups(groups, report);
  const defaultEntry = defaults === null ? null : defaultsSchema.safeParse(defaults.value ?? {});
  const defaultLayer: Layer | null =
    defaults !== null && defaultEntry?.success === true
      ? { document: defaults, path: [], entry: defaultEntry.data }
      : null;
  for (const layer of [...groupLayers.values(), ...(defaultLayer === null ? [] : [defaultLayer])])
    checkLayer(layer, platformId, report);

  const devices: Device[] = [];
  for (const [name, value] of entriesOf(hosts.value)) {
    const place = hosts.placeOfKey([name]);
    const entry = entrySchema.safeParse(value ?? {});
    const nameProblem = deviceNameProblem(name);
    if (nameProblem !== null) report(place, nameProblem);
    if (!entry.success || nameProblem !== null) continue;
    const own: Layer = { document: hosts, path: [name], entry: entry.data };
    checkLayer(own, platformId, report);
    const names = resolveGroups(entry.data, groupLayers, own, report);
    const inherited = names.flatMap((group) => groupLayers.get(group) ?? []);
    const layers = [own, ...inherited, ...(defaultLayer === null ? [] : [defaultLayer])];
    const device = buildDevice(name, place, names, layers, platformId, report);
    if (device !== null) devices.push(device);
  }
  checkFleet(devices, new Set(entriesOf(hosts.value).map(([name]) => name)), report);
  return { inventory: { devices }, problems: inOrder(unique(problems)) };
}

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];

/** A group's mistake shows in each of its devices; it is told once. */
function unique(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const seen = new Map(problems.map((problem) => [`${placeText(problem)} ${problem.message}`, problem]));
  return [...seen.values()];
}

/** Names become folders, arguments and parts of patterns. */
function deviceNameProblem(name: string): string | null {
  return /^[\p{L}\p{N}_][\p{L}\p{N}_.:@+-]{0,127}$/u.test(name)
    ? null
    : `"${name.slice(0, 80)}": a device name has letters, digits and . _ - : @ + and begins with a letter, digit or _`;
}

type GroupLayer = Layer & { readonly entry: Entry };

function readGroups(document: YamlDocument | null, report: Report): ReadonlyMap<string, GroupLayer> {
  const layers = new Map<string, GroupLayer>();
  for (const [name, value] of entriesOf(document?.value)) {
    const entry = entrySchema.safeParse(value ?? {});
    if (document !== null && entry.success) layers.set(name, { document, path: [name], entry: entry.data });
  }
  const known = entriesOf(document?.value).map(([name]) => name);
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
function resolveGroups(
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

function unknownName(what: string, name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return `no ${what} "${name}"${meant === null ? '' : `, did you mean "${meant}"?`}`;
}

/** What can be said about one entry without knowing who inherits it. */
function checkLayer({ document, path, entry }: Layer, platformId: PlatformId, report: Report): void {
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

function buildDevice(
  name: string,
  place: Place,
  groups: readonly string[],
  layers: readonly Layer[],
  platformId: PlatformId,
  report: Report,
): Device | null {
  const first = <T>(pick: (entry: Shared) => T | null | undefined): T | null => {
    for (const { entry } of layers) {
      const value = pick(entry);
      if (value !== undefined && value !== null) return value;
    }
    return null;
  };
  const secretOf = (path: readonly PathPart[], pick: (entry: Shared) => SecretSpec | undefined): SecretSpec | null => {
    for (const layer of layers) {
      const value = pick(layer.entry);
      if (value !== undefined) return { ...value, place: layer.document.placeOf([...layer.path, ...path]) };
    }
    return null;
  };
  const excluded = first((entry) => entry.excluded);
  const written = first((entry) => entry.platform);
  const platform = written === null ? null : platformId(written);
  if (written === null && excluded === null)
    report(place, `"${name}" has no platform, nor has a group of it or the defaults`);
  if (platform === null && (written !== null || excluded === null)) return null;

  const [own] = layers;
  const address = first((entry) => entry.hostname);
  const portKey = first((entry) => entry.port);
  if (own?.entry.hostname?.port != null && own.entry.port !== undefined && own.entry.port !== own.entry.hostname.port)
    report(
      own.document.placeOf([name, 'port']),
      `hostname says port ${own.entry.hostname.port}, port says ${own.entry.port}`,
    );
  const jumpLayer = layers.find(({ entry }) => entry.ssh?.jump !== undefined);
  const jump = jumpLayer?.entry.ssh?.jump ?? null;
  return {
    name: deviceName(name),
    place,
    hostname: address?.host ?? name,
    port: address?.port ?? portKey ?? 22,
    platform: platform ?? '',
    groups,
    username: first((entry) => entry.username),
    password: secretOf(['password'], (entry) => entry.password),
    enable: secretOf(['enable'], (entry) => entry.enable),
    sources: first((entry) => entry.sources) ?? [],
    ssh: {
      keyFile: first((entry) => entry.ssh?.keyFile),
      passphrase: secretOf(['ssh', 'passphrase'], (entry) => entry.ssh?.passphrase),
      agent: first((entry) => entry.ssh?.agent) ?? false,
      // A jump host inherits "go through the jump host" from the defaults like everybody; it is reached directly.
      jump: jump === name && jumpLayer !== own ? null : jump,
      algorithms: first((entry) => entry.ssh?.algorithms) ?? 'modern',
      hostKey: first((entry) => entry.ssh?.hostKey) ?? 'strict',
    },
    timeouts: {
      connectMs: first((entry) => entry.timeouts?.connect) ?? 10_000,
      commandMs: first((entry) => entry.timeouts?.command) ?? 60_000,
      hashMs: first((entry) => entry.timeouts?.hash) ?? 20 * 60_000,
      deviceMs: first((entry) => entry.timeouts?.device) ?? 30 * 60_000,
    },
    hash: {
      onDevice: first((entry) => entry.hash?.onDevice) ?? true,
      offBox: first((entry) => entry.hash?.offBox) ?? false,
    },
    maxSessions: first((entry) => entry.maxSessions) ?? 1,
    excluded:
      excluded === null
        ? null
        : { reason: excluded.reason, approvedBy: excluded.approvedBy ?? null, until: excluded.until ?? null },
    site: first((entry) => entry.data?.site),
    role: first((entry) => entry.data?.role),
    tags: first((entry) => entry.data?.tags) ?? [],
    environment: first((entry) => entry.data?.environment),
    serials: first((entry) => entry.data?.serials) ?? [],
    haPeer: first((entry) => entry.data?.haPeer),
    rollingUpgradeMs: first((entry) => entry.data?.rollingUpgrade) ?? 86_400_000,
  };
}

/** What shows only when all devices are known: the same device twice, jump hosts and peers that do not exist. */
function checkFleet(devices: readonly Device[], written: ReadonlySet<string>, report: Report): void {
  const names = [...written];
  const byName = new Map(devices.map((device) => [String(device.name), device]));
  const byFolded = new Map<string, Device>();
  const byAddress = new Map<string, Device>();
  const bySource = new Map<string, Device>();
  for (const device of devices) {
    const { name, place, hostname, port, ssh } = device;
    const folded = name.toLowerCase();
    const twin = byFolded.get(folded);
    if (twin === undefined) byFolded.set(folded, device);
    else report(place, `"${name}" and "${twin.name}" (${placeText(twin.place)}) differ only in case`);
    // Behind different jump hosts the same address is another device.
    const address = `${canonicalHost(hostname)} ${port} ${ssh.jump ?? ''}`;
    const other = byAddress.get(address);
    if (other === undefined) byAddress.set(address, device);
    else report(place, `"${name}" has the address and port of "${other.name}" (${placeText(other.place)})`);
    for (const source of new Set(device.sources.map(canonicalHost))) {
      const sender = bySource.get(source);
      if (sender === undefined) bySource.set(source, device);
      else
        report(
          place,
          `"${name}" and "${sender.name}" both log as ${source}: its lines cannot be told apart`,
          'warning',
        );
    }
    if (ssh.jump !== null && !written.has(ssh.jump)) report(place, `jump: ${unknownName('device', ssh.jump, names)}`);
    else if (ssh.jump !== null && jumpsForEver(device, byName))
      report(place, `jump: the way to "${name}" leads back to itself`);
    if (device.haPeer !== null && (device.haPeer === name || !written.has(device.haPeer)))
      report(
        place,
        `haPeer: ${device.haPeer === name ? 'a device is not its own peer' : unknownName('device', device.haPeer, names)}`,
      );
  }
}

function jumpsForEver(device: Device, byName: ReadonlyMap<string, Device>): boolean {
  const seen = new Set<string>();
  for (let at: Device | undefined = device; at?.ssh.jump != null; at = byName.get(at.ssh.jump)) {
    if (seen.has(at.name)) return true;
    seen.add(at.name);
  }
  return false;
}
