import type { NextBoot } from '../../core/facts.ts';
import { type Reason, reason } from '../../core/reason.ts';
import { ciscoPath } from './cisco-path.ts';

/** Release of an image and what tells it. */
export type Release = Pick<Extract<NextBoot, { kind: 'image' }>, 'version' | 'versionFrom'>;

/** What the next boot of one member is decided from; all of it the saved state. */
export type BootEvidence = {
  /** Null: not told; then `gap` says why. */
  readonly list: readonly string[] | null;
  readonly gap: Reason;
  /** The value that holds at the next reload; null where the unit has none. */
  readonly register: string | null;
  readonly manual: boolean | null;
  /** False only where the folder was listed completely. */
  readonly exists: (entry: string) => boolean | null;
  readonly release: (entry: string) => Release;
  /** First image in the order of the listing of the default file system; null: none there; undefined: not listed. */
  readonly firstImage: (filesystem: string | null) => string | null | undefined;
};

/**
 * The image that boots next. The register's boot field 0 and manual boot stop in the loader, 1 depends on the model;
 * else the first entry that exists, else the first image in flash (switches search it too when the listed files are
 * missing). Bit 6 of the register skips the configuration, not the BOOT variable. Source: platforms.md 4.3, 5.3.
 */
export function walkBootList(evidence: BootEvidence): NextBoot {
  const { list, gap, register, manual } = evidence;
  const field = register === null ? null : bootField(register);
  if (register !== null && field === null) return unresolved(`the register ${register} cannot be read`);
  if (field === 0) return { kind: 'loader', why: `boot field of the register ${register} is 0: it stays in ROMMON` };
  if (manual === true) return { kind: 'loader', why: 'manual boot is on: it stops at the loader prompt' };
  if (field === 1) return unresolved(`boot field of the register ${register} is 1: what boots depends on the model`);
  if (list === null) return { kind: 'unresolved', reason: gap };
  for (const [index, entry] of list.entries()) {
    const path = ciscoPath(entry);
    if (path.kind === 'network') return { kind: 'network', url: path.url };
    if (path.name === '') return fromFlash(evidence, path.filesystem, list.slice(index + 1));
    const exists = evidence.exists(entry);
    if (exists === false) continue;
    return {
      kind: 'image',
      image: entry,
      ...evidence.release(entry),
      exists,
      fallbacks: fallbacksOf(evidence, list.slice(index + 1)),
      implicit: false,
    };
  }
  return fromFlash(evidence, null, []);
}

function fromFlash(evidence: BootEvidence, filesystem: string | null, rest: readonly string[]): NextBoot {
  const image = evidence.firstImage(filesystem);
  const named = evidence.list?.some((entry) => ciscoPath(entry).kind === 'local') === true;
  const why = named ? 'none of the images that the boot list names is there' : 'the boot list is empty';
  if (image === undefined) return unresolved(`${why}, and flash was not listed completely`);
  if (image === null) return { kind: 'loader', why: `${why}, and flash holds no image` };
  return {
    kind: 'image',
    image,
    ...evidence.release(image),
    exists: true,
    fallbacks: fallbacksOf(evidence, rest),
    implicit: true,
  };
}

function fallbacksOf(evidence: BootEvidence, rest: readonly string[]): { image: string; version: string | null }[] {
  return rest
    .filter((entry) => evidence.exists(entry) !== false)
    .map((entry) => ({ image: entry, version: evidence.release(entry).version }));
}

const unresolved = (message: string): NextBoot => ({ kind: 'unresolved', reason: reason('boot-unresolved', message) });

/** Low four bits; null where the text is no register. */
function bootField(register: string): number | null {
  return /^0x[0-9a-f]{1,8}$/i.test(register) ? Number.parseInt(register, 16) & 0xf : null;
}
