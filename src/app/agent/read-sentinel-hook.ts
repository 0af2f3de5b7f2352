import type { ForeignAlert } from '../../agent-ports.ts';
import { distinct, hostsIn, hostText } from './hook-hosts.ts';
import { at, isObject, type JsonObject, member, textAt, walk } from './json-walk.ts';

/**
 * What a playbook of Microsoft Sentinel posts: the body of the incident trigger (also wrapped in `body` or `object`),
 * an alert with its `Entities` as text, the entities alone, or a row of a rule. Null: no host and no address in it.
 *
 * Hosts and addresses are objects whose `kind` or `Type` says so (Microsoft Sentinel entity types reference). The
 * public rule for T1601.002 gives `Computer` as the host, which may be the collector: columns that name the device
 * (`HostName`, `HostIP`, `DeviceIP`, …) are looked up too, wherever they stand.
 */
export function readSentinelHook(body: unknown): ForeignAlert | null {
  const entities: string[] = [];
  const columns: string[] = [];
  const incidents: JsonObject[] = [];
  const alerts: JsonObject[] = [];
  const read = new Set<unknown>();
  walk(body, (object) => {
    if (read.has(object)) return;
    const kind = textAt(object, 'kind', 'Type')?.toLowerCase() ?? '';
    if (kind === 'host' || kind === 'ip') read.add(member(object, 'properties'));
    if (kind === 'host') entities.push(...hostNames(object));
    else if (kind === 'ip') entities.push(...hostsIn(own(object, 'address')));
    else {
      if (kind === 'microsoft.securityinsights/incidents') incidents.push(object);
      if (member(object, 'SystemAlertId') !== undefined) alerts.push(object);
      for (const name of deviceColumns) columns.push(...hostsIn(member(object, name)));
    }
  });
  const hosts = distinct([...entities, ...columns]);
  if (hosts.length === 0) return null;
  const named = incidents[0] ?? alerts[0] ?? (isObject(body) ? body : {});
  return { id: idOf(named), title: titleOf(named), hosts };
}

const deviceColumns = ['Computer', 'HostName', 'HostIP', 'DeviceIP', 'DeviceName', 'DeviceAddress'];

/** A property of an entity: of itself, or of its `properties`. */
function own(entity: JsonObject, name: string): unknown {
  const direct = member(entity, name);
  if (direct !== undefined) return direct;
  const properties = member(entity, 'properties');
  return isObject(properties) ? member(properties, name) : undefined;
}

function hostNames(entity: JsonObject): readonly string[] {
  const name = ['HostName', 'FullName', 'NetBiosName', 'DnsName', 'FriendlyName']
    .map((key) => hostText(own(entity, key)))
    .find((text) => text !== null);
  if (name === undefined || name === null) return [];
  const domain = hostText(own(entity, 'DnsDomain'));
  return [domain === null || name.includes('.') || name.includes(':') ? name : `${name}.${domain}`];
}

/** The same incident comes again at every update: its resource name stays. */
const idOf = (object: JsonObject): string | null =>
  textAt(
    object,
    'SystemAlertId',
    'name',
    'properties.systemAlertId',
    'properties.incidentNumber',
    'IncidentNumber',
    'id',
  );

const titleOf = (object: JsonObject): string =>
  textAt(
    object,
    'properties.title',
    'Title',
    'AlertName',
    'AlertDisplayName',
    'DisplayName',
    'properties.alertDisplayName',
  ) ?? (at(object, 'eventUniqueId') === undefined ? 'alert of Microsoft Sentinel' : 'incident of Microsoft Sentinel');
