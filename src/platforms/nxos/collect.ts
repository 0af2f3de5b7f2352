import { type EpochMs, epochMs, type ImagePath, imagePath } from '../../core/brands.ts';
import type { ImageFacts, Listing, MissingFact } from '../../core/facts.ts';
import type { Collection, Want } from '../platform.ts';
import { readBareDigest } from '../shared/bare-digest.ts';
import { readCiscoInventory } from '../shared/cisco-inventory.ts';
import { type Asking, ask, askListing, missingFrom, notNeeded, type Reply } from '../shared/collect-kit.ts';
import { type HashTarget, hashFiles, lookAt } from '../shared/hash-files.ts';
import { baseName } from '../shared/image-file.ts';
import { printedTime } from '../shared/printed-time.ts';
import { deviceClock, readClock } from '../shared/read-clock.ts';
import { numberField, textField } from '../shared/read-kit.ts';
import { nxosCommands } from './commands.ts';
import { buildNxosFacts } from './facts.ts';
import { adaptedImage, fileSystemOf, nxosPath } from './image-path.ts';
import { nxosOffBox } from './off-box.ts';
import { readNxosBoot, readNxosConfigLines } from './read-boot.ts';
import { readNxosImageVersion, readNxosPackages } from './read-install.ts';
import { readNxosModules, readNxosScheduler } from './read-state.ts';
import { readNxosVersion } from './read-version.ts';
import type { NxosReplies } from './replies.ts';
import { savedChoice } from './resolve-boot.ts';
import { type Supervisor, supervisorsOf } from './supervisors.ts';

/**
 * What runs, what boots next and from which files, for each supervisor. Questions that an earlier answer makes needless
 * are not asked: the release inside a file only where its name is no evidence, committed patches only where some are active.
 */
export function* collectNxos(want: Want): Collection {
  const version = yield* ask(nxosCommands.version.with(), readNxosVersion);
  const told = version.fields;
  const inventory =
    told['serial'] === undefined || told['model'] === undefined
      ? yield* ask(nxosCommands.inventory.with(), readCiscoInventory)
      : notNeeded(nxosCommands.inventory.with());
  const boot = yield* ask(nxosCommands.boot.with(), readNxosBoot);
  const startup = yield* ask(nxosCommands.startup.with(), readNxosConfigLines);
  const modules = yield* ask(nxosCommands.modules.with(), readNxosModules);
  const active = yield* ask(nxosCommands.active.with(), readNxosPackages);
  const patched = /CSC[a-z]{2}\d{5}/i.test(JSON.stringify(active.fields));
  const committed = patched
    ? yield* ask(nxosCommands.committed.with(), readNxosPackages)
    : notNeeded(nxosCommands.committed.with());
  const scheduler = yield* ask(nxosCommands.scheduler.with(), readNxosScheduler);
  const clockReply = yield* ask(nxosCommands.clock.with(), readClock);
  const clock = deviceClock(clockReply.fields, want.now);
  const uptime = numberField(told, 'uptime_seconds');
  const startedAt = want.now === null || uptime === null ? null : epochMs(want.now - uptime * 1000);
  const replies = { version, inventory, boot, startup, modules, active, committed, scheduler };

  const listings: Listing[] = [];
  const missing: MissingFact[] = [];
  const supervisors = supervisorsOf(replies);
  for (const supervisor of supervisors) {
    for (const folder of foldersOf(supervisor)) {
      const listed = yield* listFolder(folder, supervisor, clock.offsetMs);
      missing.push(...missingFrom(listed.reply, supervisor.member, ['files']));
      if (listed.listing !== null) listings.push(listed.listing);
    }
  }
  const inside = new Map<string, string>();
  const changed = new Set<string>();
  const broken: BrokenImage[] = [];
  for (const supervisor of supervisors) {
    const own = listings.filter(({ member }) => member === supervisor.member);
    for (const path of nextPaths(supervisor)) {
      const age = ageOf(path, own, supervisor.active ? startedAt : null, clock.offsetMs);
      if (age === 'after') changed.add(`${supervisor.block} ${path}`);
      if (supervisor.active && age === 'before' && isRunning(path, version)) continue;
      const safe = imagePath(pathOn(supervisor, path));
      if (safe === null) continue;
      const reply = yield* ask(nxosCommands.imageVersion.with(safe), readNxosImageVersion);
      const release = textField(reply.fields, 'version');
      if (release !== null && reply.gap === null && reply.fields['verdict'] !== 'failed')
        inside.set(`${supervisor.block} ${path}`, release);
      if (reply.gap === null && reply.fields['verdict'] === 'failed')
        broken.push({ path, safe, member: supervisor.member });
    }
  }
  const release = textField(told, 'version');
  const hashed = yield* hashFiles(hashTargets(replies, supervisors, listings), want, hashCommands, release);
  return buildNxosFacts({
    replies,
    startedAt,
    deviceNow: clock.now,
    listings,
    inside,
    changed,
    images: yield* withBroken(hashed.images, broken, listings, textField(told, 'model')),
    missing: [...missing, ...hashed.missing],
  });
}

type BrokenImage = { readonly path: string; readonly safe: ImagePath; readonly member: string | null };

/**
 * Images whose inner check failed when the device read them. Their size is listed once more: one that is still being
 * copied fails as well.
 */
function* withBroken(
  images: readonly ImageFacts[],
  broken: readonly BrokenImage[],
  listings: readonly Listing[],
  model: string | null,
): Asking<readonly ImageFacts[]> {
  let all = images;
  for (const { path, safe, member } of broken) {
    const known = images.find((image) => image.path === path && image.member === member);
    const listed = listings.filter((one) => one.member === member).flatMap(({ files }) => files);
    const sizeBytes = known?.sizeBytes ?? listed.find((file) => file.path === path)?.sizeBytes ?? null;
    const sizeAfterBytes = (yield* hashCommands.look(safe, true))?.sizeBytes ?? null;
    const blank = { path, member, sizeBytes, digests: [], adapted: adaptedImage(path, model) };
    all = [...all.filter((image) => image !== known), { ...blank, ...known, sizeAfterBytes, signature: 'mismatch' }];
  }
  return all;
}

/** `bootflash:` and each local file system that the next image lies on. */
function foldersOf(supervisor: Supervisor): readonly string[] {
  const choice = savedChoice(supervisor);
  const named = [...(choice.images ?? []), ...(choice.kickstart ?? [])].map(fileSystemOf);
  return [...new Set(['bootflash:', ...named.filter((name) => name !== null)])];
}

function* listFolder(
  folder: string,
  supervisor: Supervisor,
  offsetMs: number | null,
): Asking<{ readonly reply: Reply; readonly listing: Listing | null }> {
  const asked = imagePath(supervisor.active ? folder : `${folder}//${supervisor.block}/`);
  if (asked === null) return { reply: notNeeded(nxosCommands.clock.with()), listing: null };
  const { reply, listing } = yield* askListing(nxosCommands.dir.with(asked), folder, supervisor.member);
  if (listing === null) return { reply, listing };
  const files = listing.files.map((file) => {
    const local = file.date === null ? null : (printedTime(file.date)?.localMs ?? null);
    const name = baseName(file.name) ?? file.name;
    return { ...file, path: `${folder}/${name}`, modifiedAt: local === null ? null : epochMs(local - (offsetMs ?? 0)) };
  });
  return { reply, listing: { ...listing, filesystem: folder, files } };
}

/** Every local file that the supervisor boots next, once. */
function nextPaths(supervisor: Supervisor): readonly string[] {
  const { kickstart, images } = savedChoice(supervisor);
  const paths = [...(kickstart ?? []).slice(0, 1), ...(images ?? []).slice(0, 1)];
  return [...new Set(paths)].filter((path) => fileSystemOf(path) !== null);
}

/** The path as the active supervisor names it. */
const pathOn = ({ active, block }: Supervisor, path: string): string =>
  active ? path : path.replace(':/', `://${block}/`);

function isRunning(path: string, version: Reply): boolean {
  return ['system_image', 'kickstart_image'].some((name) => nxosPath(textField(version.fields, name) ?? '') === path);
}

const day = 86_400_000;

/** Whether the file was written before the start-up; within the doubt of an unknown zone it is `unclear`. */
function ageOf(
  path: string,
  listings: readonly Listing[],
  startedAt: EpochMs | null,
  offsetMs: number | null,
): 'before' | 'after' | 'unclear' {
  const file = listings.flatMap(({ files }) => files).find((one) => one.path === path);
  const at = file?.modifiedAt ?? null;
  if (at === null || startedAt === null) return 'unclear';
  const doubt = offsetMs === null ? day : 0;
  if (at > startedAt + doubt) return 'after';
  return at < startedAt - doubt ? 'before' : 'unclear';
}

/** The files that run and that boot next, on each supervisor. */
function hashTargets(
  replies: NxosReplies,
  supervisors: readonly Supervisor[],
  listings: readonly Listing[],
): readonly HashTarget[] {
  const running = ['kickstart_image', 'system_image']
    .map((name) => textField(replies.version.fields, name))
    .filter((path) => path !== null)
    .map(nxosPath);
  const model = textField(replies.version.fields, 'model');
  return supervisors.flatMap((supervisor) => {
    const { kickstart, images } = savedChoice(supervisor);
    const wanted = [...(supervisor.active ? running : []), ...(kickstart ?? []), ...(images ?? [])];
    return [...new Set(wanted)].flatMap((path) => {
      const listing = listings.find((one) => one.member === supervisor.member && one.filesystem === fileSystemOf(path));
      const file = listing?.files.find((one) => one.path === path);
      const name = baseName(path);
      const sent = imagePath(pathOn(supervisor, path));
      const gone = file === undefined && listing?.complete === true;
      if (fileSystemOf(path) === null || name === null || sent === null || gone) return [];
      const sizeBytes = file?.sizeBytes ?? null;
      const date = file?.date ?? null;
      return [{ path, sent, name, member: supervisor.member, sizeBytes, date, adapted: adaptedImage(path, model) }];
    });
  });
}

const hashCommands = {
  forms: { md5: nxosCommands.md5, sha256: nxosCommands.sha256, sha512: nxosCommands.sha512 },
  read: readBareDigest,
  load: nxosCommands.load.with(),
  look: lookAt(nxosCommands.dir),
  offBox: nxosOffBox,
};
