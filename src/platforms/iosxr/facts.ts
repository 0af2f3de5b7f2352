import type { EpochMs } from '../../core/brands.ts';
import type {
  DeviceFacts,
  ImageFacts,
  InactiveSoftware,
  Listing,
  MemberFacts,
  MissingFact,
  Telling,
} from '../../core/facts.ts';
import { type Reason, reason } from '../../core/reason.ts';
import { unknownDevice, unknownMember } from '../../core/unknown-facts.ts';
import { missingFrom, whyMissing } from '../shared/collect-kit.ts';
import { type Fields, listField, numberField, textField, textListField } from '../shared/read-kit.ts';
import { telling } from '../shared/tellings.ts';
import { packageSet } from './package-set.ts';
import { absentProcessors, serialOf, type XrProcessor, xrProcessors } from './processors.ts';
import type { XrReplies } from './replies.ts';
import { resolveXrBoot } from './resolve-boot.ts';
import { iosxrVersions } from './versions.ts';

export type XrEvidence = {
  readonly replies: XrReplies;
  readonly startedAt: EpochMs | null;
  readonly deviceNow: EpochMs | null;
  readonly listings: readonly Listing[];
  readonly images: readonly ImageFacts[];
  readonly missing: readonly MissingFact[];
};

/** Puts the replies together; what is not told is null and stands under `missing`. */
export function buildXrFacts(evidence: XrEvidence): DeviceFacts {
  const { replies } = evidence;
  const told = replies.version.fields;
  const members = xrProcessors(replies.platform.fields, replies.active.fields).map((one) => memberFacts(evidence, one));
  const loader = textField(told, 'rommon');
  return {
    ...unknownDevice('iosxr', members),
    hostname: textField(told, 'hostname'),
    unsupportedMode: /^XRd\b/i.test(textField(told, 'model') ?? '')
      ? 'container: its host decides what is started next'
      : null,
    absentMembers: absentProcessors(replies.platform.fields),
    listings: evidence.listings,
    images: evidence.images,
    deviceClock: evidence.deviceNow,
    bootloader: loader === null ? [] : [{ member: members[0]?.id ?? 'self', version: loader }],
    notCheckable: [
      'the installed set is no single file: package lists and the software hash of XR7 are compared instead',
      'IOS XR has no list of scheduled reloads',
    ],
    tellings: [
      ...telling(replies.version, 'built', members[0]?.id ?? 'self', textField(told, 'built_on')),
      ...telling(replies.version, 'version', members[0]?.id ?? 'self', textField(told, 'version')),
      ...activeRelease(evidence, members[0]?.id ?? 'self'),
    ],
    notes: notesOf(members),
    missing: [...missingFacts(replies, members), ...evidence.missing],
  };
}

function memberFacts({ replies, startedAt }: XrEvidence, processor: XrProcessor): MemberFacts {
  const { version, active, committed, inventory, variables, inactive } = replies;
  const told = version.fields;
  const isActive = processor.role !== 'standby';
  const activeSet = packageSet(active.fields, processor.node, iosxrVersions);
  const running = isActive ? textField(told, 'version') : (activeSet?.version ?? null);
  const register = textField(told, 'config_register') ?? textField(variables.fields, 'config_register');
  return {
    ...unknownMember(processor.id, whyMissing(committed, 'committed packages')),
    role: processor.member === null ? null : processor.role,
    serial:
      serialOf(inventory.fields, processor) ??
      (processor.member === null ? textField(variables.fields, 'serial') : null),
    model: textField(told, 'model') ?? textField(inventory.fields, 'model'),
    version: running,
    patches: activeSet?.fixes ?? null,
    image: isActive ? textField(told, 'system_image') : null,
    mode: textField(told, 'xr_flavour'),
    startedAt: isActive ? startedAt : null,
    inactive: inactiveOf(inactive.fields),
    boot: resolveXrBoot({
      active: activeSet,
      committed: packageSet(committed.fields, processor.node, iosxrVersions),
      running,
      gap: whyMissing(committed, 'committed packages'),
      source: committed.command,
      register,
      nextRegister: textField(told, 'next_config_register'),
      variable: textListField(variables.fields, 'next_boot'),
      versions: iosxrVersions,
    }),
    packages: (activeSet?.packages ?? []).map(({ name, version: release }) => ({
      name,
      version: release,
      digest: null,
    })),
    softwareHash: activeSet?.hash ?? null,
  };
}

/** The release of the active packages; on a router with several nodes that of the node that answers. */
function activeRelease({ replies }: XrEvidence, member: string): readonly Telling[] {
  const [first] = xrProcessors(replies.platform.fields, replies.active.fields);
  const set = first === undefined ? null : packageSet(replies.active.fields, first.node, iosxrVersions);
  return replies.active.gap === null ? telling(replies.active, 'version', member, set?.version ?? null) : [];
}

/** One entry a release: of which releases packages lie on the device without running. */
function inactiveOf(fields: Fields): readonly InactiveSoftware[] {
  const found = new Map<string, InactiveSoftware>();
  for (const one of listField(fields, 'packages')) {
    const name = textField(one, 'name') ?? '';
    const version = iosxrVersions.image(name).version;
    if (version !== null && !found.has(version))
      found.set(version, { version, kind: 'package', place: name, addedAt: null });
  }
  return [...found.values()];
}

/** The install state and the version output speak of different releases. */
function notesOf(members: readonly MemberFacts[]): readonly string[] {
  return members.flatMap(({ id, version, boot, role }) => {
    if (role === 'standby' || version === null || boot.commit !== 'committed' || boot.next.kind !== 'image') return [];
    const set = boot.next.version === null ? null : iosxrVersions.parse(boot.next.version);
    const run = iosxrVersions.parse(version);
    const agree = set === null || !set.ok || !run.ok || iosxrVersions.compare(set.value, run.value).order === 'same';
    return agree
      ? []
      : [`${id}: the active packages are of ${boot.next.version}, the device says that it runs ${version}`];
  });
}

function missingFacts(replies: XrReplies, members: readonly MemberFacts[]): readonly MissingFact[] {
  const { version, platform, inventory, active, committed, inactive } = replies;
  const missing: MissingFact[] = [];
  for (const member of members) {
    const of = members.length > 1 ? member.id : null;
    const add = (fact: MissingFact['fact'], why: Reason): void => {
      missing.push({ fact, member: of, reason: why });
    };
    const standby = member.role === 'standby';
    const unread = reason('version-unreadable', `the output of "${version.command}" shows no release`);
    if (member.version === null)
      add('version', standby ? whyMissing(active, 'release of the standby') : (version.gap ?? unread));
    if (member.boot.list === null) add('boot', whyMissing(committed, 'committed packages'));
    if (member.patches === null) add('patches', whyMissing(active, 'active packages'));
    if (member.serial === null) add('serial', whyMissing(inventory, 'serial'));
    if (member.model === null) add('model', whyMissing(version, 'model'));
    if (!standby && numberField(version.fields, 'uptime_seconds') === null)
      add('startedAt', whyMissing(version, 'uptime'));
  }
  const lists = [...missingFrom(active, null, ['packages']), ...missingFrom(inactive, null, ['inactive'])];
  return [...missing, ...missingFrom(platform, null, ['members']), ...lists];
}
