import { epochMs, imagePath } from '../../core/brands.ts';
import type { Listing, MissingFact } from '../../core/facts.ts';
import type { Collection, Want } from '../platform.ts';
import { readCiscoReload } from '../shared/cisco-reload.ts';
import { readVerify } from '../shared/cisco-verify.ts';
import { type Asking, ask, askListing, missingFrom, notNeeded, type Reply } from '../shared/collect-kit.ts';
import { type HashTarget, hashFiles, lookAt } from '../shared/hash-files.ts';
import { baseName } from '../shared/image-file.ts';
import { listedTime } from '../shared/printed-time.ts';
import { type DeviceClock, deviceClock, readClock } from '../shared/read-clock.ts';
import { numberField, textField } from '../shared/read-kit.ts';
import { eosCommands } from './commands.ts';
import { adaptedEosImage, buildEosFacts, nextImages } from './facts.ts';
import { eosOffBox } from './off-box.ts';
import { readEosBootConfig, readEosBootFile, readEosConfigHeader, readEosZeroTouch } from './read-boot.ts';
import { readEosBootExtensions, readEosExtensions } from './read-extensions.ts';
import { readEosInventory, readEosModules, readEosReloadCause } from './read-state.ts';
import { readEosVersion } from './read-version.ts';
import { eosSupervisors, isModular } from './supervisors.ts';

/** What runs, what boots next and from which file. A second supervisor is asked for only where the chassis can have one. */
export function* collectEos(want: Want): Collection {
  const version = yield* ask(eosCommands.version.with(), readEosVersion);
  const told = version.fields;
  const boot = yield* askBootImage();
  const clockReply = yield* ask(eosCommands.clock.with(), readClock);
  const clock = deviceClock(clockReply.fields, want.now);
  const extensions = yield* ask(eosCommands.extensions.with(), readEosExtensions);
  const bootExtensions = yield* ask(eosCommands.bootExtensions.with(), readEosBootExtensions);
  const reloadCause = yield* ask(eosCommands.reloadCause.with(), readEosReloadCause);
  const reload = yield* ask(eosCommands.reload.with(), readCiscoReload);
  const zerotouch = yield* ask(eosCommands.zerotouch.with(), readEosZeroTouch);
  const header = yield* ask(eosCommands.header.with(), readEosConfigHeader);
  const inventory =
    told['serial'] === undefined
      ? yield* ask(eosCommands.inventory.with(), readEosInventory)
      : notNeeded(eosCommands.inventory.with());
  const modular = isModular(textField(told, 'model'));
  const modules = modular
    ? yield* ask(eosCommands.modules.with(), readEosModules)
    : notNeeded(eosCommands.modules.with());
  const supervisors = eosSupervisors(modules.fields);
  const peerBoot =
    supervisors.length > 1
      ? yield* ask(eosCommands.peerBoot.with(), readEosBootFile)
      : notNeeded(eosCommands.peerBoot.with());

  const listings: Listing[] = [];
  const missing: MissingFact[] = [];
  const folders = [
    ...new Set(['flash:', ...nextImages(boot.fields).map((path) => path.slice(0, path.indexOf(':') + 1))]),
  ];
  for (const { member, active } of supervisors) {
    for (const folder of active ? folders : ['flash:']) {
      const { reply, listing } = yield* listFolder(folder, active, member, clock, want);
      missing.push(...missingFrom(reply, member, ['files']));
      if (listing !== null) listings.push(listing);
    }
  }
  const usb = yield* askListing(eosCommands.usb.with(), 'usb1:', null);
  const uptime = numberField(told, 'uptime_seconds');
  const adapted = adaptedEosImage(told);
  const targets = supervisors.flatMap(({ active, member }) =>
    hashTargets(nextImages((active ? boot : peerBoot).fields), listings, { active, member, adapted }),
  );
  const hashed = yield* hashFiles(targets, want, hashCommands, textField(told, 'version'));
  return buildEosFacts({
    replies: {
      version,
      inventory,
      boot,
      peerBoot,
      extensions,
      bootExtensions,
      reloadCause,
      reload,
      zerotouch,
      header,
      modules,
    },
    now: want.now,
    startedAt: want.now === null || uptime === null ? null : epochMs(want.now - uptime * 1000),
    clock,
    listings,
    fullRecover: usb.listing?.files.some(({ name }) => name.toLowerCase() === 'fullrecover') ?? false,
    images: hashed.images,
    missing: [...missing, ...hashed.missing],
  });
}

/** The filtered command first: the whole output has the hash of the loader's password in it. */
function* askBootImage(): Asking<Reply> {
  const filtered = yield* ask(eosCommands.bootImage.with(), readEosBootConfig);
  if (filtered.fields['next_boot'] !== undefined) return filtered;
  const whole = yield* ask(eosCommands.bootConfig.with(), readEosBootConfig);
  if (whole.fields['next_boot'] !== undefined) return whole;
  const file = yield* ask(eosCommands.bootFile.with(), readEosBootFile);
  return file.fields['next_boot'] === undefined ? whole : file;
}

/** The folder with the dates as times: those without a year are the last such day before the device's clock. */
function* listFolder(
  folder: string,
  active: boolean,
  member: string | null,
  clock: DeviceClock,
  want: Pick<Want, 'now'>,
): Asking<{ readonly reply: Reply; readonly listing: Listing | null }> {
  const path = imagePath(active ? folder : 'supervisor-peer:/mnt/flash/');
  const command =
    folder === 'flash:' && active ? eosCommands.dir.with() : path === null ? null : eosCommands.folder.with(path);
  if (command === null) return { reply: notNeeded(eosCommands.dir.with()), listing: null };
  const { reply, listing } = yield* askListing(command, folder, member);
  if (listing === null) return { reply, listing };
  const local = clock.localMs === null ? want.now : epochMs(clock.localMs);
  const files = listing.files
    .filter(
      ({ path: shown, name }) =>
        shown.slice(0, -name.length).replace(/\/$/, '') === listing.filesystem.replace(/\/$/, ''),
    )
    .map((file) => {
      const at = file.date === null ? null : listedTime(file.date, local);
      return {
        ...file,
        path: `${folder}/${file.name}`,
        modifiedAt: at === null ? null : epochMs(at - (clock.offsetMs ?? 0)),
      };
    });
  return { reply, listing: { ...listing, filesystem: folder, files } };
}

/** The file that boots next, which is also the one that runs where that is known. */
function hashTargets(
  paths: readonly string[],
  listings: readonly Listing[],
  {
    active,
    member,
    adapted,
  }: { readonly active: boolean; readonly member: string | null; readonly adapted: string | null },
): readonly HashTarget[] {
  return paths.flatMap((path) => {
    const sent = imagePath(active ? path : path.replace(/^flash:\//, 'supervisor-peer:/mnt/flash/'));
    const name = baseName(path);
    const listing = listings.find((one) => one.member === member && path.startsWith(one.filesystem));
    const file = listing?.files.find((one) => one.path === path);
    const gone = file === undefined && listing?.complete === true && name?.startsWith('.') === false;
    if (sent === null || name === null || gone) return [];
    const { sizeBytes = null, date = null } = file ?? {};
    return [{ path, sent, name, member, sizeBytes, date, adapted }];
  });
}

const hashCommands = {
  forms: { md5: eosCommands.md5, sha1: eosCommands.sha1, sha256: eosCommands.sha256, sha512: eosCommands.sha512 },
  read: readVerify,
  load: eosCommands.load.with(),
  look: lookAt(eosCommands.folder),
  offBox: eosOffBox,
};
