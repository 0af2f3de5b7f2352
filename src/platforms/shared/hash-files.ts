import type { HashAlgorithm, ImagePath } from '../../core/brands.ts';
import type { CommandForm, ReadOnlyCommand } from '../../core/command.ts';
import type { ImageFacts, MissingFact } from '../../core/facts.ts';
import type { Reason } from '../../core/reason.ts';
import type { Parsed } from '../../core/result.ts';
import type { Want } from '../platform.ts';
import { type Asking, ask, hashOnDevice } from './collect-kit.ts';
import { whyBusy } from './cpu-load.ts';
import { readDir } from './dir-listing.ts';
import { type Fields, listField, numberField } from './read-kit.ts';

/** A file to hash: `path` as in the facts, `sent` as the device wants it in a command. */
export type HashTarget = {
  readonly path: string;
  readonly sent: ImagePath;
  readonly name: string;
  readonly member: string | null;
  readonly sizeBytes: number | null;
  readonly adapted: string | null;
};

/** The commands of one platform, and how it prints a digest. */
export type HashCommands = {
  readonly forms: Readonly<Partial<Record<HashAlgorithm, CommandForm>>>;
  readonly read: (text: string, command: string) => Parsed<Fields>;
  readonly load: ReadOnlyCommand;
  readonly list: CommandForm;
};

/**
 * Has the device hash what is wanted, one file at a time, unless it is busy. Each hashed file is listed once more: one whose
 * size has changed is still being copied.
 */
export function* hashFiles(
  targets: readonly HashTarget[],
  want: Want,
  commands: HashCommands,
): Asking<{ readonly images: readonly ImageFacts[]; readonly missing: readonly MissingFact[] }> {
  const images: ImageFacts[] = [];
  const missing: MissingFact[] = [];
  let busy: Reason | null | undefined;
  for (const { path, sent, name, member, sizeBytes, adapted } of targets) {
    const wanted = want.hash({ name, sizeBytes });
    if (!wanted.some((algorithm) => commands.forms[algorithm] !== undefined)) continue;
    busy = busy === undefined ? yield* whyBusy(commands.load) : busy;
    if (busy !== null) {
      missing.push({ fact: 'digest', member, reason: busy });
      continue;
    }
    const { digests, gap } = yield* hashOnDevice({ path: sent, name, sizeBytes }, want, commands.forms, commands.read);
    if (gap !== null) missing.push({ fact: 'digest', member, reason: gap });
    if (digests.length === 0) continue;
    const again = yield* ask(commands.list.with(sent), readDir);
    const sizeAfterBytes = listField(again.fields, 'files').map((file) => numberField(file, 'size'))[0] ?? null;
    images.push({ path, member, sizeBytes, sizeAfterBytes, digests, signature: null, adapted });
  }
  return { images, missing };
}
