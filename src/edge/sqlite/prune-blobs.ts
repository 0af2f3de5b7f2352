import type { Database } from 'better-sqlite3';
import { blobReader, type StoredBlob, storedWhole } from './blobs.ts';
import { blobsOf, textDigestOf } from './evidence.ts';
import { linkTextReader } from './link-texts.ts';
import type { LinkKind } from './links.ts';
import { compressNear, isNear } from './near-text.ts';

/** First digits of a digest, as `near_blob.base` has them; two texts that share them are both kept. */
const prefixDigits = 16;
const kinds: readonly LinkKind[] = ['observation', 'judgement', 'baseline'];

export type BlobPruning = {
  /** Looks at about `limit` links or stored texts. Gives how many texts it removed; null: the round is over. */
  readonly step: (limit: number) => number | null;
};

/**
 * Removes raw outputs that no kept observation names: first every link is read for what it stands on; then the texts that
 * were compressed against another one, and last the whole ones. A kept text whose base goes is written anew. Links that
 * came meanwhile are read before each removal, within its transaction.
 */
export function blobPruning(db: Database): BlobPruning {
  const links = db.prepare<[number, number], { seq: number; kind: LinkKind; body: string }>(
    `SELECT seq, kind, body FROM link WHERE seq > ? AND kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')}) ORDER BY seq LIMIT ?`,
  );
  const near = db.prepare<[string, number], { sha256: string; base: string }>(
    'SELECT sha256, base FROM near_blob WHERE sha256 > ? ORDER BY sha256 LIMIT ?',
  );
  const whole = db.prepare<[string, number], { sha256: string }>(
    'SELECT sha256 FROM blob WHERE sha256 > ? ORDER BY sha256 LIMIT ?',
  );
  const baseOf = db.prepare<[string], string>('SELECT base FROM near_blob WHERE sha256 = ?').pluck();
  const removeNear = db.prepare<[string]>('DELETE FROM near_blob WHERE sha256 = ?');
  const removeWhole = db.prepare<[string]>('DELETE FROM blob WHERE sha256 = ?');
  const insert = db.prepare<StoredBlob>(
    'INSERT INTO blob (sha256, method, size, bytes) VALUES (@sha256, @method, @size, @bytes) ON CONFLICT DO NOTHING',
  );
  const rebase = db.prepare<[string, Buffer, string]>('UPDATE near_blob SET base = ?, bytes = ? WHERE sha256 = ?');
  const text = linkTextReader(db);
  const content = blobReader(db);

  /** Links that came later are read in the steps that remove. */
  const until = db.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM link').pluck().get() ?? 0;
  let phase: 'mark' | 'near' | 'whole' | 'over' = 'mark';
  let markedTo = 0;
  let cursor = '';
  const named = new Set<string>();
  /** What stands in the place of a base that goes, by the digits of that base. */
  const heirs = new Map<string, string>();

  const mark = (limit: number): number => {
    const page = links.all(markedTo, limit);
    for (const { seq, kind, body } of page) {
      markedTo = seq;
      const told = text(seq)?.toString('utf8') ?? null;
      // Its text was removed: it stands on nothing any more.
      if (told === null && textDigestOf(kind, body) !== null) continue;
      for (const sha256 of blobsOf(kind, body, told)) {
        named.add(sha256.slice(0, prefixDigits));
        // Later ones may have passed already: then what they stand on stays for this round.
        const base = phase === 'mark' ? undefined : baseOf.get(sha256);
        if (base !== undefined) named.add(base);
      }
    }
    return page.length;
  };

  /** A kept text whose base goes: against another that lost the same base, or whole. */
  const save = (sha256: string, base: string): void => {
    const raw = content.any(sha256);
    if (raw === null) throw new Error(`the stored text ${sha256} is missing`);
    const heir = heirs.get(base);
    const other = heir === undefined ? null : content.any(heir);
    const small = other === null ? null : compressNear(raw, other);
    if (heir !== undefined && small !== null && isNear(small, raw)) {
      rebase.run(heir.slice(0, prefixDigits), small, sha256);
    } else {
      insert.run(storedWhole(sha256, raw));
      removeNear.run(sha256);
      heirs.set(base, sha256);
    }
  };

  const sweepNear = (limit: number): number => {
    const page = near.all(cursor, limit);
    let removed = 0;
    for (const { sha256, base } of page) {
      if (!named.has(sha256.slice(0, prefixDigits))) removed += removeNear.run(sha256).changes;
      else if (!named.has(base)) save(sha256, base);
      cursor = sha256;
    }
    if (page.length < limit) [phase, cursor] = ['whole', ''];
    return removed;
  };
  const sweepWhole = (limit: number): number => {
    const page = whole.all(cursor, limit);
    let removed = 0;
    for (const { sha256 } of page) {
      if (!named.has(sha256.slice(0, prefixDigits))) removed += removeWhole.run(sha256).changes;
      cursor = sha256;
    }
    if (page.length < limit) phase = 'over';
    return removed;
  };

  return {
    step(limit) {
      switch (phase) {
        case 'mark':
          if (mark(limit) < limit || markedTo >= until) phase = 'near';
          return 0;
        case 'near':
        case 'whole':
          while (mark(1_000) === 1_000);
          return phase === 'near' ? sweepNear(limit) : sweepWhole(limit);
        case 'over':
          return null;
      }
    },
  };
}
