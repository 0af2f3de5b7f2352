import type { ConfigProblem } from '../config/problem.ts';
import {
  type Draft,
  type DraftEntry,
  emptyDraft,
  type LeftOut,
  placeAt,
  problemAt,
  quoted,
  writtenValues,
} from './draft.ts';
import { entriesOf, type Foreign, foreignJson, itemsOf, textOf } from './foreign-yaml.ts';

/** One answer of `/api/dcim/devices/`, parsed; `from` names it in messages. */
export type RestPage = { readonly from: string; readonly body: unknown };

/** Words in which NetBox and Nautobot call a thing in their several releases, the preferred one first. */
const words = ['slug', 'network_driver', 'value', 'name', 'model', 'display', 'label'];

/**
 * Reads devices as NetBox (2.x to 4.x) and Nautobot (1.x, and 2.x with `depth=1`) answer them. Prefix lengths are
 * stripped. The members of a virtual chassis are one device: its master, with the serial numbers of all. Devices whose
 * status is not wanted are left out by name.
 */
export function readRestDevices(pages: readonly RestPage[], statuses: readonly string[]): Draft {
  const problems: ConfigProblem[] = [];
  const leftOut: LeftOut[] = [];
  const seen: Seen[] = [];
  const ids = new Set<string>();
  let expected: number | null = null;
  for (const { from, body } of pages) {
    const page = foreignJson(body, placeAt(from, 1));
    const results = page.value.kind === 'list' ? page : entriesOf(page).get('results');
    if (results?.value.kind !== 'list') {
      problems.push(problemAt(placeAt(from, 1), 'no page of devices: it has no `results`'));
      continue;
    }
    const count = textOf(entriesOf(page).get('count'));
    if (count !== null && /^\d{1,9}$/.test(count)) expected = Number(count);
    for (const [index, device] of itemsOf(results).entries()) {
      const id = textOf(entriesOf(device).get('id'));
      // A device that moves between pages while they are read comes twice.
      if (id !== null && ids.has(id)) continue;
      if (id !== null) ids.add(id);
      const one = readDevice(device, from, index, problems);
      if (one !== null) seen.push(one);
    }
  }
  if (expected !== null && ids.size > 0 && ids.size !== expected)
    problems.push(
      problemAt(
        placeAt(pages[0]?.from ?? '', 1),
        `${expected} devices are promised and ${ids.size} came; fetch all pages again`,
      ),
    );
  const wanted = seen.filter(({ entry: { name }, status }) => {
    if (status === null || statuses.includes(status.toLowerCase())) return true;
    leftOut.push({ name, why: `status ${quoted(status)}` });
    return false;
  });
  return { ...emptyDraft, hosts: joinChassis(wanted, problems), problems, leftOut };
}

type Seen = {
  readonly id: string | null;
  readonly entry: DraftEntry;
  readonly status: string | null;
  readonly serial: string | null;
  readonly chassis: { readonly id: string; readonly name: string | null; readonly master: string | null } | null;
};

function readDevice(device: Foreign, from: string, index: number, problems: ConfigProblem[]): Seen | null {
  const fields = entriesOf(device);
  const place = placeAt(from, index + 1);
  const id = textOf(fields.get('id'));
  const chassis = fields.get('virtual_chassis');
  const chassisId = textOf(entriesOf(chassis).get('id'));
  const own = textOf(fields.get('name'));
  const name = own ?? (chassisId === null ? null : `member-${id ?? index}`);
  if (name === null) {
    problems.push(problemAt(place, `device ${id ?? index + 1} has no name: it was left out`, 'warning'));
    return null;
  }
  const address =
    addressOf(fields.get('primary_ip')) ?? addressOf(fields.get('primary_ip4')) ?? addressOf(fields.get('primary_ip6'));
  const serial = textOf(fields.get('serial'));
  const platform = fields.get('platform');
  if (platform !== undefined && platform.value.kind === 'map' && wordOf(platform) === null)
    problems.push(problemAt(place, `${quoted(name)}: its platform is only a link; ask with ?depth=1`));
  return {
    id,
    status: wordOf(fields.get('status')),
    serial: serial === '' ? null : serial,
    chassis:
      chassisId === null
        ? null
        : {
            id: chassisId,
            name: textOf(entriesOf(chassis).get('name')),
            master: textOf(entriesOf(entriesOf(chassis).get('master')).get('id')),
          },
    entry: {
      name,
      place,
      groups: [],
      values: writtenValues({
        hostname: address,
        platform: platform === undefined ? null : wordOf(platform),
        'data.site': wordOf(fields.get('site')) ?? wordOf(fields.get('location')),
        'data.role': wordOf(fields.get('role')) ?? wordOf(fields.get('device_role')),
        'data.tags': itemsOf(fields.get('tags')).flatMap((tag) => wordOf(tag) ?? []),
        'data.serials': serial === null || serial === '' ? [] : [serial],
      }),
    },
  };
}

/** The word of a nested object, or a plain text. */
function wordOf(value: Foreign | undefined): string | null {
  const text = textOf(value);
  if (text !== null) return text === '' ? null : text;
  const fields = entriesOf(value);
  for (const key of words) {
    const word = textOf(fields.get(key));
    if (word !== null && word !== '') return word;
  }
  return null;
}

/** `192.0.2.11/24` → `192.0.2.11`. */
function addressOf(value: Foreign | undefined): string | null {
  const text = textOf(value) ?? textOf(entriesOf(value).get('address')) ?? textOf(entriesOf(value).get('host'));
  return text === null || text === '' ? null : text.replace(/\/\d{1,3}$/, '');
}

function joinChassis(devices: readonly Seen[], problems: ConfigProblem[]): readonly DraftEntry[] {
  const members = new Map<string, Seen[]>();
  for (const device of devices)
    if (device.chassis !== null) {
      const known = members.get(device.chassis.id);
      if (known === undefined) members.set(device.chassis.id, [device]);
      else known.push(device);
    }
  const hosts = devices.filter(({ chassis }) => chassis === null).map(({ entry }) => entry);
  for (const all of members.values()) {
    const master =
      all.find(({ id, chassis }) => chassis?.master != null && chassis.master === id) ??
      all.find(({ entry }) => entry.values['hostname'] !== undefined) ??
      all[0];
    if (master === undefined) continue;
    const [address] = all.flatMap(({ entry }) => entry.values['hostname'] ?? []);
    const hostname = master.entry.values['hostname'] ?? address;
    const name = master.entry.name.startsWith('member-')
      ? (master.chassis?.name ?? master.entry.name)
      : master.entry.name;
    if (hostname === undefined)
      problems.push(
        problemAt(
          master.entry.place,
          `no member of the virtual chassis ${quoted(name)} has a primary address`,
          'warning',
        ),
      );
    hosts.push({
      ...master.entry,
      name,
      values: writtenValues({
        ...master.entry.values,
        hostname,
        'data.serials': all.flatMap(({ serial }) => serial ?? []),
      }),
    });
  }
  return hosts;
}
