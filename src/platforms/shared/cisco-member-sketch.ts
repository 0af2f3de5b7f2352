import type { EpochMs } from '../../core/brands.ts';
import { epochMs } from '../../core/brands.ts';
import type { AbsentMember, MemberFacts } from '../../core/facts.ts';
import { type Fields, listField, numberField, textField, textListField } from './read-kit.ts';
import { uptimeSeconds } from './uptime.ts';

/** One stack member, supervisor or the device itself, as the version, stack and redundancy outputs show it. */
export type MemberSketch = {
  readonly id: string;
  readonly role: MemberFacts['role'];
  readonly active: boolean;
  readonly serial: string | null;
  readonly model: string | null;
  readonly version: string | null;
  readonly versionAlso: readonly string[];
  readonly softwareImage: string | null;
  readonly mode: string | null;
  readonly uptimeSeconds: number | null;
  readonly reloadReason: string | null;
  /** Fields of the boot output for this member. */
  readonly boot: Fields;
  /** File system of this member for one that the active member calls so. */
  readonly filesystem: (name: string) => string;
};

export type MemberSources = {
  readonly version: Fields;
  readonly boot: Fields;
  readonly stack: Fields;
  readonly redundancy: Fields;
  readonly inventory: Fields;
};

/** Prefix of the standby's file systems: `slave` on IOS chassis, `stby-` on IOS-XE. */
export type StandbyPrefix = 'slave' | 'stby-';

/**
 * `Provisioned` is said of a slot that waits for its first switch, and of one whose switch left the stack (Cisco's
 * command reference of `show switch`).
 */
const absentRow = (id: string, state: string): AbsentMember => ({
  id,
  why: `the stack shows it as ${state}`,
  ...(/^provisioned$/i.test(state) ? { provisioned: true } : {}),
});

/** The members, the active one first, and those that the stack knows and that did not show a release. */
export function sketchMembers(
  sources: MemberSources,
  standbyPrefix: StandbyPrefix,
): { readonly members: readonly MemberSketch[]; readonly absent: readonly AbsentMember[] } {
  const { version } = sources;
  const inStack = stackMembers(sources, standbyPrefix === 'stby-');
  if (inStack.length > 0) {
    const shown = new Set(inStack.map(({ id }) => id));
    const absent = listField(sources.stack, 'members').flatMap((row) => {
      const id = textField(row, 'id') ?? '';
      return shown.has(id) ? [] : [absentRow(id, textField(row, 'state') ?? 'not ready')];
    });
    return { members: [...inStack].sort((a, b) => Number(b.active) - Number(a.active)), absent };
  }
  const peer = fieldsAt(sources.redundancy, 'peer');
  const standbyBoot = fieldsAt(sources.boot, 'standby');
  if (standbyBoot === null && peer === null)
    return { members: [{ ...activeSketch(version), boot: sources.boot }], absent: [] };
  const current = fieldsAt(sources.redundancy, 'current');
  const active: MemberSketch = {
    ...activeSketch(version),
    id: locationId(current) ?? 'active',
    role: 'active',
    boot: sources.boot,
    serial: processorSerial(sources.inventory, current) ?? textField(version, 'serial'),
  };
  const standby: MemberSketch = {
    ...active,
    id: locationId(peer) ?? 'standby',
    role: 'standby',
    active: false,
    serial: processorSerial(sources.inventory, peer),
    ...peerRelease(active, peer === null ? null : textField(peer, 'version')),
    softwareImage: peer === null ? null : textField(peer, 'software_image'),
    uptimeSeconds: null,
    reloadReason: null,
    boot: standbyBoot ?? peer ?? {},
    filesystem: (name) => `${standbyPrefix}${name}`,
  };
  return { members: [active, standby], absent: [] };
}

/** The peer is shown with the spelling of IOS alone: where the active one prints it too, both run the same release. */
function peerRelease(active: MemberSketch, printed: string | null): Pick<MemberSketch, 'version' | 'versionAlso'> {
  const same = printed !== null && (printed === active.version || active.versionAlso.includes(printed));
  return same ? { version: active.version, versionAlso: active.versionAlso } : { version: printed, versionAlso: [] };
}

function activeSketch(version: Fields): MemberSketch {
  const uptime = textField(version, 'control_processor_uptime');
  return {
    id: 'self',
    role: null,
    active: true,
    serial: textField(version, 'serial'),
    model: textField(version, 'model'),
    version: textField(version, 'version'),
    versionAlso: textListField(version, 'version_alt') ?? [],
    softwareImage: textField(version, 'software_image'),
    mode: textField(version, 'install_mode')?.toLowerCase() ?? null,
    uptimeSeconds: (uptime === null ? null : (uptimeSeconds(uptime) ?? null)) ?? numberField(version, 'uptime_seconds'),
    reloadReason: textField(version, 'reload_reason') ?? textField(version, 'last_reload_reason'),
    boot: {},
    filesystem: (name) => name,
  };
}

/** From the switch table of `show version`; where a release prints blocks `Switch 02` without a table, from these. */
function stackMembers(sources: MemberSources, dashed: boolean): readonly MemberSketch[] {
  const { version, boot, stack } = sources;
  const table = listField(version, 'members');
  const blocks = listField(version, 'switch_blocks');
  if (table.length === 0 && blocks.length === 0) return [];
  const rows: readonly Fields[] =
    table.length > 0 ? table : [{ id: unusedId(blocks), active: true }, ...blocks.map(({ id }) => ({ id }))];
  const starred = rows.some((row) => row['active'] === true);
  const dash = dashed || (textListField(version, 'filesystems') ?? []).some((name) => /-\d{1,2}:$/.test(name));
  return rows.map((row, index) => {
    const id = textField(row, 'id') ?? String(index + 1);
    const active = starred ? row['active'] === true : index === 0;
    const own = byId(blocks, id);
    const device = activeSketch(version);
    const uptime = uptimeSeconds(textField(own, 'uptime') ?? '') ?? null;
    return {
      ...device,
      id,
      role: stackRole(textField(byId(listField(stack, 'members'), id), 'role'), active),
      active,
      serial: active ? device.serial : textField(own, 'serial'),
      model: textField(row, 'model') ?? (active ? device.model : textField(own, 'model_number')),
      version: active ? device.version : textField(row, 'version'),
      versionAlso: active ? device.versionAlso : [],
      softwareImage: textField(row, 'image') ?? (active ? device.softwareImage : null),
      mode: textField(row, 'install_mode')?.toLowerCase() ?? (active ? device.mode : null),
      uptimeSeconds: active ? device.uptimeSeconds : uptime,
      reloadReason: active ? device.reloadReason : textField(own, 'reload_reason'),
      boot: listField(boot, 'members').length > 0 ? byId(listField(boot, 'members'), id) : boot,
      filesystem: active ? (name) => name : (name) => memberFilesystem(name, id, dash),
    };
  });
}

function stackRole(word: string | null, active: boolean): MemberFacts['role'] {
  if (word === 'standby') return 'standby';
  return active || word === 'active' || word === 'master' ? 'active' : 'member';
}

/** `flash-2:` on IOS-XE and where the release lists such a one, else `flash2:`. */
function memberFilesystem(name: string, id: string, dash: boolean): string {
  const base = name.replace(/(?:-\d{1,2})?:$/, '');
  return dash ? `${base}-${id}:` : `${base}${id}:`;
}

const byId = (rows: readonly Fields[], id: string): Fields => rows.find((row) => textField(row, 'id') === id) ?? {};

function unusedId(rows: readonly Fields[]): string {
  const taken = new Set(rows.map((row) => textField(row, 'id')));
  let id = 1;
  while (taken.has(String(id))) id += 1;
  return String(id);
}

function fieldsAt(fields: Fields, name: string): Fields | null {
  const value = fields[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

/** `slot 6` → `slot6`. */
function locationId(processor: Fields | null): string | null {
  const location = processor === null ? null : textField(processor, 'location');
  return location === null ? null : location.replace(/[^A-Za-z0-9/]/g, '').toLowerCase();
}

/**
 * Serial of a supervisor: the inventory's entry whose name is the slot and says supervisor or processor. ASR 1000 counts
 * its processors R0 and R1 in slots 6 and 7.
 */
function processorSerial(inventory: Fields, processor: Fields | null): string | null {
  const slot = /\d{1,2}/.exec((processor === null ? null : textField(processor, 'location')) ?? '')?.[0];
  if (slot === undefined) return null;
  const entry = listField(inventory, 'items').find((item) => {
    const name = textField(item, 'name') ?? '';
    const text = `${name} ${textField(item, 'description') ?? ''}`;
    const numbered = new RegExp(`^(?:slot |module |switch 1 - slot |linecard\\(slot )?${slot}\\b`, 'i').test(name);
    const processorSlot = new RegExp(`^module R${Number(slot) - 6}$`, 'i').test(name);
    return processorSlot || (numbered && /supervisor|processor|\bsup\b/i.test(text));
  });
  return entry === undefined ? null : textField(entry, 'serial');
}

/** Auditor's clock minus the uptime; null where one of both is not known. */
export function startedAt(now: EpochMs | null, uptime: number | null): EpochMs | null {
  return now === null || uptime === null ? null : epochMs(now - uptime * 1000);
}

/** What a running image is licensed to do: `C2960X-UNIVERSALK9-M` → `universalk9`. */
export function featureSetOf(softwareImage: string | null): string | null {
  if (softwareImage === null) return null;
  const classic = /^[^-]+-(.+)-[A-Z]{1,2}$/i.exec(softwareImage)?.[1];
  if (classic !== undefined) return classic.toLowerCase();
  // Catalyst 9000 and C9800 have one image, `universalk9`, and one without payload encryption, `…_npe` (release notes).
  const unified = /IOSXE(_NPE)?$/i.exec(softwareImage);
  return unified === null ? null : unified[1] === undefined ? 'universalk9' : 'universalk9_npe';
}
