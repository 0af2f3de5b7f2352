import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/**
 * Level 3 has nine tenths of the gain of level 6 at a third of its time on outputs of devices; the small window saves
 * the set-up of a large one, which costs more than the work on a kilobyte.
 */
export const compress = (bytes: Uint8Array): Buffer => deflateRawSync(bytes, { level: 3, windowBits: 13, memLevel: 6 });

/** An answer has at most 32 MiB; more comes from a row that was tampered with. */
export const decompress = (bytes: Uint8Array): Buffer => inflateRawSync(bytes, { maxOutputLength: 64 * 1024 * 1024 });

export type StoredBlob = {
  readonly sha256: string;
  readonly method: string;
  readonly size: number;
  readonly bytes: Buffer;
};

/** The text behind a row; an unknown method can only come from a hand that changed it. */
export function contentOf({ method, bytes }: Pick<StoredBlob, 'method' | 'bytes'>): Buffer {
  switch (method) {
    case 'plain':
      return bytes;
    case 'deflate-raw':
      return decompress(bytes);
    default:
      throw new Error(`a stored text of method "${method}"`);
  }
}

/** A text on its way into the table: hashed and compressed before the transaction, which stays short. */
export type StagedBlob = StoredBlob | { readonly sha256: string; readonly method: null };

export type Blobs = {
  readonly stage: (text: string) => StagedBlob;
  /** Stores a text once, however often it comes, and gives the SHA-256 of its UTF-8 bytes. */
  readonly store: (staged: StagedBlob) => string;
  readonly get: (sha256: string) => string | null;
};

export function blobs(db: Database): Blobs {
  const known = db.prepare<[string], number>('SELECT 1 FROM blob WHERE sha256 = ?').pluck();
  const insert = db.prepare<StoredBlob>(
    'INSERT INTO blob (sha256, method, size, bytes) VALUES (@sha256, @method, @size, @bytes) ON CONFLICT DO NOTHING',
  );
  const select = db.prepare<[string], StoredBlob>('SELECT sha256, method, size, bytes FROM blob WHERE sha256 = ?');
  return {
    stage(text) {
      const raw = Buffer.from(text, 'utf8');
      const key = sha256(raw);
      if (known.get(key) !== undefined) return { sha256: key, method: null };
      const small = compress(raw);
      return small.length < raw.length
        ? { sha256: key, method: 'deflate-raw', size: raw.length, bytes: small }
        : { sha256: key, method: 'plain', size: raw.length, bytes: raw };
    },
    store(staged) {
      if (staged.method !== null) insert.run(staged);
      return staged.sha256;
    },
    get(key) {
      const row = select.get(key);
      return row === undefined ? null : contentOf(row).toString('utf8');
    },
  };
}
