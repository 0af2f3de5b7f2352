import type { EpochMs } from '../../core/brands.ts';
import type { DeviceFacts, ImageFacts, Listing, MemberFacts, MissingFact } from '../../core/facts.ts';
import { type Reason, reason } from '../../core/reason.ts';
import { unknownDevice, unknownMember } from '../../core/unknown-facts.ts';
import { scheduledReload } from '../shared/cisco-reload.ts';
import { missingFrom, type Reply, whyMissing } from '../shared/collect-kit.ts';
import type { DeviceClock } from '../shared/read-clock.ts';
import { type Fields, listField, numberField, textField, textListField } from '../shared/read-kit.ts';
import { eosPath, resolveEosBoot } from './resolve-boot.ts';
import { absentEosSupervisors, type EosSupervisor, eosSupervisors } from './supervisors.ts';
import { eosVersions } from './versions.ts';

/** One reply a question; those not asked are empty. */
export type EosReplies = Readonly<
  Record<
    | 'version'
    | 'inventory'
    | 'boot'
    | 'peerBoot'
    | 'extensions'
    | 'bootExtensions'
    | 'reloadCause'
    | 'reload'
    | 'zerotouch'
    | 'header'
    | 'modules',
    Reply
  >
>;

export type EosEvidence = {
  readonly replies: EosReplies;
  readonly now: EpochMs | null;
  readonly startedAt: EpochMs | null;
  readonly clock: DeviceClock;
  readonly listings: readonly Listing[];
  /** A stick with the file that makes the loader rewrite flash. */
  readonly fullRecover: boolean;
  readonly images: readonly ImageFacts[];
  readonly missing: readonly MissingFact[];
};

/** Puts the replies together; what is not told is null and stands under `missing`. */
export function buildEosFacts(evidence: EosEvidence): DeviceFacts {
  const { replies } = evidence;
  const told = replies.version.fields;
  const members = eosSupervisors(replies.modules.fields).map((supervisor) => memberFacts(evidence, supervisor));
  const written = textField(replies.header.fields, 'version');
  const loader = textField(told, 'bootloader');
  const zeroTouch = replies.zerotouch.fields['zerotouch'] === true;
  return {
    ...unknownDevice('eos', members),
    hostname: textField(replies.header.fields, 'hostname'),
    unsupportedMode: /^cEOS/i.test(textField(told, 'model') ?? '')
      ? 'container: its host decides what is started next'
      : null,
    absentMembers: absentEosSupervisors(replies.modules.fields),
    listings: evidence.listings,
    images: evidence.images,
    scheduledReload: replies.reload.gap === null ? scheduledReload(replies.reload.fields, evidence.now) : null,
    configWrittenBy: written === null ? null : { version: written, from: 'startup-config' },
    deviceClock: evidence.clock.now,
    removableBoot: [
      ...(zeroTouch ? ['ZeroTouch is enabled'] : []),
      ...(evidence.fullRecover ? ['fullrecover on usb1: rewrites flash at power-up'] : []),
    ],
    extensions: extensionNames(replies)?.filter((name) => !hotfix.test(name)) ?? null,
    bootloader: loader === null ? [] : [{ member: members[0]?.id ?? 'self', version: loader }],
    missing: [...missingFacts(replies, members), ...evidence.missing],
  };
}

function memberFacts(evidence: EosEvidence, { id, member, active, card }: EosSupervisor): MemberFacts {
  const { replies, listings, startedAt, clock } = evidence;
  const told = replies.version.fields;
  const reply = active ? replies.boot : replies.peerBoot;
  const running = active ? textField(told, 'version') : textField(card, 'version');
  const boot = resolveEosBoot({
    images: textListField(reply.fields, 'next_boot'),
    source: reply.fields['next_boot'] === undefined ? null : reply.command,
    gap: whyMissing(reply, 'next boot image'),
    listing: listings.find((listing) => listing.member === member && listing.filesystem === 'flash:') ?? null,
    running,
    startedAt: active ? startedAt : null,
    doubtMs: clock.offsetMs === null ? 86_400_000 : 0,
    versions: eosVersions,
  });
  const names = extensionNames(replies);
  return {
    ...unknownMember(id, whyMissing(reply, 'next boot image')),
    role: member === null ? null : active ? 'active' : 'standby',
    serial:
      textField(card, 'serial') ??
      (active ? (textField(told, 'serial') ?? textField(replies.inventory.fields, 'serial')) : null),
    model: textField(told, 'model') ?? textField(replies.inventory.fields, 'model'),
    version: running,
    build: active ? textField(told, 'build') : null,
    patches: names === null ? null : names.filter((name) => hotfix.test(name)),
    image: boot.next.kind === 'image' && boot.next.versionFrom === 'running' ? boot.next.image : null,
    startedAt: active ? startedAt : null,
    reloadReason: active ? textField(replies.reloadCause.fields, 'reload_reason') : null,
    boot,
  };
}

/** Names that Arista gives to fixes of single advisories; they count as part of the version. */
const hotfix = /hot-?fix|hot-?patch|security-?advisory/i;

/**
 * Installed now or loaded at boot. Null where neither output was shown, and where the one that was shown has none: the other
 * may have some.
 */
function extensionNames({ extensions, bootExtensions }: EosReplies): readonly string[] | null {
  const shown = (reply: Reply): boolean =>
    reply.gap === null && (reply.fields['packages'] !== undefined || reply.absent);
  const installed = listField(extensions.fields, 'packages').filter(
    ({ installed: now, at_boot: boot }) => now === true || boot === true,
  );
  const names = [...installed, ...listField(bootExtensions.fields, 'packages')].map(
    (one) => textField(one, 'name') ?? '',
  );
  const whole = shown(extensions) && shown(bootExtensions);
  return whole || names.length > 0 ? [...new Set(names)] : null;
}

/** Why the digest of an image says nothing; null for an image that is kept as it was downloaded (platforms.md 1.6). */
export function adaptedEosImage(told: Fields): string | null {
  const words = textField(told, 'image_optimization');
  if (words === null || /^(?:default|none)$/i.test(words)) return null;
  return `image optimization ${words}: the file on flash can be an extract of the download`;
}

function missingFacts(replies: EosReplies, members: readonly MemberFacts[]): readonly MissingFact[] {
  const { version, boot, peerBoot, extensions, bootExtensions, reload, header, modules } = replies;
  const missing: MissingFact[] = [];
  const add = (fact: MissingFact['fact'], member: string | null, why: Reason): void => {
    missing.push({ fact, member, reason: why });
  };
  for (const member of members) {
    const of = members.length > 1 ? member.id : null;
    const unread = reason('version-unreadable', `the output of "${version.command}" shows no release`);
    if (member.version === null) add('version', of, version.gap ?? unread);
    if (member.model === null) add('model', of, whyMissing(version, 'model'));
    if (member.serial === null) add('serial', of, whyMissing(version, 'serial'));
    if (member.boot.list === null)
      add('boot', of, whyMissing(member.role === 'standby' ? peerBoot : boot, 'next boot image'));
    if (member.patches === null)
      add('patches', of, extensions.gap ?? bootExtensions.gap ?? whyMissing(extensions, 'extensions'));
    if (member.role !== 'standby' && numberField(version.fields, 'uptime_seconds') === null)
      add('startedAt', of, whyMissing(version, 'uptime'));
  }
  return [
    ...missing,
    ...(modules.gap?.code === 'unsupported' ? [] : missingFrom(modules, null, ['members'])),
    ...missingFrom(reload, null, ['scheduledReload']),
    ...missingFrom(header, null, ['configWrittenBy']),
  ];
}

/** The image files that are worth a digest: what boots next, which is also what runs where that is known. */
export const nextImages = (fields: Fields): readonly string[] =>
  (textListField(fields, 'next_boot') ?? [])
    .map(eosPath)
    .filter((path) => /^(?:flash|usb\d|drive|disk\d):\//.test(path));
