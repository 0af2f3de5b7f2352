import type { EpochMs } from '../../core/brands.ts';
import type { BootFacts, Listing, NextBoot } from '../../core/facts.ts';
import { type Reason, reason } from '../../core/reason.ts';
import { compareTexts, type VersionScheme } from '../../core/version.ts';
import { baseName } from '../shared/image-file.ts';

/** What the boot of one supervisor is decided from. */
export type EosBootEvidence = {
  /** The `SWI` of boot-config; `[]` where it is not set; null where nothing told it. */
  readonly images: readonly string[] | null;
  readonly source: string | null;
  readonly gap: Reason;
  /** The folder that holds boot-config and the images. */
  readonly listing: Listing | null;
  readonly running: string | null;
  readonly startedAt: EpochMs | null;
  /** How far a file date can be wrong: nothing where the zone is known, a day where it is not. */
  readonly doubtMs: number;
  readonly versions: VersionScheme;
};

/** `flash:x`, `flash:/x`, `/mnt/flash/x` and `file:/mnt/flash/x` are `flash:/x`; an address of the network stays as it is. */
export function eosPath(printed: string): string {
  const path = printed.trim().replace(/^(?:file:)?\/mnt\/(flash|usb\d|drive)\//, '$1:/');
  const local = /^(flash|usb\d|drive|disk\d):\/{0,3}([^/].*)$/i.exec(path);
  return local === null ? path : `${(local[1] ?? '').toLowerCase()}:/${local[2] ?? ''}`;
}

/**
 * Aboot boots the file that boot-config names. Without one, or with one that is not there, it stops in its shell; it does not
 * search. `boot system` writes the file at once, so there is no unsaved choice. Source: platforms.md 11.3.
 */
export function resolveEosBoot(evidence: EosBootEvidence): BootFacts {
  const list = evidence.images?.map(eosPath) ?? null;
  return {
    next: nextOf(evidence, list),
    list,
    unsaved: list === null ? null : false,
    configRegister: null,
    nextConfigRegister: null,
    manual: null,
    commit: null,
    autoAbort: null,
    source: evidence.source,
  };
}

function nextOf(evidence: EosBootEvidence, list: readonly string[] | null): NextBoot {
  if (list === null) return { kind: 'unresolved', reason: evidence.gap };
  const [image] = list;
  if (image === undefined) return { kind: 'loader', why: 'boot-config names no image: the loader stops in its shell' };
  if (/^(?:https?|ftp|tftp|s?cp|sftp|nfs):/i.test(image)) return { kind: 'network', url: image };
  if (!/^(?:flash|usb\d|drive|disk\d):\//.test(image)) {
    const message = `boot-config names "${image.slice(0, 120)}", which is no path that the loader is known to read`;
    return { kind: 'unresolved', reason: reason('boot-unresolved', message) };
  }
  const named = evidence.versions.image(baseName(image) ?? image).version;
  const same = runsFrom(evidence, image, named);
  return {
    kind: 'image',
    image,
    version: same ? evidence.running : named,
    versionFrom: same ? 'running' : named === null ? null : 'name',
    exists: existence(evidence.listing, image),
    fallbacks: [],
    implicit: false,
  };
}

/** `dir` does not show files whose name begins with a dot, so these may be there all the same. */
function existence(listing: Listing | null, image: string): boolean | null {
  if (listing === null || !image.startsWith(listing.filesystem)) return null;
  if (listing.files.some(({ path }) => path === image)) return true;
  const inRoot = !image.slice(listing.filesystem.length + 1).includes('/');
  return listing.complete && inRoot && !image.includes('/.') ? false : null;
}

/**
 * EOS does not say which file it was booted from. Where boot-config and the image that it names are both older than the
 * start-up, it was this one; a name that tells another release than the running one speaks against it.
 */
function runsFrom(
  { listing, running, startedAt, doubtMs, versions }: EosBootEvidence,
  image: string,
  named: string | null,
): boolean {
  if (listing === null || running === null || startedAt === null) return false;
  if (named !== null && compareTexts(versions, named, running).order !== 'same') return false;
  const dates = ['flash:/boot-config', image].map(
    (path) => listing.files.find((file) => file.path === path)?.modifiedAt ?? null,
  );
  return dates.every((at) => at !== null && at < startedAt - doubtMs);
}
