import type { RecordStore } from '../../record-ports.ts';
import { attempt } from './failure.ts';
import { type BlobPruning, blobPruning } from './prune-blobs.ts';
import { pinsOf } from './prune-pins.ts';
import { textPruning } from './prune-texts.ts';
import type { RecordParts } from './record-parts.ts';

/** Looking for raw outputs that nobody names reads all that is kept: only once so many times less was removed. */
const sweepRatio = 30;

/**
 * Retention: texts and raw outputs go, links stay. A round goes over the old texts, then over the raw outputs that nobody
 * names any more; each step is one short transaction, and a link names the links whose texts it removed, so that the chain
 * tells what is missing on purpose; one without any says that the raw outputs were gone over.
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
  const unswept = db
    .prepare<[], number>(
      'SELECT coalesce(sum(texts), 0) FROM prune WHERE link > coalesce((SELECT max(link) FROM prune WHERE texts = 0), 0)',
    )
    .pluck();
  const span = db.prepare<[], number>('SELECT coalesce(max(link) - min(link), 0) FROM link_text').pluck();
  /** Raw outputs that nobody names come from texts that were removed only. */
  const isWorthSweeping = (): boolean => {
    const removed = unswept.get() ?? 0;
    return removed > 0 && removed * sweepRatio >= (span.get() ?? 0);
  };

  const step = (olderThan: number, limit: number): { removed: number; done: boolean } => {
    if (blobs !== null) {
      const removed = blobs.step(limit);
      if (removed === null) {
        blobs = null;
        evidence.add('prune', 'outputs', { olderThan, links: [] });
      }
      return { removed: removed ?? 0, done: removed === null };
    }
    const links = texts.step(olderThan, limit);
    if (links === null) {
      known = new Map();
      if (isWorthSweeping()) blobs = blobPruning(db);
      return { removed: 0, done: blobs === null };
    }
    if (links.length > 0) evidence.add('prune', 'texts', { olderThan, links: rangesOf(links) });
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
