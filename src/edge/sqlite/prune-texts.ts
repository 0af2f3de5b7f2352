import type { Database } from 'better-sqlite3';
import { compress } from './blobs.ts';
import { linkTextReader } from './link-texts.ts';
import { compressNear, isNear } from './near-text.ts';

type Candidate = { readonly link: number; readonly device: string };

export type TextPruning = {
  /** Removes at most `limit` texts, the newest first, and gives the links that they were of; null: there are no more. */
  readonly step: (olderThan: number, limit: number) => readonly number[] | null;
};

/**
 * Takes texts of observations and judgements out of the record, from the newest of the old ones to the oldest, so that what
 * was compressed against a text goes before it. A text that a kept one stands on gives its place to that one first.
 */
export function textPruning(db: Database, pins: (device: string) => ReadonlySet<number>): TextPruning {
  const next = db.prepare<{ below: number; olderThan: number; limit: number }, Candidate>(
    `SELECT link_text.link, link.subject AS device FROM link_text JOIN link ON link.seq = link_text.link
     WHERE link_text.link < @below AND link.at < @olderThan ORDER BY link_text.link DESC LIMIT @limit`,
  );
  const remove = db.prepare<[number]>('DELETE FROM link_text WHERE link = ?');
  const standing = db
    .prepare<[number, number], number>('SELECT link FROM link_text WHERE base = ? ORDER BY link DESC LIMIT ?')
    .pluck();
  const replace = db.prepare<[number | null, Buffer, number]>(
    'UPDATE link_text SET base = ?, bytes = ? WHERE link = ?',
  );
  const content = linkTextReader(db);
  const last = db.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM link').pluck();
  const atOf = db.prepare<[number], number>('SELECT at FROM link WHERE seq = ?').pluck();
  /** Number after the last link from before a time; links are dated by one clock, so halving finds it. */
  const firstSince = (time: number): number => {
    let [low, high] = [0, (last.get() ?? 0) + 1];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if ((atOf.get(middle) ?? time) < time) low = middle;
      else high = middle;
    }
    return high;
  };
  /** Null: a new round. */
  let below: number | null = null;
  let heir: { readonly of: number; readonly link: number } | null = null;

  /** The newest that stands on the text is written whole, and others against it. Gives how many it wrote, at most `limit`. */
  const giveAway = (link: number, limit: number): number => {
    const dependent = standing.all(link, limit);
    if (dependent.length === 0) return 0;
    let rest = dependent;
    if (heir === null || heir.of !== link) {
      const [first, ...others] = dependent;
      const whole = first === undefined ? null : content(first);
      if (first === undefined || whole === null) throw new Error(`the text of link ${first ?? link} is missing`);
      replace.run(null, compress(whole), first);
      heir = { of: link, link: first };
      rest = others;
    }
    const base = content(heir.link);
    for (const one of rest) {
      const text = content(one);
      if (text === null || base === null) throw new Error(`the text of link ${one} is missing`);
      const near = compressNear(text, base);
      if (isNear(near, text)) replace.run(heir.link, near, one);
      else replace.run(null, compress(text), one);
    }
    return dependent.length;
  };

  return {
    step(olderThan, limit) {
      below ??= firstSince(olderThan);
      const candidates = next.all({ below, olderThan, limit });
      if (candidates.length === 0) {
        below = null;
        return null;
      }
      const removed: number[] = [];
      let left = limit;
      for (const { link, device } of candidates) {
        if (!pins(device).has(link)) {
          const written = giveAway(link, left);
          left -= written;
          if (left <= 0) return removed; // goes on here with the next step
          remove.run(link);
          removed.push(link);
        }
        below = link;
      }
      return removed;
    },
  };
}
