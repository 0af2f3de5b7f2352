import type { RecordStore } from '../../record-ports.ts';
import { attempt } from './failure.ts';
import { type BlobPruning, blobPruning } from './prune-blobs.ts';
import { pinsOf } from './prune-pins.ts';
import { textPruning } from './prune-texts.ts';
import type { RecordParts } from './record-parts.ts';

/**
 * Retention: texts and raw outputs go, links stay. A round goes over the old texts, then over the raw outputs that nobody
 * names any more; each step is one short transaction, and a link names the links whose texts it removed, so that the chain
 * tells what is missing on purpose.
 */
export function prune({ db, file, evidence, states }: RecordParts): Pick<RecordStore, 'prune'> {
  let known = new Map<string, ReadonlySet<number>>();
  const find = pinsOf(db, states);
  const texts = textPruning(db, (device) => {
    const pinned = known.get(device) ?? find(device);
    known.set(device, pinned);
    return pinned;
  });
  let blobs: BlobPruning | null = null;
  let removedInRound = 0;

  const step = (olderThan: number, limit: number): { removed: number; done: boolean } => {
    if (blobs !== null) {
      const removed = blobs.step(limit);
      if (removed === null) blobs = null;
      return { removed: removed ?? 0, done: removed === null };
    }
    const links = texts.step(olderThan, limit);
    if (links === null) {
      known = new Map();
      // Raw outputs that nobody names come from texts that were removed only.
      if (removedInRound > 0) blobs = blobPruning(db);
      removedInRound = 0;
      return { removed: 0, done: blobs === null };
    }
    if (links.length > 0) evidence.add('prune', 'texts', { olderThan, links: rangesOf(links) });
    removedInRound += links.length;
    return { removed: links.length, done: false };
  };
  return {
    prune: (olderThan, limit) => attempt(file, () => db.transaction(() => step(olderThan, limit)).immediate()),
  };
}

/** Ascending, both ends included. */
function rangesOf(links: readonly number[]): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const link of [...links].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === link - 1) last[1] = link;
    else ranges.push([link, link]);
  }
  return ranges;
}
