import { imagePath } from '../../core/brands.ts';
import type { MissingFact } from '../../core/facts.ts';
import { compareTexts } from '../../core/version.ts';
import type { MemberSketch } from '../shared/cisco-member-sketch.ts';
import { ciscoPath, onFilesystem, pathKey } from '../shared/cisco-path.ts';
import type { InstallKnowledge } from '../shared/cisco-traits.ts';
import { type Asking, ask, missingFrom, notNeeded, type Reply } from '../shared/collect-kit.ts';
import { type Fields, listField, textField } from '../shared/read-kit.ts';
import { telling } from '../shared/tellings.ts';
import { iosxeForms } from './commands.ts';
import { type InstallState, installState, rowsOf, sameRelease } from './install-state.ts';
import { readInstall, readPackagesConf } from './read-install.ts';
import { iosxeVersions } from './versions.ts';

/** Provisioning files that are looked into on one member; the running and the next one are mostly the same. */
const mostFiles = 2;

/**
 * Install mode, where the running image or a boot entry is a provisioning file: the state of the install manager, and
 * the packages that the file of each member names. Nothing is asked in bundle mode. Source: platforms.md 5.3, 5.4.
 */
export function* askInstall(
  version: Fields,
  members: readonly MemberSketch[],
  pointers: readonly string[],
): Asking<InstallKnowledge> {
  const summaryCommand = iosxeForms.installSummary.with();
  const summary = pointers.length === 0 ? notNeeded(summaryCommand) : yield* ask(summaryCommand, readInstall);
  const files = new Map<string, Reply>();
  for (const member of members)
    for (const pointer of pointers.filter((entry) => /packages\.conf$/i.test(entry)).slice(0, mostFiles)) {
      const own = onFilesystem(pointer, member.filesystem);
      const path = imagePath(own);
      if (path !== null && !files.has(pathKey(own)))
        files.set(pathKey(own), yield* ask(iosxeForms.packagesConf.with(path), readPackagesConf));
    }
  return knowledge({ version, members, pointers, summary, files });
}

type Told = {
  readonly version: Fields;
  readonly members: readonly MemberSketch[];
  readonly pointers: readonly string[];
  readonly summary: Reply;
  /** Replies to `more` by the key of the path. */
  readonly files: ReadonlyMap<string, Reply>;
};

function knowledge({ version, members, pointers, summary, files }: Told): InstallKnowledge {
  const states = new Map(members.map(({ id }) => [id, installState(rowsOf(summary.fields, id), iosxeVersions)]));
  const summarised = summary.fields['packages'] !== undefined;
  const timer = textField(summary.fields, 'auto_abort');
  const fileOf = (member: MemberSketch, entry: string): Reply | undefined =>
    files.get(pathKey(onFilesystem(entry, member.filesystem)));
  const namesOf = (member: MemberSketch, entry: string): readonly string[] =>
    listField(fileOf(member, entry)?.fields ?? {}, 'files').flatMap((file) => textField(file, 'name') ?? []);
  const installed = pointers.includes(textField(version, 'system_image') ?? '');
  // Patches exist in install mode only, and since the install manager does.
  const patchable = installed && hasInstallManager(textField(version, 'version'));
  const shown = version['patches'] === undefined ? null : listField(version, 'patches');
  const shownPatches = shown?.flatMap((patch) => textField(patch, 'name') ?? []) ?? null;
  return {
    release: (member, entry) =>
      releaseOf(member, states.get(member.id) ?? null, nameRelease(namesOf(member, entry)), entry),
    member: (member) => {
      const state = states.get(member.id);
      const names = pointers.map((entry) => namesOf(member, entry)).find((found) => found.length > 0) ?? [];
      return {
        version: state?.active ?? null,
        mode: installed ? 'install' : textField(version, 'system_image') === null ? null : 'bundle',
        patches: summarised && installed ? (state?.patches ?? []) : (shownPatches ?? (patchable ? null : [])),
        packages: names.map((name) => ({ name, version: iosxeVersions.image(name).version, digest: null })),
        inactive: state?.inactive ?? [],
        commit: state?.commit ?? null,
        autoAbort: timer === null || /^inactive/i.test(timer) ? null : timer,
      };
    },
    files: (member, entry) => namesOf(member, entry).map((name) => inFolderOf(entry, name)),
    tellings: (member) =>
      installed && summary.gap === null
        ? telling(summary, 'version', member.id, states.get(member.id)?.active ?? null)
        : [],
    missing: [
      ...(summarised || !patchable || shown !== null ? [] : missingFrom(summary, null, ['patches'])),
      ...members.flatMap((member) =>
        missingPackages(member, states.get(member.id), pointers, (entry) => fileOf(member, entry)),
      ),
    ],
    notes: members.flatMap((member) =>
      pointers.flatMap((entry) =>
        contradiction(member, states.get(member.id), entry, nameRelease(namesOf(member, entry))),
      ),
    ),
  };
}

/** `show install` came with 16.6; 3.x and the first 16.x have neither it nor patches. */
function hasInstallManager(release: string | null): boolean {
  if (release === null) return true;
  return !/^0?3\./.test(release) && compareTexts(iosxeVersions, release, '16.6.1').order !== 'older';
}

/** What the file holds is needed of the active member; of the others where the install manager does not tell either. */
function missingPackages(
  member: MemberSketch,
  state: InstallState | undefined,
  pointers: readonly string[],
  fileOf: (entry: string) => Reply | undefined,
): readonly MissingFact[] {
  if (!member.active && state?.next !== null && state !== undefined) return [];
  return pointers.flatMap((entry) => {
    const reply = fileOf(entry);
    return reply === undefined ? [] : missingFrom(reply, member.id, ['packages']);
  });
}

/** Release that the first readable package name tells. */
function nameRelease(names: readonly string[]): string | null {
  return names.map((name) => iosxeVersions.image(name).version).find((release) => release !== null) ?? null;
}

/**
 * The file is what the loader reads, so a file that names another release than the committed one decides. While a set is
 * activated and not committed the file already names that set, and the install manager puts the former one back.
 */
function releaseOf(
  member: MemberSketch,
  state: InstallState | null,
  named: string | null,
  entry: string,
): { readonly version: string | null; readonly versionFrom: 'install-state' | 'name' | null } {
  if (!/(?:^|[:/])packages\.conf$/i.test(entry)) return { version: null, versionFrom: null };
  const next = state?.next ?? null;
  const uncommitted = state?.commit === 'uncommitted';
  if (next !== null && named !== null && !uncommitted && !sameRelease(next, named, iosxeVersions))
    return { version: named, versionFrom: 'name' };
  const release = next ?? (uncommitted && state?.active !== null ? null : named);
  if (release === null) return { version: null, versionFrom: null };
  const same = member.version !== null && sameRelease(release, member.version, iosxeVersions);
  return { version: same ? member.version : release, versionFrom: 'install-state' };
}

function contradiction(
  member: MemberSketch,
  state: InstallState | undefined,
  entry: string,
  named: string | null,
): readonly string[] {
  const next = state?.next ?? null;
  if (named === null || next === null || state?.commit === 'uncommitted' || sameRelease(next, named, iosxeVersions))
    return [];
  return [`${onFilesystem(entry, member.filesystem)} names packages of ${named}, the install manager has ${next}`];
}

/** `flash:packages.conf` and `x.pkg` → `flash:x.pkg`. */
function inFolderOf(entry: string, name: string): string {
  const path = ciscoPath(entry);
  return path.kind === 'network'
    ? name
    : onFilesystem(`${path.filesystem}${path.folder}${name}`, (filesystem) => filesystem);
}
