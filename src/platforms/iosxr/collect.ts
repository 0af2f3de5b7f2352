import { epochMs, imagePath } from '../../core/brands.ts';
import type { ReadOnlyCommand } from '../../core/command.ts';
import type { Listing, MissingFact } from '../../core/facts.ts';
import type { Collection, Want } from '../platform.ts';
import { readBareDigest } from '../shared/bare-digest.ts';
import { readCiscoInventory } from '../shared/cisco-inventory.ts';
import { type Asking, ask, askListing, missingFrom, notNeeded, type Reply } from '../shared/collect-kit.ts';
import { type HashTarget, hashFiles, lookAt } from '../shared/hash-files.ts';
import { listedTime, printedTime } from '../shared/printed-time.ts';
import { type DeviceClock, deviceClock, readClock } from '../shared/read-clock.ts';
import { numberField, textField } from '../shared/read-kit.ts';
import { xrCommands } from './commands.ts';
import { buildXrFacts } from './facts.ts';
import { xrOffBox } from './off-box.ts';
import { packageSet } from './package-set.ts';
import { readXrInstall } from './read-install.ts';
import { readXrBootVariables, readXrPlatform } from './read-state.ts';
import { readXrVersion } from './read-version.ts';
import { iosxrVersions } from './versions.ts';

/**
 * What runs and what is committed, on each route processor. XR7 answers for the whole router (`summary`, with its software
 * hash); the older generations node by node, and with their summary where the long form is refused.
 */
export function* collectXr(want: Want): Collection {
  const version = yield* ask(xrCommands.version.with(), readXrVersion);
  const told = version.fields;
  const xr7 = told['xr_flavour'] === 'lnt' || (told['xr_flavour'] === undefined && told['label'] !== undefined);
  const platform = yield* ask(xrCommands.platform.with(), readXrPlatform);
  const inventory = yield* ask(xrCommands.inventory.with(), readCiscoInventory);
  const active = yield* askSet(xr7, xrCommands.active.with(), xrCommands.activeSummary.with());
  const committed = yield* askSet(xr7, xrCommands.committed.with(), xrCommands.committedSummary.with());
  const inactive = yield* ask(xrCommands.inactiveSummary.with(), readXrInstall);
  const classic = told['xr_flavour'] === 'classic';
  const variables = classic
    ? yield* ask(xrCommands.variables.with(), readXrBootVariables)
    : notNeeded(xrCommands.variables.with());
  const clockReply = yield* ask(xrCommands.clock.with(), readClock);
  const clock = deviceClock(clockReply.fields, want.now);
  const listings: Listing[] = [];
  const missing: MissingFact[] = [];
  for (const folder of classic ? ['disk0:', 'harddisk:'] : ['harddisk:']) {
    const { reply, listing } = yield* listFolder(folder, clock, want);
    if (reply.gap?.code !== 'unsupported') missing.push(...missingFrom(reply, null, ['files']));
    // Packages lie in folders of disk0: that a file is not in its root proves nothing.
    if (listing !== null) listings.push(folder === 'disk0:' ? { ...listing, complete: false } : listing);
  }
  const next = packageSet(committed.fields, null, iosxrVersions)?.version ?? textField(told, 'version');
  const hashed = yield* hashFiles(hashTargets(listings, next), want, hashCommands, textField(told, 'version'));
  const uptime = numberField(told, 'uptime_seconds');
  return buildXrFacts({
    replies: { version, platform, inventory, active, committed, inactive, variables },
    startedAt: want.now === null || uptime === null ? null : epochMs(want.now - uptime * 1000),
    deviceNow: clock.now,
    listings,
    images: hashed.images,
    missing: [...missing, ...hashed.missing],
  });
}

/** The form that fits the generation; the other one where it gives no package list. */
function* askSet(xr7: boolean, long: ReadOnlyCommand, summary: ReadOnlyCommand): Asking<Reply> {
  const first = yield* ask(xr7 ? summary : long, readXrInstall);
  if (first.fields['packages'] !== undefined) return first;
  const second = yield* ask(xr7 ? long : summary, readXrInstall);
  return second.fields['packages'] === undefined ? first : second;
}

function* listFolder(
  folder: string,
  clock: DeviceClock,
  want: Pick<Want, 'now'>,
): Asking<{ readonly reply: Reply; readonly listing: Listing | null }> {
  const path = imagePath(folder);
  if (path === null) return { reply: notNeeded(xrCommands.clock.with()), listing: null };
  const { reply, listing } = yield* askListing(xrCommands.dir.with(path), folder, null);
  if (listing === null) return { reply, listing };
  const local = clock.localMs === null ? want.now : epochMs(clock.localMs);
  const files = listing.files.map((file) => {
    const at = file.date === null ? null : (listedTime(file.date, local) ?? printedTime(file.date)?.localMs ?? null);
    return {
      ...file,
      path: `${folder}/${file.name}`,
      modifiedAt: at === null ? null : epochMs(at - (clock.offsetMs ?? 0)),
    };
  });
  return { reply, listing: { ...listing, filesystem: folder, files } };
}

/**
 * Image files on a disk that are of the release that boots next. They are not what runs, but the only files of this platform
 * that can be compared with a published digest (platforms.md 6.4).
 */
function hashTargets(listings: readonly Listing[], release: string | null): readonly HashTarget[] {
  const kinds = new Set(['system', 'golden', 'archive', 'interim']);
  return listings
    .flatMap(({ files }) => files)
    .flatMap(({ path, name, sizeBytes, date }) => {
      const told = iosxrVersions.image(name);
      const sent = imagePath(`/${path}`);
      if (release === null || told.version !== release || !kinds.has(told.kind ?? '') || sent === null) return [];
      return [{ path, sent, name, member: null, sizeBytes, date, adapted: null }];
    });
}

const hashCommands = {
  forms: { md5: xrCommands.md5 },
  read: readBareDigest,
  load: xrCommands.load.with(),
  look: lookAt(xrCommands.dir),
  offBox: xrOffBox,
};
