import { type EpochMs, type ImagePath, imagePath } from '../../core/brands.ts';
import type { FileFacts, ImageFacts, Listing, MissingFact } from '../../core/facts.ts';
import type { Want } from '../platform.ts';
import { type Asking, ask, hashOnDevice, missingFrom, type Reply } from '../shared/collect-kit.ts';
import { listedTime } from '../shared/printed-time.ts';
import { type Fields, listField, numberField, textField } from '../shared/read-kit.ts';
import { forms } from './commands.ts';
import { readChecksum, readFileList } from './read-files.ts';

/** Where the installer and operators leave packages; the second one exists on some platforms only. */
const folders = ['/var/tmp/', '/var/sw/pkg/'];
const hashForms = { md5: forms.md5, sha1: forms.sha1, sha256: forms.sha256 };

export type PackageFiles = {
  readonly listings: readonly Listing[];
  readonly images: readonly ImageFacts[];
  readonly missing: readonly MissingFact[];
};

/** Lists the package folders and lets the device hash what is wanted; a hashed file is listed once more. */
export function* packageFiles(want: Want, clock: EpochMs | null): Asking<PackageFiles> {
  const listings: Listing[] = [];
  const images: ImageFacts[] = [];
  const missing: MissingFact[] = [];
  for (const folder of folders) {
    const reply = yield* listFolder(folder);
    missing.push(...missingFrom(reply, null, ['files']));
    const listing = listingOf(folder, reply, clock);
    if (listing === null) continue;
    listings.push(listing);
    images.push(...(yield* hashFiles(listing, want, missing)));
  }
  return { listings, images, missing };
}

function* listFolder(folder: string): Asking<Reply> {
  const path = imagePath(folder);
  if (path === null) throw new Error(`a folder of the list is no path: ${folder}`);
  return yield* ask(forms.files.with(path), readFileList);
}

/** Size in a second listing, of this file alone; null where it is not shown any more. */
function* sizeNow(path: ImagePath): Asking<number | null> {
  const reply = yield* ask(forms.files.with(path), readFileList);
  const [file] = listField(reply.fields, 'files');
  return file === undefined || reply.gap !== null ? null : numberField(file, 'size');
}

function* hashFiles(listing: Listing, want: Want, missing: MissingFact[]): Asking<readonly ImageFacts[]> {
  const images: ImageFacts[] = [];
  for (const file of listing.files) {
    const path = imagePath(file.path);
    if (path === null) continue;
    const { digests, gap } = yield* hashOnDevice(
      { path, name: file.name, sizeBytes: file.sizeBytes },
      want,
      hashForms,
      readChecksum,
    );
    if (gap !== null) missing.push({ fact: 'digest', member: null, reason: gap });
    if (digests.length === 0) continue;
    const { path: printed, sizeBytes } = file;
    const sizeAfterBytes = yield* sizeNow(path);
    images.push({
      path: printed,
      member: null,
      sizeBytes,
      sizeAfterBytes,
      digests,
      signature: null,
      adapted: null,
    });
  }
  return images;
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
