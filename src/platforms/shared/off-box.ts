import { type HashAlgorithm, hexDigest, type ImagePath } from '../../core/brands.ts';
import type { CommandForm } from '../../core/command.ts';
import type { DigestFact, ImageFacts } from '../../core/facts.ts';
import { type Reason, reason } from '../../core/reason.ts';
import type { Parsed } from '../../core/result.ts';
import type { OffBox, Step } from '../platform.ts';
import { type Asking, gapOf, hashOnDevice } from './collect-kit.ts';
import type { Fields } from './read-kit.ts';

export type OffBoxFile = {
  /** As the commands of the device name it. */
  readonly sent: ImagePath;
  readonly name: string;
  readonly sizeBytes: number | null;
  /** What the device computed over it in this collection; null: nothing. */
  readonly device: DigestFact | null;
};

export type OffBoxTools = {
  readonly offBox: OffBox;
  /** Hash commands of the device and their reader, to have a digest computed once more. */
  readonly forms: Readonly<Partial<Record<HashAlgorithm, CommandForm>>>;
  readonly read: (text: string, command: string) => Parsed<Fields>;
  /** Size and date of the file as listed now. */
  readonly look: (file: ImagePath) => Asking<Look | null>;
};

export type Look = { readonly sizeBytes: number | null; readonly date: string | null };

export type OffBoxResult = {
  /** Of the device and ours; without ours where the reading is no evidence. */
  readonly digests: ImageFacts['digests'];
  readonly sizeAfterBytes: number | null;
  readonly offBox: ImageFacts['offBox'];
  readonly gap: Reason | null;
};

/**
 * Reads one file off the box. It is looked at before and after: one that changed meanwhile gives no digest. Where the
 * device's digest is another than ours, both are computed once more, so that a change between the two readings is not
 * taken for a lie.
 */
export function* readOffBox(file: OffBoxFile, tools: OffBoxTools): Asking<OffBoxResult> {
  const device: ImageFacts['digests'] = file.device === null ? [] : [{ ...file.device, computedBy: 'device' }];
  const without = (gap: Reason, sizeAfterBytes: number | null = null): OffBoxResult => ({
    digests: device,
    sizeAfterBytes,
    offBox: undefined,
    gap,
  });
  const { sizeBytes } = file;
  if (tools.offBox.kind === 'closed') return without(reason('unsupported', tools.offBox.why));
  if (sizeBytes === null) return without(reason('digest-missing', `${file.name}: its size is not listed`));
  const before = yield* tools.look(file.sent);
  const first = yield* stream(file.sent, sizeBytes, tools.offBox);
  if (first.gap !== null) return without(first.gap);
  const after = yield* tools.look(file.sent);
  const sizeAfterBytes = after?.sizeBytes ?? null;
  const unstable = whyUnstable(file.name, sizeBytes, before, after);
  if (unstable !== null) return without(unstable, sizeAfterBytes);
  const result = (own: readonly DigestFact[], theirs: ImageFacts['digests'], rounds: 1 | 2): OffBoxResult => ({
    digests: [...theirs, ...own.map((digest) => ({ ...digest, computedBy: 'offbox' as const }))],
    sizeAfterBytes,
    offBox: { bytes: sizeBytes, rounds },
    gap: null,
  });
  if (file.device === null || agrees(file.device, first.digests)) return result(first.digests, device, 1);

  const { algorithm } = file.device;
  const again = yield* hashOnDevice(
    { path: file.sent, name: file.name, sizeBytes },
    { hash: () => [algorithm] },
    tools.forms,
    tools.read,
    true,
  );
  const second = yield* stream(file.sent, sizeBytes, tools.offBox);
  const last = yield* tools.look(file.sent);
  const gap = again.gap ?? second.gap ?? whyUnstable(file.name, sizeBytes, before, last);
  // One disagreement proves nothing, and neither digest can be believed.
  if (gap !== null) return { ...result([], [], 1), offBox: undefined, gap };
  if (first.digests.some((digest) => !agrees(digest, second.digests)))
    return { ...result([], [], 1), offBox: undefined, gap: changed(file.name, 'its content') };
  return result(second.digests, again.digests, 2);
}

type Streamed = { readonly digests: readonly DigestFact[]; readonly gap: Reason | null };

/** The first way that the device does not refuse; a reading that was cut is not tried in another way. */
function* stream(sent: ImagePath, sizeBytes: number, offBox: Extract<OffBox, { kind: 'readable' }>): Asking<Streamed> {
  let gap = reason('unsupported', `there is no way to read "${sent}" from here`);
  for (const { form, path } of offBox.ways) {
    const own = path(sent);
    if (own === null) continue;
    const step: Step = { command: form.with(own), purpose: 'stream', sizeBytes, again: true };
    const answer = yield step;
    const digests = answer.status === 'ok' ? readStreamed(answer.text, sizeBytes) : [];
    if (digests.length > 0) return { digests, gap: null };
    gap =
      answer.status === 'absent'
        ? reason('digest-missing', `"${answer.command}": the server does not find the file`)
        : (gapOf(answer) ?? reason('truncated', `"${answer.command}" gave no digest`));
    if (answer.status !== 'unsupported' && answer.status !== 'denied' && answer.status !== 'absent') break;
  }
  return { digests: [], gap };
}

/** `1048305614 bytes`, then a line a digest. Nothing where the count is not the one that was listed. */
export function readStreamed(text: string, sizeBytes: number): readonly DigestFact[] {
  const [count, ...lines] = text.slice(0, 1000).split('\n');
  if (count?.trim() !== `${sizeBytes} bytes`) return [];
  return lines.flatMap((line): DigestFact[] => {
    const found = /^(md5|sha1|sha256|sha512) ([0-9a-f]{32,128})\s*$/.exec(line);
    const algorithm = algorithms.find((name) => name === found?.[1]);
    if (algorithm === undefined) return [];
    const value = hexDigest(algorithm, found?.[2] ?? '');
    return value.ok ? [{ algorithm, value: value.value }] : [];
  });
}

const algorithms: readonly HashAlgorithm[] = ['md5', 'sha1', 'sha256', 'sha512'];

const agrees = ({ algorithm, value }: DigestFact, others: readonly DigestFact[]): boolean =>
  others.some((other) => other.algorithm === algorithm && other.value === value);

/** Null: the file has the size that was listed, and size and date are those of before. */
function whyUnstable(name: string, sizeBytes: number, before: Look | null, after: Look | null): Reason | null {
  if (before === null || after === null)
    return reason('digest-missing', `${name}: it could not be listed before and after it was read`);
  if (before.sizeBytes !== sizeBytes || after.sizeBytes !== sizeBytes) return changed(name, 'its size');
  return before.date === after.date ? null : changed(name, 'its date');
}

const changed = (name: string, what: string): Reason =>
  reason('truncated', `${name}: ${what} changed while it was read; what was read proves nothing`);
