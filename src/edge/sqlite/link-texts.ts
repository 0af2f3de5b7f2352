import type { Database } from 'better-sqlite3';
import { compress, decompress, sha256 } from './blobs.ts';
import { compressNear, decompressNear, isNear } from './near-text.ts';

type TextRow = { readonly link: number; readonly base: number | null; readonly size: number; readonly bytes: Buffer };

/** `raw` is stored whole where the text that it was compressed against is gone by then. */
export type StagedText = Omit<TextRow, 'link'> & { readonly sha256: string; readonly raw: Buffer };

export type LinkTexts = {
  /** `like`: a link whose text is probably much the same; null where there is none. */
  readonly stage: (text: string, like: number | null) => StagedText;
  readonly put: (link: number, staged: StagedText) => void;
  readonly get: (link: number) => string | null;
};

/** Texts of links, one a link, each compressed against an earlier one of the same device where that helps. */
export function linkTexts(db: Database): LinkTexts {
  const insert = db.prepare<TextRow>(
    'INSERT INTO link_text (link, base, size, bytes) VALUES (@link, @base, @size, @bytes)',
  );
  const content = linkTextReader(db);
  const isWhole = db.prepare<[number], number>('SELECT 1 FROM link_text WHERE link = ? AND base IS NULL').pluck();
  const baseOf = db.prepare<[number], number>('SELECT coalesce(base, link) FROM link_text WHERE link = ?').pluck();
  return {
    stage(text, like) {
      const raw = Buffer.from(text, 'utf8');
      const digest = sha256(raw);
      const base = like === null ? undefined : baseOf.get(like);
      const before = base === undefined ? null : content(base);
      if (base !== undefined && before !== null) {
        const near = compressNear(raw, before);
        if (isNear(near, raw)) return { base, size: raw.length, bytes: near, sha256: digest, raw };
      }
      return { base: null, size: raw.length, bytes: compress(raw), sha256: digest, raw };
    },
    put(link, { base, size, bytes, raw }) {
      const stands = base === null || isWhole.get(base) !== undefined;
      insert.run(stands ? { link, base, size, bytes } : { link, base: null, size, bytes: compress(raw) });
    },
    get: (link) => content(link)?.toString('utf8') ?? null,
  };
}

/** The content of a text; its base is a whole one. */
export function linkTextReader(db: Database): (link: number) => Buffer | null {
  const select = db.prepare<[number], TextRow>('SELECT link, base, size, bytes FROM link_text WHERE link = ?');
  return (link) => {
    const row = select.get(link);
    if (row === undefined) return null;
    if (row.base === null) return decompress(row.bytes, row.size);
    const base = select.get(row.base);
    if (base === undefined || base.base !== null) throw new Error(`the text of link ${link} has no base`);
    return decompressNear(row.bytes, decompress(base.bytes, base.size), row.size);
  };
}
