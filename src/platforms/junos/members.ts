import type { MemberFacts } from '../../core/facts.ts';
import { type Fields, listField, textField } from '../shared/read-kit.ts';

/** One member as `show version` and the chassis commands tell it; `fields` are those of its version block. */
export type MemberSeen = {
  readonly id: string;
  readonly role: MemberFacts['role'];
  readonly serial: string | null;
  readonly fields: Fields;
};

export type ChassisFields = {
  readonly version: Fields;
  readonly hardware: Fields;
  readonly engines: Fields;
  readonly virtualChassis: Fields;
  readonly cluster: Fields;
};

/** Members with a version block, the active one first; without headings the device is one member, `self`. */
export function membersSeen(chassis: ChassisFields): readonly MemberSeen[] {
  const blocks = listField(chassis.version, 'members');
  const [first] = blocks;
  if (first === undefined)
    return [{ id: 'self', role: 'active', serial: serialOf('self', chassis), fields: chassis.version }];
  const active = activeMember(chassis) ?? textField(first, 'id');
  const members = blocks.map((fields): MemberSeen => {
    const id = textField(fields, 'id') ?? 'self';
    return { id, role: id === active ? 'active' : otherRole(id, chassis), serial: serialOf(id, chassis), fields };
  });
  return [...members.filter(({ role }) => role === 'active'), ...members.filter(({ role }) => role !== 'active')];
}

function otherRole(id: string, { engines, virtualChassis, cluster }: ChassisFields): MemberFacts['role'] {
  const role = roleOf(id, virtualChassis) ?? roleOf(id, cluster) ?? roleOf(id, engines);
  if (role === null) return /^(?:re|node)\d/.test(id) ? 'standby' : 'member';
  return /^(?:backup|secondary)/.test(role) ? 'standby' : 'member';
}

function roleOf(id: string, fields: Fields): string | null {
  const found = listField(fields, 'members').find((member) => member['id'] === id);
  return found === undefined ? null : textField(found, 'role');
}

/** The master by the chassis commands, else by the banner over the prompt where a saved output kept it. */
function activeMember({ engines, virtualChassis, cluster, version }: ChassisFields): string | null {
  const leads = (fields: Fields): string | null => {
    const lead = listField(fields, 'members').find((member) =>
      /^(?:master|primary)/.test(textField(member, 'role') ?? ''),
    );
    return lead === undefined ? null : textField(lead, 'id');
  };
  const ids = listField(version, 'members').map((member) => textField(member, 'id'));
  const banner = /^\{(?:master|primary):(?:node)?(\d{1,2})\}$/.exec(textField(version, 'master_banner') ?? '');
  const byBanner = ids.find((id) => id !== null && banner !== null && /\d{1,2}$/.exec(id)?.[0] === banner[1]);
  const named = [leads(cluster), leads(virtualChassis), byBanner ?? null, leads(engines)];
  return named.find((id) => id !== null && ids.includes(id)) ?? null;
}

function serialOf(id: string, { version, hardware, virtualChassis }: ChassisFields): string | null {
  const own = (fields: Fields, list: string, wanted: string): string | null => {
    const found = listField(fields, list).find((entry) => entry['id'] === wanted);
    return found === undefined ? null : textField(found, 'serial');
  };
  const chassis = textField(hardware, 'serial') ?? textField(version, 'serial');
  if (id === 'self') return chassis;
  const node = own(hardware, 'members', id) ?? own(virtualChassis, 'members', id);
  if (node !== null) return node;
  if (/^re\d/.test(id)) return own(hardware, 'routing_engines', `Routing Engine ${id.slice(2)}`);
  const several =
    listField(version, 'members').length > 1 || /virtual chassis/i.test(textField(hardware, 'model') ?? '');
  return several ? own(hardware, 'fpcs', id) : chassis;
}

/** Members that the chassis lists and that showed no version, with the chassis' own word for their state. */
export function absentMembers(
  seen: readonly MemberSeen[],
  { hardware, engines, virtualChassis, cluster, version }: ChassisFields,
): readonly { readonly id: string; readonly why: string }[] {
  const known = new Set(seen.map(({ id }) => id));
  const listed = [...listField(virtualChassis, 'members'), ...listField(cluster, 'members')]
    .filter((member) => !known.has(textField(member, 'id') ?? ''))
    .map((member) => ({
      id: textField(member, 'id') ?? '?',
      why: `listed as ${textField(member, 'status') ?? textField(member, 'role') ?? 'a member'}, no version shown`,
    }));
  if (listed.length > 0 || known.has('self') === false || listField(version, 'members').length > 0) return listed;
  const count = listField(hardware, 'routing_engines').length;
  if (count < 2) return [];
  const master = listField(engines, 'members').find((member) => textField(member, 'role') === 'master');
  const local = textField(master ?? {}, 'id') ?? 're0';
  return [...Array(count).keys()]
    .map((index) => `re${index}`)
    .filter((id) => id !== local)
    .map((id) => ({ id, why: 'a second routing engine is installed, no version shown' }));
}
