import { epochMs, hexDigest } from '../../core/brands.ts';
import type { DeviceFacts, FactName, MemberFacts, MissingFact, ScheduledReload, TrustFact } from '../../core/facts.ts';
import { type Reason, reason } from '../../core/reason.ts';
import { unknownBoot } from '../../core/unknown-facts.ts';
import type { Collection, Want } from '../platform.ts';
import { type Asking, ask, missingFrom, notNeeded, type Reply, whyMissing } from '../shared/collect-kit.ts';
import { type Fields, listField, numberField, parsed, textField } from '../shared/read-kit.ts';
import { type FlashEvidence, inactiveSoftware, nextBoot } from './boot-next.ts';
import { forms } from './commands.ts';
import { readAutoInstall, readConfigErrors, readGlobal } from './read-config.ts';
import { readFilesystemHash, readFlashList } from './read-flash.ts';
import { readHaStatus } from './read-ha.ts';
import { readPerformance, readStatus } from './read-status.ts';

type Replies = {
  readonly status: Reply;
  readonly flash: Reply;
  readonly performance: Reply;
  readonly ha: Reply;
  readonly restart: Reply;
  readonly autoInstall: Reply;
  readonly errors: Reply;
  readonly files: Reply;
};

/** The questions of an audit of FortiOS: 5 to 9 commands. */
export function* collectFortios(want: Want): Collection {
  const status = yield* ask(forms.status.with(), readStatus);
  const vdom = textField(status.fields, 'vdom');
  const separate = vdom !== null && !/^(?:disable|no-vdom)$/i.test(vdom);
  const entered = separate ? yield* ask(forms.global.with(), readNothing) : notNeeded(forms.global.with());
  const flash = isVirtual(status) ? notNeeded(forms.flash.with()) : yield* ask(forms.flash.with(), readFlashList);
  const performance = yield* ask(forms.performance.with(), readPerformance);
  const mode = textField(status.fields, 'ha_mode');
  const ha =
    mode === null || mode === 'standalone' ? notNeeded(forms.ha.with()) : yield* ask(forms.ha.with(), readHaStatus);
  const restart = yield* ask(forms.restart.with(), readGlobal);
  const autoInstall = yield* ask(forms.autoInstall.with(), readAutoInstall);
  const errors = yield* ask(forms.configErrors.with(), readConfigErrors);
  const files = yield* systemFiles(want);
  if (separate && entered.gap === null) yield* ask(forms.end.with(), readNothing);
  return facts({ status, flash, performance, ha, restart, autoInstall, errors, files }, want);
}

const readNothing = (): ReturnType<typeof readStatus> => parsed({});

function isVirtual({ fields }: Reply): boolean {
  return /-VM(?:\d|-|X|$)/i.test(textField(fields, 'model') ?? '') || /^FGVM/.test(textField(fields, 'serial') ?? '');
}

/** All system files are hashed at once, so they are wanted as one file by the name of the root folder, `/`. */
function* systemFiles(want: Want): Asking<Reply> {
  const command = forms.filesystem.with();
  if (!want.hash({ name: '/', sizeBytes: null }).includes('sha256')) return notNeeded(command);
  const answer = yield* ask(command, readFilesystemHash);
  return answer;
}

function facts(replies: Replies, want: Want): DeviceFacts {
  const { status, flash, performance, ha, restart, autoInstall, files } = replies;
  const evidence: FlashEvidence = {
    running: { release: textField(status.fields, 'version'), build: numberOf(textField(status.fields, 'build')) },
    runningGap: textField(status.fields, 'version') === null ? whyMissing(status, 'running release') : null,
    virtual: isVirtual(status),
    partitions: listField(flash.fields, 'partitions'),
    gap: flash.gap,
  };
  const member = memberFacts(replies, evidence, want);
  const missing = (fact: FactName, why: Reason): MissingFact => ({ fact, member: null, reason: why });
  const peer = peerOf(replies);
  const peerUnknown = reason(
    'unsupported',
    `"${ha.command}" does not show the release of the peer; audit the peer itself`,
  );
  return {
    platform: 'fortios',
    hostname: textField(status.fields, 'hostname'),
    unsupportedMode: null,
    members: [member],
    absentMembers: [],
    listings: [],
    images: [],
    scheduledReload: scheduledReload(restart),
    configWrittenBy: null,
    deviceClock: null,
    removableBoot:
      autoInstall.fields['install_image'] === true
        ? ['an image on a USB stick is installed at the start (auto-install)']
        : [],
    extensions: null,
    bootloader: textFact(status, 'bootloader').map((version) => ({ member: member.id, version })),
    trust: trustOf(status),
    peer,
    notCheckable: ['image files cannot be hashed or copied out on this platform'],
    notes: notesOf(replies),
    missing: [
      ...(member.version === null
        ? [
            missing('version', whyMissing(status, 'running release')),
            missing('patches', whyMissing(status, 'running release')),
          ]
        : []),
      ...(member.serial === null ? [missing('serial', whyMissing(status, 'serial number'))] : []),
      ...(member.model === null ? [missing('model', whyMissing(status, 'model'))] : []),
      ...(numberField(performance.fields, 'uptime_seconds') === null
        ? [missing('startedAt', whyMissing(performance, 'uptime'))]
        : []),
      ...(member.boot.next.kind === 'unresolved' ? [missing('boot', member.boot.next.reason)] : []),
      ...missingFrom(flash, null, ['inactive']),
      ...missingFrom(restart, null, ['scheduledReload']),
      ...missingFrom(ha, null, ['peer']),
      ...missingFrom(files, null, ['packages']),
      ...(peer !== null && peer.version === null ? [missing('peer', peerUnknown)] : []),
    ],
  };
}

function memberFacts({ status, performance, files }: Replies, evidence: FlashEvidence, want: Want): MemberFacts {
  const uptime = numberField(performance.fields, 'uptime_seconds');
  const role = textField(status.fields, 'ha_role');
  const next = nextBoot(evidence);
  return {
    id: 'self',
    role: role !== null && /^(?:secondary|slave|backup|subordinate)/i.test(role) ? 'standby' : 'active',
    serial: textField(status.fields, 'serial'),
    model: textField(status.fields, 'model'),
    version: releaseText(status.fields),
    versionAlso: [],
    build: textField(status.fields, 'build'),
    patches: evidence.running.release === null ? null : [],
    featureSet: null,
    image: null,
    mode: textField(status.fields, 'ha_mode'),
    startedAt: want.now === null || uptime === null ? null : epochMs(want.now - uptime * 1000),
    reloadReason: textField(status.fields, 'reload_reason'),
    memory: [],
    inactive: inactiveSoftware(evidence),
    boot: unknownBoot(
      next.kind === 'image' && next.version === evidence.running.release
        ? { ...next, version: releaseText(status.fields) }
        : next,
      evidence.virtual ? status.command : forms.flash.form,
    ),
    packages: listField(files.fields, 'digests').flatMap(packageFact),
    softwareHash: null,
  };
}

/**
 * The release as printed. Interim and special builds carry the number of a published release that they are not, and
 * 4.0 and 5.0 have their patch in the brackets: there the whole text is the version.
 */
function releaseText(status: Fields): string | null {
  const release = textField(status, 'version');
  const build = textField(status, 'build');
  const type = textField(status, 'release_type');
  if (release === null || build === null) return release;
  const published = type === null || /^GA(?:\.[A-Z])?$/i.test(type);
  const plain = published && Number(build) < 5000 && /^\d+\.\d+\.\d+$/.test(release);
  return plain ? release : `v${release},build${build}${type === null ? '' : ` (${type})`}`;
}

function packageFact(entry: Fields): MemberFacts['packages'] {
  const name = textField(entry, 'file');
  const algorithm = textField(entry, 'algo');
  if (name === null || (algorithm !== 'sha256' && algorithm !== 'sha1')) return [];
  const value = hexDigest(algorithm, textField(entry, 'digest') ?? '');
  return value.ok ? [{ name, version: null, digest: { algorithm, value: value.value } }] : [];
}

function trustOf(status: Reply): readonly TrustFact[] {
  return [
    ...textFact(status, 'firmware_signature').map(
      (value): TrustFact => ({
        what: 'firmware-signature',
        subject: 'running image',
        value,
        good: value === 'certified',
      }),
    ),
    ...textFact(status, 'security_level').map(
      (value): TrustFact => ({ what: 'security-level', subject: 'BIOS', value, good: null }),
    ),
  ];
}

function textFact({ fields }: Reply, name: string): readonly string[] {
  const value = textField(fields, name);
  return value === null ? [] : [value];
}

function numberOf(text: string | null): number | null {
  return text === null || !/^\d{1,6}$/.test(text) ? null : Number(text);
}

/** The other unit of the cluster; it is a device of its own, with a serial number and a history of its own. */
function peerOf({ status, ha }: Replies): DeviceFacts['peer'] {
  const own = textField(status.fields, 'serial');
  const other = listField(ha.fields, 'members').find((member) => textField(member, 'serial') !== own);
  if (other === undefined) return null;
  return { name: textField(other, 'hostname'), version: null, serial: textField(other, 'serial') };
}

function scheduledReload(restart: Reply): ScheduledReload | null {
  if (restart.gap !== null) return null;
  if (restart.fields['daily_restart'] !== true) return { kind: 'none' };
  const at = textField(restart.fields, 'restart_time') ?? 'an hour that is not shown';
  return { kind: 'scheduled', text: `daily restart at ${at}`, at: null, by: null };
}

function notesOf({ errors, autoInstall }: Replies): readonly string[] {
  const count = numberField(errors.fields, 'config_errors') ?? 0;
  return [
    ...(count === 0
      ? []
      : [`the running release could not read ${count} lines of the configuration, as after a step back`]),
    ...(autoInstall.fields['install_config'] === true
      ? ['a configuration on a USB stick is taken over at the start']
      : []),
  ];
}
