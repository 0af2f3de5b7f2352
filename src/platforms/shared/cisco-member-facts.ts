import type { FileFacts, Listing, MemberFacts, MissingFact } from '../../core/facts.ts';
import { type Reason, reason } from '../../core/reason.ts';
import type { Want } from '../platform.ts';
import { type BootEvidence, walkBootList } from './cisco-boot-walk.ts';
import { featureSetOf, type MemberSketch, startedAt } from './cisco-member-sketch.ts';
import { ciscoPath, folderOf, isPackagesConf, onFilesystem, pathKey } from './cisco-path.ts';
import type { CiscoTraits, InstallKnowledge } from './cisco-traits.ts';
import { type Reply, whyMissing } from './collect-kit.ts';
import { textField, textListField } from './read-kit.ts';

/** What the members share. */
export type Context = {
  readonly want: Want;
  readonly traits: CiscoTraits;
  readonly version: Reply;
  readonly boot: Reply;
  readonly running: string | null;
  readonly install: InstallKnowledge;
  readonly folders: ReadonlyMap<string, Listing>;
  readonly mode: string | null;
};

/** Entries of a boot list that are looked at; more is no sane configuration. */
const mostEntries = 8;

/** The saved boot list of the member; null: not told. */
export const listOf = (member: MemberSketch): readonly string[] | null =>
  textListField(member.boot, 'next_boot')?.slice(0, mostEntries) ?? null;

/** What is known of one member, its next boot resolved. */
export function memberFacts(member: MemberSketch, context: Context): MemberFacts {
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
    if (kind === null) return /\.bin$/i.test(file.name) || pathKey(file.path) === runningKey;
    return kind === 'system' || kind === 'pointer';
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

/** The listed file of this path; null where its folder was not listed or does not hold it. */
export function fileAt(entry: string, folders: ReadonlyMap<string, Listing>): FileFacts | null {
  const path = ciscoPath(entry);
  const folder = folderOf(entry);
  if (path.kind === 'network' || folder === null) return null;
  return folders.get(pathKey(folder))?.files.find(({ name }) => name === path.name) ?? null;
}

/** Why facts of the member that every audit needs are not known. */
export function missingOf(member: MemberFacts, { version, boot }: Context): readonly MissingFact[] {
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
