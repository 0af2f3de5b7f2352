import { type EpochMs, epochMs, imagePath } from '../../core/brands.ts';
import type { ImageFacts, Listing, MissingFact } from '../../core/facts.ts';
import type { Collection, Want } from '../platform.ts';
import { readBareDigest } from '../shared/bare-digest.ts';
import { readCiscoInventory } from '../shared/cisco-inventory.ts';
import {
  type Asking,
  ask,
  askListing,
  hashOnDevice,
  missingFrom,
  notNeeded,
  type Reply,
} from '../shared/collect-kit.ts';
import { baseName } from '../shared/image-file.ts';
import { printedTime } from '../shared/printed-time.ts';
import { deviceClock, readClock } from '../shared/read-clock.ts';
import { numberField, textField } from '../shared/read-kit.ts';
import { nxosCommands } from './commands.ts';
import { buildNxosFacts } from './facts.ts';
import { adaptedImage, fileSystemOf, nxosPath } from './image-path.ts';
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
  for (const path of nextPaths(supervisors)) {
    const age = ageOf(path, listings, startedAt, clock.offsetMs);
    if (age === 'after') changed.add(path);
    if (age === 'before' && isRunning(path, version)) continue;
    const safe = imagePath(path);
    if (safe === null) continue;
    const reply = yield* ask(nxosCommands.imageVersion.with(safe), readNxosImageVersion);
    const release = textField(reply.fields, 'version');
    if (release !== null && reply.gap === null && reply.fields['verdict'] !== 'failed') inside.set(path, release);
  }
  const hashed = yield* hashImages(want, replies, supervisors, listings, clock.offsetMs);
  return buildNxosFacts({
    replies,
    startedAt,
    deviceNow: clock.now,
    listings,
    inside,
    changed,
    images: hashed.images,
    missing: [...missing, ...hashed.missing],
  });
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

/** Every local file that the active supervisor boots next, once. */
function nextPaths(supervisors: readonly Supervisor[]): readonly string[] {
  const paths = supervisors.flatMap((supervisor) => {
    const choice = savedChoice(supervisor);
    return [...(choice.kickstart ?? []).slice(0, 1), ...(choice.images ?? []).slice(0, 1)];
  });
  return [...new Set(paths)].filter((path) => fileSystemOf(path) !== null);
}

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

/** Digests of the files that run and that boot next, and their sizes again afterwards: a file that grows is being copied. */
function* hashImages(
  want: Want,
  replies: NxosReplies,
  supervisors: readonly Supervisor[],
  listings: readonly Listing[],
  offsetMs: number | null,
): Asking<{ readonly images: readonly ImageFacts[]; readonly missing: readonly MissingFact[] }> {
  const images: ImageFacts[] = [];
  const missing: MissingFact[] = [];
  const running = ['kickstart_image', 'system_image']
    .map((name) => textField(replies.version.fields, name))
    .filter((path) => path !== null);
  const model = textField(replies.version.fields, 'model');
  for (const supervisor of supervisors) {
    const choice = savedChoice(supervisor);
    const wanted = [
      ...(supervisor.active ? running.map(nxosPath) : []),
      ...(choice.kickstart ?? []),
      ...(choice.images ?? []),
    ];
    for (const path of new Set(wanted)) {
      const system = fileSystemOf(path);
      const name = baseName(path);
      const listing = listings.find((one) => one.member === supervisor.member && one.filesystem === system);
      const file = listing?.files.find((one) => one.path === path);
      const asked = imagePath(supervisor.active ? path : path.replace(':/', `://${supervisor.block}/`));
      if (system === null || name === null || asked === null) continue;
      if (file === undefined && listing?.complete === true) continue;
      const sizeBytes = file?.sizeBytes ?? null;
      const { digests, gap } = yield* hashOnDevice({ path: asked, name, sizeBytes }, want, hashForms, readBareDigest);
      if (gap !== null) missing.push({ fact: 'digest', member: supervisor.member, reason: gap });
      if (digests.length === 0) continue;
      images.push({
        path,
        member: supervisor.member,
        sizeBytes,
        sizeAfterBytes: null,
        digests,
        signature: null,
        adapted: adaptedImage(path, model),
      });
    }
  }
  const again = new Map<string, number | null>();
  for (const supervisor of supervisors) {
    const systems = images.filter(({ member }) => member === supervisor.member).map(({ path }) => fileSystemOf(path));
    for (const folder of new Set(systems)) {
      if (folder === null) continue;
      const { listing } = yield* listFolder(folder, supervisor, offsetMs);
      for (const file of listing?.files ?? []) again.set(`${supervisor.member} ${file.path}`, file.sizeBytes);
    }
  }
  return {
    images: images.map((image) => ({ ...image, sizeAfterBytes: again.get(`${image.member} ${image.path}`) ?? null })),
    missing,
  };
}

const hashForms = { md5: nxosCommands.md5, sha256: nxosCommands.sha256, sha512: nxosCommands.sha512 } as const;
