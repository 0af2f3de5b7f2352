import type { CommandForm } from '../../core/command.ts';
import type {
  DeviceFacts,
  FileFacts,
  ImageFacts,
  InactiveSoftware,
  Listing,
  MemberFacts,
  MissingFact,
} from '../../core/facts.ts';
import { type Reason, reason } from '../../core/reason.ts';
import type { VersionScheme } from '../../core/version.ts';
import type { Collection, Want } from '../platform.ts';
import { askBoot, askFolders, askHashes, askMembers, type Folder, type HashTarget } from './cisco-ask.ts';
import { readAuthenticity } from './cisco-authenticity.ts';
import { type BootEvidence, type Release, walkBootList } from './cisco-boot-walk.ts';
import { ciscoForms } from './cisco-commands.ts';
import { readCiscoConfigLines } from './cisco-config-lines.ts';
import {
  featureSetOf,
  type MemberSketch,
  type StandbyPrefix,
  sketchMembers,
  startedAt,
} from './cisco-member-sketch.ts';
import { ciscoPath, folderOf, isPackagesConf, onFilesystem, pathKey } from './cisco-path.ts';
import { readCiscoReload, scheduledReload } from './cisco-reload.ts';
import { readCiscoVersion } from './cisco-show-version.ts';
import { bootloaderVersion, trustFacts } from './cisco-trust.ts';
import { type Asking, ask, missingFrom, type Reply, whyMissing } from './collect-kit.ts';
import { baseName } from './image-file.ts';
import { deviceClock, readClock } from './read-clock.ts';
import { type Fields, textField, textListField } from './read-kit.ts';

/** What install mode adds; on classic IOS nothing of it exists. */
export type InstallKnowledge = {
  /** What a provisioning file (`packages.conf`) boots on the member. */
  readonly release: (member: MemberSketch, entry: string) => Release;
  readonly member: (member: MemberSketch) => {
    /** Active release, for a member whose own was not shown. */
    readonly version: string | null;
    readonly mode: string | null;
    readonly patches: readonly string[] | null;
    readonly packages: MemberFacts['packages'];
    readonly inactive: readonly InactiveSoftware[];
    readonly commit: MemberFacts['boot']['commit'];
    readonly autoAbort: string | null;
  };
  /** Files that boot with the provisioning file, in its folder. */
  readonly files: (member: MemberSketch, entry: string) => readonly string[];
  readonly missing: readonly MissingFact[];
  readonly notes: readonly string[];
};

/** In what IOS and IOS-XE differ during a collection. */
export type CiscoTraits = {
  readonly platform: string;
  readonly versions: VersionScheme;
  readonly standbyPrefix: StandbyPrefix;
  /** Boot commands in the order in which they are tried. */
  readonly bootForms: (version: Fields) => readonly CommandForm[];
  /** The platform that the version output shows; null: it does not tell. */
  readonly shown: (versionText: string) => string | null;
  readonly askInstall: (
    version: Fields,
    members: readonly MemberSketch[],
    pointers: readonly string[],
  ) => Asking<InstallKnowledge>;
};

/** Entries of a boot list that are looked at, and folders that are listed; more is no sane configuration. */
const mostEntries = 8;
const mostFolders = 12;

/** The order of questions for IOS and IOS-XE; what one output told is not asked again. */
export function* collectCisco(want: Want, traits: CiscoTraits): Collection {
  const version = yield* ask(ciscoForms.version.with(), readCiscoVersion);
  const boot = yield* askBoot(traits.bootForms(version.fields));
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
  const hashed = yield* askHashes(hashTargets(members, facts, context), want);
  const rest = yield* askRest();
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
      packages: withDigests(member, hashed.images),
      boot: { ...member.boot, unsaved },
    })),
    absentMembers: absent,
    listings: [...folders.byKey.values()],
    images: hashed.images,
    scheduledReload: scheduledReload(rest.reload.fields, want.now),
    configWrittenBy: configVersion === null ? null : { version: configVersion, from: rest.startup.command },
    deviceClock: clock.now,
    removableBoot: [...new Set(lists.filter((entry) => /^usb/i.test(entry)))].map(
      (entry) => `boot list names ${entry}`,
    ),
    extensions: null,
    bootloader: loader === null ? [] : [{ member: facts[0]?.id ?? 'self', version: loader }],
    trust: trustFacts(rest.authenticity.fields, members),
    peer: null,
    notCheckable: [],
    notes,
    missing: [
      ...facts.flatMap((member) => missingOf(member, context)),
      ...missingFrom(replies.stack, null, ['members']),
      ...missingFrom(replies.redundancy, null, ['members']),
      ...install.missing,
      ...folders.missing,
      ...hashed.missing,
      ...missingFrom(rest.reload, null, ['scheduledReload']),
      ...missingFrom(rest.startup, null, ['configWrittenBy']),
      ...missingFrom(rest.authenticity, null, ['signature']),
    ],
  } satisfies DeviceFacts;
}

type Context = {
  readonly want: Want;
  readonly traits: CiscoTraits;
  readonly version: Reply;
  readonly boot: Reply;
  readonly running: string | null;
  readonly install: InstallKnowledge;
  readonly folders: ReadonlyMap<string, Listing>;
  readonly mode: string | null;
};

type Rest = Readonly<Record<'reload' | 'startup' | 'running' | 'authenticity' | 'clock', Reply>>;

function* askRest(): Asking<Rest> {
  const reload = yield* ask(ciscoForms.reload.with(), readCiscoReload);
  const startup = yield* ask(ciscoForms.startupLines.with(), readCiscoConfigLines);
  const running = yield* ask(ciscoForms.runningLines.with(), readCiscoConfigLines);
  const authenticity = yield* ask(ciscoForms.authenticity.with(), readAuthenticity);
  return { reload, startup, running, authenticity, clock: yield* ask(ciscoForms.clock.with(), readClock) };
}

const listOf = (member: MemberSketch): readonly string[] | null =>
  textListField(member.boot, 'next_boot')?.slice(0, mostEntries) ?? null;

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

function memberFacts(member: MemberSketch, context: Context): MemberFacts {
  const { version, boot, install, want } = context;
  const known = install.member(member);
  const release = member.version ?? known.version;
  const list = listOf(member);
  const registerOf = (name: string) => textField(member.boot, name) ?? textField(version.fields, name);
  const configRegister = registerOf('config_register');
  const nextConfigRegister = registerOf('next_config_register');
  const sketch = { ...member, version: release };
  const manual = member.boot['manual_boot'];
  return {
    id: member.id,
    role: member.role,
    serial: member.serial,
    model: member.model,
    version: release,
    versionAlso: member.versionAlso,
    build: null,
    patches: known.patches,
    featureSet: featureSetOf(member.softwareImage),
    image: sharesImage(sketch, context) ? context.running : null,
    mode: member.mode ?? known.mode,
    startedAt: startedAt(want.now, member.uptimeSeconds),
    reloadReason: member.reloadReason,
    memory: [],
    inactive: known.inactive,
    boot: {
      next: nextBoot(sketch, context, nextConfigRegister ?? configRegister),
      list,
      unsaved: null,
      configRegister,
      nextConfigRegister,
      manual: typeof manual === 'boolean' ? manual : null,
      commit: known.commit,
      autoAbort: known.autoAbort,
      source: list === null ? null : boot.command,
    },
    packages: known.packages,
    softwareHash: null,
  };
}

/** The output names the active member's image; others run the same name when release or install mode are the same. */
function sharesImage(member: MemberSketch, { version, running }: Context): boolean {
  if (member.active || member.version === textField(version.fields, 'version')) return true;
  return running !== null && isPackagesConf(running) && member.mode === 'install';
}

function nextBoot(member: MemberSketch, context: Context, register: string | null): MemberFacts['boot']['next'] {
  const { traits, version, boot, running, install, mode } = context;
  if (mode !== null)
    return { kind: 'unresolved', reason: reason('mode-not-supported', `the device runs in mode "${mode}"`) };
  const runningKey = running === null ? null : pathKey(running);
  const isImage = (file: FileFacts): boolean => {
    const { kind } = traits.versions.image(file.name);
    return kind === 'system' || kind === 'pointer' || /\.bin$/i.test(file.name) || pathKey(file.path) === runningKey;
  };
  const manual = member.boot['manual_boot'];
  const evidence: BootEvidence = {
    list: listOf(member),
    gap: boot.gap ?? reason('boot-unresolved', `the output of "${boot.command}" shows no boot list`),
    // The virtual IOSv has no ROMMON: its register reads 0x0 and means nothing.
    register: /IOSv/i.test(textField(version.fields, 'rommon') ?? '') ? null : register,
    manual: typeof manual === 'boolean' ? manual : null,
    exists: (entry) => existence(onFilesystem(entry, member.filesystem), context.folders),
    release: (entry) => {
      if (isPackagesConf(entry)) return install.release(member, entry);
      if (pathKey(entry) === runningKey)
        return { version: member.version, versionFrom: member.version === null ? null : 'running' };
      const named = traits.versions.image(entry).version;
      return { version: named, versionFrom: named === null ? null : 'name' };
    },
    firstImage: (filesystem) => {
      const local = running === null || ciscoPath(running).kind === 'network' ? 'flash:' : running;
      const path = ciscoPath(filesystem ?? local);
      const root = path.kind === 'network' ? 'flash:' : path.filesystem;
      const listing = context.folders.get(pathKey(member.filesystem(root)));
      if (listing === undefined) return undefined;
      const first = listing.files.find(isImage);
      if (first !== undefined) return `${root}${first.name}`;
      return listing.complete ? null : undefined;
    },
  };
  return walkBootList(evidence);
}

function existence(entry: string, folders: ReadonlyMap<string, Listing>): boolean | null {
  const folder = folderOf(entry);
  const listing = folder === null ? undefined : folders.get(pathKey(folder));
  if (listing === undefined) return null;
  if (fileAt(entry, folders) !== null) return true;
  return listing.complete ? false : null;
}

function fileAt(entry: string, folders: ReadonlyMap<string, Listing>): FileFacts | null {
  const path = ciscoPath(entry);
  const folder = folderOf(entry);
  if (path.kind === 'network' || folder === null) return null;
  return folders.get(pathKey(folder))?.files.find(({ name }) => name === path.name) ?? null;
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
        const known = { path, member: member.id, file: fileAt(path, context.folders) };
        targets.set(pathKey(path), { ...known, spellings: [...spellings] });
      }
    }
  }
  return [...targets.values()];
}

/** The packages with what the device computed over their files; the strongest where there are several. */
function withDigests(member: MemberFacts, images: readonly ImageFacts[]): MemberFacts['packages'] {
  return member.packages.map((item) => {
    const image = images.find(({ path, member: of }) => of === member.id && baseName(path) === item.name);
    const digest = image?.digests[0];
    return digest === undefined ? item : { ...item, digest: { algorithm: digest.algorithm, value: digest.value } };
  });
}

/** True where the running boot statements are not the saved ones; null where one of both was not read. */
function differ(saved: readonly string[] | null, running: readonly string[] | null): boolean | null {
  return saved === null || running === null ? null : saved.join('\n') !== running.join('\n');
}

function missingOf(member: MemberFacts, { version, boot }: Context): readonly MissingFact[] {
  const missing: MissingFact[] = [];
  const add = (fact: MissingFact['fact'], why: Reason) => missing.push({ fact, member: member.id, reason: why });
  if (member.version === null)
    add('version', version.gap ?? reason('version-unreadable', `"${version.command}" shows no release of this member`));
  if (member.serial === null) add('serial', whyMissing(version, 'serial number of this member'));
  if (member.model === null) add('model', whyMissing(version, 'model'));
  if (member.role !== 'standby' && version.fields['uptime'] === undefined)
    add('startedAt', whyMissing(version, 'uptime'));
  if (member.boot.list === null) add('boot', whyMissing(boot, 'boot list'));
  return missing;
}
