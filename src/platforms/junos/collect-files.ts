import { type EpochMs, imagePath } from '../../core/brands.ts';
import type { FileFacts, ImageFacts, Listing, MissingFact } from '../../core/facts.ts';
import type { Want } from '../platform.ts';
import { type Asking, ask, missingFrom, type Reply } from '../shared/collect-kit.ts';
import { type HashTarget, hashFiles, lookAt } from '../shared/hash-files.ts';
import { listedTime } from '../shared/printed-time.ts';
import { type Fields, listField, numberField, textField } from '../shared/read-kit.ts';
import { forms } from './commands.ts';
import { junosOffBox } from './off-box.ts';
import { readChecksum, readFileList } from './read-files.ts';

/** Where the installer and operators leave packages; the second one exists on some platforms only. */
const folders = ['/var/tmp/', '/var/sw/pkg/'];
const hashCommands = {
  forms: { md5: forms.md5, sha1: forms.sha1, sha256: forms.sha256 },
  read: readChecksum,
  load: null,
  look: lookAt(forms.files, readFileList),
  offBox: junosOffBox,
};

export type PackageFiles = {
  readonly listings: readonly Listing[];
  readonly images: readonly ImageFacts[];
  readonly missing: readonly MissingFact[];
};

/** Lists the package folders and lets the device hash what is wanted; a hashed file is listed once more. */
export function* packageFiles(want: Want, clock: EpochMs | null, version: string | null): Asking<PackageFiles> {
  const listings: Listing[] = [];
  const targets: HashTarget[] = [];
  const missing: MissingFact[] = [];
  for (const folder of folders) {
    const reply = yield* listFolder(folder);
    missing.push(...missingFrom(reply, null, ['files']));
    const listing = listingOf(folder, reply, clock);
    if (listing === null) continue;
    listings.push(listing);
    targets.push(...listing.files.flatMap(target));
  }
  // Packages of other releases lie there too; they neither run nor boot next.
  const isRunning = ({ name }: { readonly name: string }): boolean => version !== null && name.includes(version);
  const own: Want = { ...want, offBox: (file) => isRunning(file) && want.offBox?.(file) === true };
  const hashed = yield* hashFiles(targets, own, hashCommands, version);
  return { listings, images: hashed.images, missing: [...missing, ...hashed.missing] };
}

function* listFolder(folder: string): Asking<Reply> {
  const path = imagePath(folder);
  if (path === null) throw new Error(`a folder of the list is no path: ${folder}`);
  return yield* ask(forms.files.with(path), readFileList);
}

function target({ path, name, sizeBytes, date }: FileFacts): readonly HashTarget[] {
  const sent = imagePath(path);
  return sent === null ? [] : [{ path, sent, name, member: null, sizeBytes, date, adapted: null }];
}

/** Null where the folder was not shown; a folder that does not exist is a complete listing without files. */
function listingOf(folder: string, reply: Reply, clock: EpochMs | null): Listing | null {
  if (reply.absent || reply.fields['error'] === 'No such file or directory')
    return { filesystem: folder, member: null, complete: true, files: [] };
  if (reply.fields['files'] === undefined || reply.fields['error'] !== undefined) return null;
  const files = listField(reply.fields, 'files')
    .filter((file) => file['type'] !== 'dir')
    .map((file) => fileFacts(folder, file, clock));
  const complete = reply.gap === null && reply.fields['complete'] === true;
  return { filesystem: folder, member: null, complete, files };
}

function fileFacts(folder: string, file: Fields, clock: EpochMs | null): FileFacts {
  const name = textField(file, 'name') ?? '';
  const date = textField(file, 'date');
  return {
    name,
    path: name.startsWith('/') ? name : `${folder}${name}`,
    sizeBytes: numberField(file, 'size'),
    date,
    modifiedAt: date === null ? null : listedTime(date, clock),
  };
}
