import type { DeviceFacts, FileFacts, Listing } from '../core/facts.ts';
import { once } from './once.ts';
import { fileName, normalPath } from './trusted-files.ts';

export type Found =
  | { readonly kind: 'found'; readonly file: FileFacts; readonly listing: Listing }
  /** The file system was listed completely and the file is not in it. */
  | { readonly kind: 'absent' }
  /** Not listed, or not completely: absence proves nothing. */
  | { readonly kind: 'unknown' };

/** Looks a path up in the listings; several devices name one file system in two ways, so a unique name serves too. */
export const findFile = once(
  (path: string, member: string | null) => (member === null ? path : `${member}\n${path}`),
  lookUp,
);

function lookUp(facts: DeviceFacts, path: string, member: string | null): Found {
  const wanted = normalPath(path);
  const candidates = facts.listings.filter(
    (listing) => listing.member === null || member === null || listing.member === member,
  );
  for (const listing of candidates) {
    const file = listing.files.find((entry) => normalPath(entry.path) === wanted);
    if (file !== undefined) return { kind: 'found', file, listing };
  }
  const name = fileName(path);
  const named = candidates.flatMap((listing) =>
    listing.files.filter((entry) => entry.name === name).map((file) => ({ kind: 'found' as const, file, listing })),
  );
  if (named.length === 1 && named[0] !== undefined) return named[0];
  // Only a complete listing of the very folder shows that a file is not there.
  const folder = folderOf(wanted);
  const own = candidates.find((listing) => normalPath(listing.filesystem).replace(/\/$/, '') === folder);
  return own?.complete === true && named.length === 0 && folder !== '' ? { kind: 'absent' } : { kind: 'unknown' };
}

/** `flash:x` → `flash:`, `flash:dir/x` → `flash:dir`, `/var/tmp/x` → `/var/tmp`. */
function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash > 0 ? path.slice(0, slash) : path.slice(0, path.indexOf(':') + 1);
}
