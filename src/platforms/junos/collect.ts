import { epochMs } from '../../core/brands.ts';
import type { MemberFacts, ScheduledReload, Telling } from '../../core/facts.ts';
import type { Collection, Want } from '../platform.ts';
import { type Asking, ask, missingFrom, notNeeded, type Reply } from '../shared/collect-kit.ts';
import { exactTime, printedTime } from '../shared/printed-time.ts';
import { listField, textField } from '../shared/read-kit.ts';
import { startTelling } from '../shared/tellings.ts';
import { packageFiles } from './collect-files.ts';
import { forms } from './commands.ts';
import { chassisFields, memberFacts, methodOf, missingOf, type Replies } from './member-facts.ts';
import { absentMembers, membersSeen } from './members.ts';
import { readClusterStatus, readHardware, readVirtualChassis } from './read-hardware.ts';
import { readInstallLog } from './read-install-log.ts';
import { readSnapshot, readSoftwareList } from './read-snapshot.ts';
import { readReboot, readRoutingEngines, readUptime } from './read-uptime.ts';
import { readConfigVersion, readVersion } from './read-version.ts';

/** The questions of an audit of Junos and Junos Evolved, 8 to 12 commands without hashing. */
export function* collectJunos(want: Want): Collection {
  const replies = yield* askChassis();
  const reboot = yield* ask(forms.reboot.with(), readReboot);
  const config = yield* ask(forms.configVersion.with(), readConfigVersion);
  const currentTime = textField(replies.uptime.fields, 'current_time') ?? '';
  const deviceClock = exactTime(currentTime);
  const local = printedTime(currentTime)?.localMs;
  const chassis = chassisFields(replies);
  const running = textField(chassis.version, 'version');
  const files = yield* packageFiles(want, local === undefined ? want.now : epochMs(local), running);
  const seen = membersSeen(chassis);
  const now = want.now ?? deviceClock;
  const members = seen.map((member, index) => memberFacts(member, index === 0, replies, now));
  const wroteConfig = textField(config.fields, 'config_version');
  const runs = members[0]?.version ?? null;
  const kept = runs !== null && files.listings.some(({ files: list }) => list.some(({ name }) => name.includes(runs)));
  return {
    platform: 'junos',
    hostname: textField(chassis.version, 'hostname'),
    unsupportedMode: null,
    members,
    absentMembers: absentMembers(seen, chassis),
    listings: files.listings,
    images: files.images,
    scheduledReload: scheduledReload(reboot, currentTime),
    configWrittenBy: wroteConfig === null ? null : { version: wroteConfig, from: config.command },
    deviceClock,
    removableBoot: [],
    extensions: null,
    bootloader: [],
    trust: [],
    peer: null,
    tellings: engineStart(members[0], replies, {
      now: deviceClock,
      localMs: local ?? null,
      offsetMs: null,
      zone: null,
      auditor: want.now,
    }),
    notCheckable: kept
      ? []
      : ['the installed system is not a file, and no package of the running release is kept on the device'],
    notes: notesOf(replies),
    missing: [
      ...members.flatMap((member, index) => missingOf(member, index === 0, replies)),
      ...missingFrom(reboot, null, ['scheduledReload']),
      ...missingFrom(config, null, ['configWrittenBy']),
      ...missingFrom(replies.virtualChassis, null, ['members']),
      ...missingFrom(replies.cluster, null, ['members']),
      ...files.missing,
    ],
  };
}

/** The start of the engine that answers, which is told beside the start of the system. */
function engineStart(
  member: MemberFacts | undefined,
  { engines }: Replies,
  clock: Parameters<typeof startTelling>[3],
): readonly Telling[] {
  if (member === undefined) return [];
  const listed = listField(engines.fields, 'members');
  const own = listed.find(({ id }) => id === member.id) ?? (listed.length <= 1 ? engines.fields : {});
  return startTelling(engines, member.id, textField(own, 'restarted_at'), clock, member.startedAt);
}

/** Version and chassis first: they tell which further questions the model has. */
function* askChassis(): Asking<Replies> {
  const local = yield* ask(forms.version.with(), readVersion);
  const hardware = yield* ask(forms.hardware.with(), readHardware);
  const version = yield* allEngines(local, hardware);
  const ids = listField(version.fields, 'members').map((member) => textField(member, 'id') ?? '');
  const uptime = yield* ask(forms.uptime.with(), readUptime);
  const engines = yield* ask(forms.engines.with(), readRoutingEngines);
  const isStack =
    ids.some((id) => id.startsWith('fpc')) &&
    (ids.length > 1 || /virtual/i.test(textField(hardware.fields, 'model') ?? ''));
  const virtualChassis = isStack
    ? yield* ask(forms.virtualChassis.with(), readVirtualChassis)
    : notNeeded(forms.virtualChassis.with());
  const cluster = ids.some((id) => id.startsWith('node'))
    ? yield* ask(forms.cluster.with(), readClusterStatus)
    : notNeeded(forms.cluster.with());
  const method = methodOf(version.fields, hardware.fields);
  const roots = method === 'dual-root' || method === 'primary-root';
  const snapshot = roots ? yield* ask(forms.snapshot.with(), readSnapshot) : notNeeded(forms.snapshot.with());
  const log =
    method === 'install-log' ? yield* ask(forms.installLog.with(), readInstallLog) : notNeeded(forms.installLog.with());
  const list =
    method === 'list' ? yield* ask(forms.softwareList.with(), readSoftwareList) : notNeeded(forms.softwareList.with());
  return { version, hardware, uptime, engines, virtualChassis, cluster, snapshot, log, list };
}

/** A chassis with two routing engines shows only the one that is asked, unless asked for all. */
function* allEngines(local: Reply, hardware: Reply): Asking<Reply> {
  const engines = listField(hardware.fields, 'routing_engines').length;
  if (engines < 2 || listField(local.fields, 'members').length > 0) return local;
  const evolved = /-EVO$/.test(textField(local.fields, 'version') ?? '');
  const all = yield* ask((evolved ? forms.versionNodes : forms.versionEngines).with(), readVersion);
  if (listField(all.fields, 'members').length === 0) return { ...local, gap: local.gap ?? all.gap };
  return { ...all, fields: { ...all.fields, hostname: local.fields['hostname'] ?? all.fields['hostname'] } };
}

/** `null` where the reboot command was not answered; an hour without a zone is read in the zone of the device's clock. */
function scheduledReload(reboot: Reply, currentTime: string): ScheduledReload | null {
  if (reboot.fields['scheduled'] === false) return { kind: 'none' };
  if (reboot.fields['scheduled'] !== true) return null;
  const when = textField(reboot.fields, 'requested_for') ?? '';
  const at = printedTime(when);
  const offset = at?.offsetMinutes ?? printedTime(currentTime)?.offsetMinutes ?? null;
  return {
    kind: 'scheduled',
    text: textField(reboot.fields, 'requested') ?? '',
    at: at === null || offset === null ? null : epochMs(at.localMs - offset * 60_000),
    by: textField(reboot.fields, 'requested_by'),
  };
}

function notesOf({ snapshot, list }: Replies): readonly string[] {
  const warning = textField(snapshot.fields, 'warning');
  const device = textField(list.fields, 'boot_device');
  return [
    ...(warning === null ? [] : [`"${snapshot.command}" says: ${warning}`]),
    ...(device !== null && /^secondary/i.test(device) ? [`the device booted from its ${device}`] : []),
  ];
}
