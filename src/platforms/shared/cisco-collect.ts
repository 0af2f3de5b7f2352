import { type EpochMs, imagePath } from '../../core/brands.ts';
import type { DeviceFacts, ImageFacts, MemberFacts, Telling } from '../../core/facts.ts';
import type { Collection, Want } from '../platform.ts';
import { askBoot, askFolders, askHashes, askMembers, askOffBox, type Folder, type HashTarget } from './cisco-ask.ts';
import { readAuthenticity } from './cisco-authenticity.ts';
import { ciscoForms } from './cisco-commands.ts';
import { readCiscoConfigLines } from './cisco-config-lines.ts';
import { type Context, fileAt, listOf, memberFacts, missingOf } from './cisco-member-facts.ts';
import { type MemberSketch, sketchMembers } from './cisco-member-sketch.ts';
import { ciscoOffBox } from './cisco-off-box.ts';
import { ciscoPath, folderOf, isPackagesConf, onFilesystem, pathKey } from './cisco-path.ts';
import { readCiscoReload, scheduledReload } from './cisco-reload.ts';
import { readAliases, readEventPolicies, rewritersOf } from './cisco-rewriters.ts';
import { readCiscoVersion } from './cisco-show-version.ts';
import type { CiscoTraits, InstallKnowledge } from './cisco-traits.ts';
import { bootloaderVersion, serials, trustFacts } from './cisco-trust.ts';
import { type Asking, ask, missingFrom, notNeeded, type Reply } from './collect-kit.ts';
import { baseName } from './image-file.ts';
import { deviceClock, readClock } from './read-clock.ts';
import { type Fields, listField, textField, textListField } from './read-kit.ts';
import { startTelling, telling } from './tellings.ts';

/** Folders that are listed; more is no sane configuration. */
const mostFolders = 12;

/** The order of questions for IOS and IOS-XE; what one output told is not asked again. */
export function* collectCisco(want: Want, traits: CiscoTraits): Collection {
  const version = yield* ask(ciscoForms.version.with(), readCiscoVersion);
  const boot = yield* askBoot(
    traits.bootForms(version.fields),
    Math.max(1, listField(version.fields, 'members').length),
  );
  const replies = yield* askMembers(version.fields, boot.fields);
  const { members, absent } = sketchMembers(
    {
      version: version.fields,
      boot: boot.fields,
      stack: replies.stack.fields,
      redundancy: replies.redundancy.fields,
      inventory: replies.inventory.fields,
    },
    traits.standbyPrefix,
  );
  const running = textField(version.fields, 'system_image');
  const lists = members.flatMap((member) => listOf(member) ?? []);
  const pointers = [...new Set([...(running === null ? [] : [running]), ...lists].filter(isPackagesConf))];
  const install = yield* traits.askInstall(version.fields, members, pointers);
  const folders = yield* askFolders(foldersToList(members, running));
  const mode = unsupportedMode(version.fields);
  const context: Context = { want, traits, version, boot, running, install, folders: folders.byKey, mode };
  const facts = members.map((member) => memberFacts(member, context));
  const targets = hashTargets(members, facts, context);
  const isSigned = (name: string): boolean => {
    const { kind, signature } = traits.versions.image(name);
    return kind === 'system' && signature !== null;
  };
  const hashed = yield* askHashes(targets, want, isSigned);
  const rest = yield* askRest();
  const stored = yield* askStored(running, rest.authenticity.fields);
  const measured = yield* askMeasurement(want, traits);
  const memory = traits.askMemory === undefined ? {} : yield* traits.askMemory(version.fields, want);
  const read = yield* askOffBox(targets, hashed.images, want, ciscoOffBox);
  const clock = deviceClock(rest.clock.fields, want.now);
  const startup = rest.startup.fields;
  const unsaved = differ(textListField(startup, 'boot_lines'), textListField(rest.running.fields, 'boot_lines'));
  const configVersion = textField(startup, 'config_version');
  const shown = version.text === '' ? null : traits.shown(version.text);
  const notes = [
    ...(shown !== null && shown !== traits.platform
      ? [`the output of the device shows ${shown}, not ${traits.platform}`]
      : []),
    ...install.notes,
  ];
  const loader = bootloaderVersion(version.fields);
  return {
    platform: shown ?? traits.platform,
    hostname: textField(version.fields, 'hostname'),
    unsupportedMode: mode,
    members: facts.map((member) => ({
      ...member,
      packages: withDigests(member, read.images),
      boot: { ...member.boot, unsaved },
    })),
    absentMembers: absent,
    listings: [...folders.byKey.values()],
    images: read.images,
    scheduledReload: scheduledReload(rest.reload.fields, want.now),
    configWrittenBy: configVersion === null ? null : { version: configVersion, from: rest.startup.command },
    deviceClock: clock.now,
    removableBoot: [...new Set(lists.filter((entry) => /^usb/i.test(entry)))].map(
      (entry) => `boot list names ${entry}`,
    ),
    extensions: null,
    bootloader: loader === null ? [] : [{ member: facts[0]?.id ?? 'self', version: loader }],
    tellings: tellingsOf(members, { version, boot, clock: rest.clock }, install, want, facts[0]?.startedAt ?? null),
    rewriters: rewritersOf(rest.policies, rest.aliases),
    ...memory,
    trust: [...trustFacts(rest.authenticity.fields, members), ...serials(stored.fields)],
    ...measured,
    peer: null,
    notCheckable: [],
    notes,
    missing: [
      ...facts.flatMap((member) => missingOf(member, context)),
      // A switch that cannot be stacked does not know the command.
      ...(members.length === 1 && replies.stack.gap?.code === 'unsupported'
        ? []
        : missingFrom(replies.stack, null, ['members'])),
      ...missingFrom(replies.redundancy, null, ['members']),
      ...install.missing,
      ...folders.missing,
      ...hashed.missing,
      ...read.missing,
      ...missingFrom(rest.reload, null, ['scheduledReload']),
      ...missingFrom(rest.startup, null, ['configWrittenBy']),
      ...missingFrom(rest.authenticity, null, ['signature']),
    ],
  } satisfies DeviceFacts;
}

/** What outputs tell beside the facts that were taken from them; register and stated start are the active member's. */
function tellingsOf(
  members: readonly MemberSketch[],
  { version, boot, clock }: Readonly<Record<'version' | 'boot' | 'clock', Reply>>,
  install: InstallKnowledge,
  want: Want,
  started: EpochMs | null,
): readonly Telling[] {
  const [active] = members;
  if (active === undefined) return [];
  const { id } = active;
  const register = (reply: Reply, fields: Fields): readonly Telling[] =>
    telling(reply, 'config-register', id, textField(fields, 'config_register')?.toLowerCase() ?? null);
  const zone = textField(clock.fields, 'timezone');
  const printed = { ...deviceClock(clock.fields, want.now), zone, auditor: want.now };
  return [
    ...register(version, version.fields),
    ...register(boot, active.boot),
    ...telling(version, 'built', id, textField(version.fields, 'compiled')),
    ...startTelling(version, id, textField(version.fields, 'restarted_at'), printed, started),
    ...members.flatMap((member) => [
      ...telling(version, 'version', member.id, member.version),
      ...install.tellings(member),
    ]),
  ];
}

type Rest = Readonly<
  Record<'reload' | 'startup' | 'running' | 'authenticity' | 'clock' | 'policies' | 'aliases', Reply>
>;

function* askRest(): Asking<Rest> {
  const reload = yield* ask(ciscoForms.reload.with(), readCiscoReload);
  const startup = yield* ask(ciscoForms.startupLines.with(), readCiscoConfigLines);
  const running = yield* ask(ciscoForms.runningLines.with(), readCiscoConfigLines);
  const authenticity = yield* ask(ciscoForms.authenticity.with(), readAuthenticity);
  const clock = yield* ask(ciscoForms.clock.with(), readClock);
  const policies = yield* ask(ciscoForms.policies.with(), readEventPolicies);
  const aliases = yield* ask(ciscoForms.aliases.with(), readAliases);
  return { reload, startup, running, authenticity, clock, policies, aliases };
}

/**
 * The certificate of the file that the running image came from, where the running one showed its own: a file that was
 * exchanged since has another. A release that does not know the command tells nothing.
 */
function* askStored(running: string | null, authenticity: Fields): Asking<Reply> {
  const path = running === null || isPackagesConf(running) ? null : imagePath(running);
  const shown = listField(authenticity, 'signatures').some((one) => textField(one, 'certificate_serial') !== null);
  if (path === null || !shown || ciscoPath(path).kind === 'network') return notNeeded(ciscoForms.authenticity.with());
  return yield* ask(ciscoForms.authenticityFile.with(path), readAuthenticity);
}

/** The signed boot record over a nonce of ours, with the certificates of the device; nothing where it is not wanted. */
function* askMeasurement(want: Want, traits: CiscoTraits): Asking<Pick<DeviceFacts, 'measurement'>> {
  const nonce = want.nonce == null ? null : imagePath(want.nonce);
  if (nonce === null || traits.measurement === undefined) return {};
  const integrity = yield* ask(traits.measurement.integrity.with(nonce), readNothing);
  const certificates = yield* ask(traits.measurement.certificates.with(nonce), readNothing);
  return {
    measurement: {
      nonce,
      command: integrity.command,
      record: integrity.gap === null ? integrity.text : null,
      certificates: certificates.gap === null ? certificates.text : null,
      gap: integrity.gap ?? certificates.gap,
    },
  };
}

/** The record is checked off the box from its text. */
const readNothing = (text: string): ReturnType<typeof readAuthenticity> => ({
  value: text === '' ? {} : { text },
  problems: [],
});

/** A mode that the device names and whose boot rules are not these; `Autonomous` is the normal one. */
function unsupportedMode(version: Fields): string | null {
  const mode = textField(version, 'operating_mode');
  return mode === null || /^autonomous$/i.test(mode) ? null : mode;
}

/** The root and the folder of the running image and of every boot entry, on each member's own file system. */
function foldersToList(members: readonly MemberSketch[], running: string | null): readonly Folder[] {
  const folders = members.flatMap((member) =>
    [running ?? 'flash:', ...(listOf(member) ?? [])].flatMap((entry): Folder[] => {
      const own = onFilesystem(entry, member.filesystem);
      const path = ciscoPath(own);
      const folder = folderOf(own);
      if (path.kind === 'network' || folder === null) return [];
      return [path.filesystem, folder].map((name) => ({ folder: name, member: member.id }));
    }),
  );
  const once = new Map<string, Folder>();
  for (const folder of folders) if (!once.has(pathKey(folder.folder))) once.set(pathKey(folder.folder), folder);
  return once.size === 0
    ? [{ folder: 'flash:', member: members[0]?.id ?? null }]
    : [...once.values()].slice(0, mostFolders);
}

/** Running and next image of each member; for a provisioning file, it and the packages that it names. */
function hashTargets(
  sketches: readonly MemberSketch[],
  members: readonly MemberFacts[],
  context: Context,
): readonly HashTarget[] {
  const targets = new Map<string, HashTarget>();
  for (const [index, member] of members.entries()) {
    const sketch = sketches[index];
    if (sketch === undefined) continue;
    const next = member.boot.next.kind === 'image' ? [member.boot.next.image] : [];
    for (const entry of [...(member.image === null ? [] : [member.image]), ...next]) {
      const files = isPackagesConf(entry) ? [entry, ...context.install.files(sketch, entry)] : [entry];
      for (const file of files) {
        const path = onFilesystem(file, sketch.filesystem);
        if (ciscoPath(path).kind === 'network') continue;
        const spellings = new Set([...(targets.get(pathKey(path))?.spellings ?? []), file]);
        const known = { path, member: member.id, file: fileAt(path, context.folders), version: member.version };
        targets.set(pathKey(path), { ...known, spellings: [...spellings] });
      }
    }
  }
  return [...targets.values()];
}

/** The packages with what was computed over their files: here where it was read off the box, else by the device. */
function withDigests(member: MemberFacts, images: readonly ImageFacts[]): MemberFacts['packages'] {
  return member.packages.map((item) => {
    const image = images.find(({ path, member: of }) => of === member.id && baseName(path) === item.name);
    const device = image?.digests.find(({ computedBy }) => computedBy === 'device');
    const own = image?.digests.filter(({ computedBy }) => computedBy === 'offbox') ?? [];
    const digest = own.find(({ algorithm }) => algorithm === device?.algorithm) ?? device ?? own.at(-1);
    return digest === undefined ? item : { ...item, digest: { algorithm: digest.algorithm, value: digest.value } };
  });
}

/** True where the running boot statements are not the saved ones; null where one of both was not read. */
function differ(saved: readonly string[] | null, running: readonly string[] | null): boolean | null {
  return saved === null || running === null ? null : saved.join('\n') !== running.join('\n');
}
