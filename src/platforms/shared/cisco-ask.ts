import { type ImagePath, imagePath } from '../../core/brands.ts';
import type { CommandForm } from '../../core/command.ts';
import type { FileFacts, ImageFacts, Listing, MissingFact } from '../../core/facts.ts';
import { type Reason, reason } from '../../core/reason.ts';
import type { OffBox, Want } from '../platform.ts';
import { readCiscoBoot } from './cisco-boot.ts';
import { ciscoForms } from './cisco-commands.ts';
import { readCiscoInventory } from './cisco-inventory.ts';
import { readCpu, readRedundancy, readSwitchStack } from './cisco-members.ts';
import { pathKey } from './cisco-path.ts';
import { readVerify } from './cisco-verify.ts';
import { type Asking, ask, hashOnDevice, notNeeded, type Reply, replyOf } from './collect-kit.ts';
import { listingFacts, readDir } from './dir-listing.ts';
import { lookAt } from './hash-files.ts';
import { baseName } from './image-file.ts';
import { readOffBox } from './off-box.ts';
import { type Fields, listField, numberField, textField } from './read-kit.ts';

/**
 * The first of the forms whose output speaks of the next boot of as many members as there are; else the one that tells
 * most, else the first one's reply, for its reason.
 */
export function* askBoot(forms: readonly CommandForm[], members: number): Asking<Reply> {
  let best: Reply | null = null;
  for (const form of forms) {
    const reply = yield* ask(form.with(), readCiscoBoot);
    if (bootsTold(reply) >= members) return reply;
    const better = best === null || bootsTold(reply) > bootsTold(best);
    if (better || (best?.gap?.code === 'unsupported' && reply.gap?.code === 'command-denied')) best = reply;
  }
  return best ?? notNeeded(ciscoForms.boot.with());
}

/** Of how many members the output tells the boot list; one list without headings holds for a stack as a whole. */
function bootsTold({ fields }: Reply): number {
  const listed = listField(fields, 'members').filter((member) => member['next_boot'] !== undefined).length;
  if (listed > 0) return listed;
  return fields['next_boot'] === undefined && fields['standby'] === undefined ? 0 : Number.POSITIVE_INFINITY;
}

export type MemberReplies = { readonly stack: Reply; readonly redundancy: Reply; readonly inventory: Reply };

/** Asks for the stack where the version output shows one, for the peer where the boot output shows a standby. */
export function* askMembers(version: Fields, boot: Fields): Asking<MemberReplies> {
  const inStack = listField(version, 'members').length > 0 || listField(version, 'switch_blocks').length > 0;
  const inPair = !inStack && boot['standby'] !== undefined;
  const stack = inStack ? yield* ask(ciscoForms.stack.with(), readSwitchStack) : notNeeded(ciscoForms.stack.with());
  if (!inPair) {
    const none = notNeeded(ciscoForms.redundancy.with());
    return { stack, redundancy: none, inventory: notNeeded(ciscoForms.inventory.with()) };
  }
  const redundancy = yield* ask(ciscoForms.redundancy.with(), readRedundancy);
  return { stack, redundancy, inventory: yield* ask(ciscoForms.inventory.with(), readCiscoInventory) };
}

export type Folder = { readonly folder: string; readonly member: string | null };

/** Listings by the key of their folder; a folder that could not be listed is missing evidence. */
export type Folders = {
  readonly byKey: ReadonlyMap<string, Listing>;
  readonly missing: readonly MissingFact[];
};

export function* askFolders(wanted: readonly Folder[]): Asking<Folders> {
  const byKey = new Map<string, Listing>();
  const missing: MissingFact[] = [];
  for (const { folder, member } of wanted) {
    const key = pathKey(folder);
    if (byKey.has(key)) continue;
    const path = imagePath(folder);
    if (path === null) {
      missing.push({
        fact: 'files',
        member,
        reason: reason('boot-unresolved', `"${folder}" is no name that may be sent`),
      });
      continue;
    }
    const reply = yield* ask(ciscoForms.dir.with(path), readDir);
    const isRoot = folder.endsWith(':');
    // A folder that does not exist holds nothing; a file system that does not exist may have another name.
    if (reply.absent && !isRoot) byKey.set(key, { filesystem: folder, member, complete: true, files: [] });
    else if (reply.fields['files'] === undefined)
      missing.push({ fact: 'files', member, reason: unlisted(reply, folder) });
    else {
      const listing = listingFacts({ value: reply.fields, problems: [] }, folder, member);
      byKey.set(
        key,
        reply.gap === null && reply.fields['total_bytes'] !== undefined ? listing : { ...listing, complete: false },
      );
      if (reply.gap !== null) missing.push({ fact: 'files', member, reason: reply.gap });
    }
  }
  return { byKey, missing };
}

function unlisted(reply: Reply, folder: string): Reason {
  return reply.gap ?? reason('unsupported', `the device could not list "${folder}"`);
}

export type HashTarget = {
  /** As it is sent: on the member's own file system. */
  readonly path: string;
  /** As the version and boot outputs of the member spell it; each spelling becomes an image of the facts. */
  readonly spellings: readonly string[];
  readonly member: string | null;
  readonly file: FileFacts | null;
  /** Release that the member runs. */
  readonly version: string | null;
};

type Hashed = { readonly images: readonly ImageFacts[]; readonly missing: readonly MissingFact[] };

/** Above this load (percent over a minute) nothing is hashed: it would disturb what the device is there for. */
const busyPercent = 60;

/** Has the device hash what is wanted of the files, one at a time, and looks at the size of each once more. */
export function* askHashes(
  targets: readonly HashTarget[],
  want: Want,
  isSigned: (name: string) => boolean,
): Asking<Hashed> {
  const images: ImageFacts[] = [];
  const missing: MissingFact[] = [];
  let busy: Reason | null | undefined;
  for (const { path, spellings, member, file, version } of targets) {
    const sent = imagePath(path);
    const name = baseName(path) ?? path;
    const sizeBytes = file?.sizeBytes ?? null;
    const [spelled = path] = spellings;
    const wanted = want.hash({ name, sizeBytes, path: spelled, date: file?.date ?? null, member, version });
    if (wanted.length === 0) continue;
    if (sent === null) {
      missing.push({
        fact: 'digest',
        member,
        reason: reason('digest-missing', `"${name}" is no name that may be sent`),
      });
      continue;
    }
    busy = busy === undefined ? yield* askBusy() : busy;
    if (busy !== null) {
      missing.push({ fact: 'digest', member, reason: busy });
      continue;
    }
    const one = { path: sent, name, sizeBytes };
    const { digests, gap } = yield* hashOnDevice(one, { hash: () => wanted }, hashForms, readVerify);
    if (gap !== null) missing.push({ fact: 'digest', member, reason: gap });
    const signature = isSigned(name) ? yield* askSignature(one) : null;
    if (digests.length === 0 && signature === null) continue;
    const sizeAfterBytes = (yield* look(sent, false))?.sizeBytes ?? null;
    for (const spelling of spellings)
      images.push({ path: spelling, member, sizeBytes, sizeAfterBytes, digests, signature, adapted: null });
  }
  return { images, missing };
}

/**
 * What the device makes of the hash and the signature inside the file; null where it does not say. It reads the whole file
 * once more, so that it is asked of the images that run and boot only.
 */
function* askSignature(file: {
  readonly path: ImagePath;
  readonly sizeBytes: number | null;
}): Asking<ImageFacts['signature']> {
  const command = ciscoForms.verify.with(file.path);
  const answer = yield { command, purpose: 'hash', sizeBytes: file.sizeBytes };
  const reply = replyOf(answer, command, readVerify);
  if (reply.gap !== null) return null;
  const verdict = textField(reply.fields, 'verdict');
  return signatureWords.find((word) => word === verdict) ?? null;
}

const signatureWords = ['verified', 'match', 'mismatch', 'failed'] as const;

const hashForms = { md5: ciscoForms.md5, sha512: ciscoForms.sha512 };
const look = lookAt(ciscoForms.dir);

/** Reads off the box what is to be hashed here, and joins it with what the device computed. The last of all questions. */
export function* askOffBox(
  targets: readonly HashTarget[],
  known: readonly ImageFacts[],
  want: Want,
  offBox: OffBox,
): Asking<Hashed> {
  let images = known;
  const missing: MissingFact[] = [];
  const wanted = targets.filter(({ path }) => want.offBox?.({ name: baseName(path) ?? path }) === true);
  const busy = wanted.length === 0 ? null : yield* askBusy();
  for (const { path, spellings, member, file } of wanted) {
    const sent = imagePath(path);
    const isThis = (image: ImageFacts): boolean => image.member === member && spellings.includes(image.path);
    const device = images.find(isThis)?.digests[0] ?? null;
    const sizeBytes = file?.sizeBytes ?? null;
    const one = { name: baseName(path) ?? path, sizeBytes, device };
    const unsafe = reason('digest-missing', `"${one.name}" is no name that may be sent`);
    if (sent === null || busy !== null) {
      missing.push({ fact: 'digest', member, reason: busy ?? unsafe });
      continue;
    }
    const read = yield* readOffBox({ sent, ...one }, { offBox, forms: hashForms, read: readVerify, look });
    if (read.gap !== null) missing.push({ fact: 'digest', member, reason: read.gap });
    const rest = images.filter((image) => !isThis(image));
    const own = spellings.map((spelling): ImageFacts => {
      const before = images.find((image) => image.member === member && image.path === spelling);
      const { digests, sizeAfterBytes, offBox: told } = read;
      return {
        ...{ path: spelling, member, sizeBytes, signature: null, adapted: null, ...before },
        digests,
        sizeAfterBytes: sizeAfterBytes ?? before?.sizeAfterBytes ?? null,
        ...(told === undefined ? {} : { offBox: told }),
      };
    });
    images = [...rest, ...own.filter(({ digests, signature }) => digests.length > 0 || signature !== null)];
  }
  return { images, missing };
}

function* askBusy(): Asking<Reason | null> {
  const reply = yield* ask(ciscoForms.cpu.with(), readCpu);
  const percent = numberField(reply.fields, 'cpu_percent');
  if (percent === null || percent <= busyPercent) return null;
  return reason(
    'digest-missing',
    `the CPU of the device is at ${percent} %, above ${busyPercent} %: nothing was hashed`,
  );
}
