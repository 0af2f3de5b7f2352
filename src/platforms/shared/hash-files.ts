import type { HashAlgorithm, ImagePath } from '../../core/brands.ts';
import type { CommandForm, ReadOnlyCommand } from '../../core/command.ts';
import type { ImageFacts, MissingFact } from '../../core/facts.ts';
import type { Reason } from '../../core/reason.ts';
import type { Parsed } from '../../core/result.ts';
import type { OffBox, Want } from '../platform.ts';
import { type Asking, ask, hashOnDevice } from './collect-kit.ts';
import { whyBusy } from './cpu-load.ts';
import { readDir } from './dir-listing.ts';
import { type Look, readOffBox } from './off-box.ts';
import { type Fields, listField, numberField, textField } from './read-kit.ts';

/** A file to hash: `path` as in the facts, `sent` as the device wants it in a command. */
export type HashTarget = {
  readonly path: string;
  readonly sent: ImagePath;
  readonly name: string;
  readonly member: string | null;
  readonly sizeBytes: number | null;
  /** As listed; with the size it tells whether a remembered digest is still of this file. */
  readonly date: string | null;
  readonly adapted: string | null;
};

type Read = (text: string, command: string) => Parsed<Fields>;

/** The commands of one platform, and how it prints a digest. */
export type HashCommands = {
  readonly forms: Readonly<Partial<Record<HashAlgorithm, CommandForm>>>;
  readonly read: Read;
  /** Tells the load; null where the platform has no such command. */
  readonly load: ReadOnlyCommand | null;
  /** Size and date of one file as listed now. */
  readonly look: (file: ImagePath, again?: boolean) => Asking<Look | null>;
  readonly offBox: OffBox;
};

type Collected = { readonly images: readonly ImageFacts[]; readonly missing: readonly MissingFact[] };

/**
 * Has the device hash what is wanted, one file at a time, unless it is busy. Each hashed file is listed once more: one whose
 * size has changed is still being copied. Then reads off the box what is to be hashed here: last of all, since the prompt
 * may be gone after it.
 */
export function* hashFiles(
  targets: readonly HashTarget[],
  want: Want,
  commands: HashCommands,
  version: string | null,
): Asking<Collected> {
  const images = new Map<HashTarget, ImageFacts>();
  const missing: MissingFact[] = [];
  let busy: Reason | null | undefined;
  const { look } = commands;
  const streamed = targets.filter(({ name }) => want.offBox?.({ name }) === true);
  for (const target of targets) {
    const { path, sent, name, member, sizeBytes, date, adapted } = target;
    const wanted = want.hash({ name, sizeBytes, path, date, member, version });
    if (!wanted.some((algorithm) => commands.forms[algorithm] !== undefined)) continue;
    busy = busy === undefined ? yield* busyNow(commands.load) : busy;
    if (busy !== null) {
      missing.push({ fact: 'digest', member, reason: busy });
      continue;
    }
    const file = { path: sent, name, sizeBytes };
    const { digests, gap } = yield* hashOnDevice(file, { hash: () => wanted }, commands.forms, commands.read);
    if (gap !== null) missing.push({ fact: 'digest', member, reason: gap });
    if (digests.length === 0) continue;
    const sizeAfterBytes = (yield* look(sent, false))?.sizeBytes ?? null;
    images.set(target, { path, member, sizeBytes, sizeAfterBytes, digests, signature: null, adapted });
  }
  for (const target of streamed) {
    const { path, sent, name, member, sizeBytes, adapted } = target;
    busy = busy === undefined ? yield* busyNow(commands.load) : busy;
    if (busy !== null) {
      missing.push({ fact: 'digest', member, reason: busy });
      continue;
    }
    const known = images.get(target);
    const device = known?.digests[0] ?? null;
    const { gap, offBox, ...read } = yield* readOffBox({ sent, name, sizeBytes, device }, commands);
    if (gap !== null) missing.push({ fact: 'digest', member, reason: gap });
    const sizeAfterBytes = read.sizeAfterBytes ?? known?.sizeAfterBytes ?? null;
    if (known !== undefined || read.digests.length > 0)
      images.set(target, {
        ...{ path, member, sizeBytes, signature: null, adapted, ...known },
        digests: read.digests,
        sizeAfterBytes,
        ...(offBox === undefined ? {} : { offBox }),
      });
  }
  return { images: [...images.values()], missing };
}

function* busyNow(load: ReadOnlyCommand | null): Asking<Reason | null> {
  return load === null ? null : yield* whyBusy(load);
}

/** Size and date of one file in a listing of its own. */
export const lookAt = (list: CommandForm, read: Read = readDir) =>
  function* look(file: ImagePath, again = true): Asking<Look | null> {
    const reply = yield* ask(list.with(file), read, again);
    const entry = listField(reply.fields, 'files')[0];
    if (reply.gap !== null || entry === undefined) return null;
    return { sizeBytes: numberField(entry, 'size'), date: textField(entry, 'date') };
  };
