import type { EpochMs } from '../../core/brands.ts';
import type { DeviceFacts, ImageFacts, Listing, MemberFacts, MissingFact, ScheduledReload } from '../../core/facts.ts';
import { reason } from '../../core/reason.ts';
import { unknownDevice, unknownMember } from '../../core/unknown-facts.ts';
import { compareTexts } from '../../core/version.ts';
import { missingFrom, type Reply, whyMissing } from '../shared/collect-kit.ts';
import { type Fields, listField, textField, textListField } from '../shared/read-kit.ts';
import { telling } from '../shared/tellings.ts';
import { fileSystemOf, nxosPath } from './image-path.ts';
import type { NxosReplies } from './replies.ts';
import { type BootEvidence, resolveNxosBoot, savedChoice } from './resolve-boot.ts';
import { absentSupervisors, type Supervisor, supervisorsOf } from './supervisors.ts';
import { nxosVersions } from './versions.ts';

export type NxosEvidence = {
  readonly replies: NxosReplies;
  readonly startedAt: EpochMs | null;
  readonly deviceNow: EpochMs | null;
  readonly listings: readonly Listing[];
  /** Releases read out of files and files written after the start-up, by `sup-1 bootflash:/x`. */
  readonly inside: ReadonlyMap<string, string>;
  readonly changed: ReadonlySet<string>;
  readonly images: readonly ImageFacts[];
  readonly missing: readonly MissingFact[];
};

/** Puts the replies together; what is not told is null and stands under `missing`. */
export function buildNxosFacts(evidence: NxosEvidence): DeviceFacts {
  const { replies, listings, images } = evidence;
  const told = replies.version.fields;
  const supervisors = supervisorsOf(replies);
  const members = supervisors.map((supervisor) => memberFacts(evidence, supervisor));
  const written = textField(replies.startup.fields, 'version');
  const bios = textField(told, 'bios_version');
  return {
    ...unknownDevice('nxos', members),
    hostname: textField(told, 'hostname'),
    unsupportedMode: unsupportedMode(told),
    absentMembers: absentSupervisors(replies.modules),
    listings,
    images,
    scheduledReload: scheduled(replies.scheduler),
    configWrittenBy: written === null ? null : { version: written, from: 'startup-config' },
    deviceClock: evidence.deviceNow,
    removableBoot: removableBoot(replies, supervisors),
    bootloader: bios === null ? [] : [{ member: members[0]?.id ?? 'self', version: bios }],
    tellings: telling(replies.version, 'built', members[0]?.id ?? 'self', textField(told, 'compiled')),
    notes: notesOf(supervisors),
    missing: [...missingFacts(replies, members), ...evidence.missing],
  };
}

function memberFacts(evidence: NxosEvidence, supervisor: Supervisor): MemberFacts {
  const { replies, listings, startedAt, inside, changed } = evidence;
  const told = replies.version.fields;
  const { active } = supervisor;
  const running = active ? runningFiles(told) : standbyFiles(supervisor);
  const own = `${supervisor.block} `;
  const previous = textField(told, 'previous_version');
  const boot = resolveNxosBoot({
    shown: supervisor.shown,
    saved: supervisor.saved,
    gap: whyMissing(replies.boot, 'boot variables of the next reload'),
    running,
    changed: new Set([...changed].filter((key) => key.startsWith(own)).map((key) => key.slice(own.length))),
    inside: new Map(
      [...inside].filter(([key]) => key.startsWith(own)).map(([key, release]) => [key.slice(own.length), release]),
    ),
    listings: new Map(
      listings.filter(({ member }) => member === supervisor.member).map((one) => [one.filesystem, one]),
    ),
    twoImages: told['kickstart_image'] !== undefined || (savedChoice(supervisor).kickstart ?? []).length > 0,
    versions: nxosVersions,
  });
  const patches = activePatches(replies);
  return {
    ...unknownMember(supervisor.id, whyMissing(replies.boot, 'boot variables')),
    role: supervisor.member === null ? null : active ? 'active' : 'standby',
    serial: active ? (textField(told, 'serial') ?? textField(replies.inventory.fields, 'serial')) : supervisor.serial,
    model: textField(told, 'model') ?? textField(replies.inventory.fields, 'model'),
    version: running.version,
    build: active ? textField(told, 'build') : null,
    patches,
    image: running.image,
    mode: textField(told, 'boot_mode'),
    startedAt: active ? startedAt : null,
    reloadReason: active ? textField(told, 'reload_reason') : null,
    memory: active && previous !== null ? [{ ranBefore: previous, startedAt, from: 'show version: last reset' }] : [],
    boot: { ...boot, commit: committed(replies, patches) },
    packages: listField(replies.active.fields, 'packages').map((one) => ({
      name: textField(one, 'name') ?? '',
      version: null,
      digest: null,
    })),
  };
}

function runningFiles(told: Fields): BootEvidence['running'] {
  const path = (name: string): string | null => {
    const printed = textField(told, name);
    return printed === null ? null : nxosPath(printed);
  };
  return {
    image: path('system_image'),
    version: textField(told, 'version'),
    kickstart: path('kickstart_image'),
    kickstartVersion: textField(told, 'kickstart_version'),
  };
}

/** No output names the standby's files: they are those of its current variables, where their name tells its release. */
function standbyFiles({ shown, version }: Supervisor): BootEvidence['running'] {
  const fits = (name: string): string | null => {
    const [path] = shown === null ? [] : (textListField(shown, name) ?? []).map(nxosPath);
    const named = path === undefined ? null : nxosVersions.image(path).version;
    const same = named !== null && version !== null && compareTexts(nxosVersions, named, version).order === 'same';
    return same && path !== undefined ? path : null;
  };
  return { image: fits('current_boot'), version, kickstart: fits('current_kickstart'), kickstartVersion: version };
}

const defect = /CSC[a-z]{2}\d{5}/i;
const defectsOf = (fields: Fields): readonly string[] => [
  ...new Set(
    listField(fields, 'packages')
      .map((one) => defect.exec(textField(one, 'name') ?? '')?.[0])
      .filter((id) => id !== undefined),
  ),
];

/**
 * Defects whose patches are active. A release that does not know the command has no patches; elsewhere the block at the
 * end of `show version` is second best.
 */
function activePatches({ active, version }: NxosReplies): readonly string[] | null {
  if (active.gap === null && active.fields['packages'] !== undefined) return defectsOf(active.fields);
  const inVersion = version.fields['packages'] === undefined ? null : defectsOf(version.fields);
  if (active.gap?.code === 'unsupported' && version.gap === null && version.fields['version'] !== undefined)
    return inVersion ?? [];
  return version.gap === null ? inVersion : null;
}

function committed(
  { committed: reply }: NxosReplies,
  patches: readonly string[] | null,
): 'committed' | 'uncommitted' | null {
  if (patches === null || patches.length === 0 || reply.fields['packages'] === undefined) return null;
  const kept = new Set(defectsOf(reply.fields));
  return patches.every((patch) => kept.has(patch)) ? 'committed' : 'uncommitted';
}

/** Fabric (ACI) mode boots by the controller's policy; a boot mode that is neither native nor a container is not known. */
function unsupportedMode(told: Fields): string | null {
  const images = ['system_image', 'kickstart_image'].map((name) => textField(told, name) ?? '').join(' ');
  if (/\baci-/i.test(images) || told['pe_version'] !== undefined) return 'ACI mode: the controller decides what boots';
  if (/\bucs-/i.test(images)) return 'UCS fabric interconnect: UCS Manager decides what boots';
  const mode = textField(told, 'boot_mode');
  return mode === null || /^(?:lxc|native|primary)$/i.test(mode) ? null : `boot mode ${mode}`;
}

/** Without `feature scheduler` the command is unknown and nothing is scheduled. */
function scheduled({ fields, gap, absent }: Reply): ScheduledReload | null {
  const text = textField(fields, 'scheduled');
  if (text !== null) return { kind: 'scheduled', text, at: null, by: null };
  if (gap === null || gap.code === 'unsupported') return { kind: 'none' };
  return absent ? { kind: 'none' } : null;
}

function removableBoot({ boot, startup }: NxosReplies, supervisors: readonly Supervisor[]): readonly string[] {
  const poap = boot.fields['poap_enabled'] === true || startup.fields['poap_enabled'] === true;
  const media = supervisors
    .flatMap((supervisor) => savedChoice(supervisor).images ?? [])
    .map(fileSystemOf)
    .filter((name) => name !== null && /^(?:usb\d|slot0):$/.test(name));
  return [...(poap ? ['POAP at the next reload'] : []), ...new Set(media.map((name) => `boots from ${name}`))];
}

/** Two outputs that tell the saved choice and differ. */
function notesOf(supervisors: readonly Supervisor[]): readonly string[] {
  return supervisors.flatMap(({ id, shown, saved }) => {
    const a = savedChoice({ shown, saved: null });
    const b = savedChoice({ shown: null, saved });
    if (a.images === null || b.images === null || b.images.length === 0) return [];
    return a.images.join() === b.images.join()
      ? []
      : [`${id}: "show boot" and the saved configuration name different images`];
  });
}

function missingFacts(replies: NxosReplies, members: readonly MemberFacts[]): readonly MissingFact[] {
  const { version, boot, modules, active, startup, scheduler } = replies;
  const missing: MissingFact[] = [];
  for (const member of members) {
    const of = members.length > 1 ? member.id : null;
    if (member.version === null) {
      const unread = reason('version-unreadable', `the output of "${version.command}" shows no release`);
      missing.push({ fact: 'version', member: of, reason: version.gap ?? unread });
    }
    if (member.boot.list === null)
      missing.push({ fact: 'boot', member: of, reason: whyMissing(boot, 'boot variables of the next reload') });
    if (member.patches === null)
      missing.push({ fact: 'patches', member: of, reason: whyMissing(active, 'active patches') });
    if (member.serial === null) missing.push({ fact: 'serial', member: of, reason: whyMissing(version, 'serial') });
    if (member.model === null) missing.push({ fact: 'model', member: of, reason: whyMissing(version, 'model') });
    if (member.role !== 'standby' && member.image === null)
      missing.push({ fact: 'image', member: of, reason: whyMissing(version, 'image') });
    if (member.role !== 'standby' && member.startedAt === null && version.fields['uptime_seconds'] === undefined)
      missing.push({ fact: 'startedAt', member: of, reason: whyMissing(version, 'uptime') });
  }
  if (modules.gap?.code !== 'unsupported') missing.push(...missingFrom(modules, null, ['members']));
  if (scheduler.gap?.code !== 'unsupported') missing.push(...missingFrom(scheduler, null, ['scheduledReload']));
  return [...missing, ...missingFrom(startup, null, ['configWrittenBy'])];
}
