import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import { chunkOf, compressNear, decompressNear, isNear } from './near-text.ts';

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/**
 * Level 3 has nine tenths of the gain of level 6 at a third of its time on outputs of devices; the small window saves
 * the set-up of a large one, which costs more than the work on a kilobyte.
 */
export const compress = (bytes: Uint8Array): Buffer => deflateRawSync(bytes, { level: 3, windowBits: 13, memLevel: 6 });

/**
 * An answer has at most 32 MiB; more comes from a row that was tampered with. `size` is what to expect.
 */
export const decompress = (bytes: Uint8Array, size: number | null = null): Buffer =>
  inflateRawSync(bytes, { maxOutputLength: 64 * 1024 * 1024, ...chunkOf(size) });

export type StoredBlob = {
  readonly sha256: string;
  readonly method: string;
  readonly size: number;
  readonly bytes: Buffer;
};

/** The text behind a row; an unknown method can only come from a hand that changed it. */
export function contentOf({ method, size, bytes }: Pick<StoredBlob, 'method' | 'size' | 'bytes'>): Buffer {
  switch (method) {
    case 'plain':
      return bytes;
    case 'deflate-raw':
      return decompress(bytes, size);
    default:
      throw new Error(`a stored text of method "${method}"`);
  }
}

/**
 * A text on its way into the table: hashed and compressed before the transaction, which stays short. What it relies on
 * may be gone by then: `raw` is stored whole in that case.
 */
export type StagedBlob =
  | StoredBlob
  | { readonly sha256: string; readonly method: null; readonly raw: Buffer }
  | {
      readonly sha256: string;
      readonly method: 'near';
      readonly base: string;
      readonly size: number;
      readonly bytes: Buffer;
      readonly raw: Buffer;
    };

/** The row of a text that stands by itself. */
export function storedWhole(key: string, raw: Buffer): StoredBlob {
  const small = compress(raw);
  return small.length < raw.length
    ? { sha256: key, method: 'deflate-raw', size: raw.length, bytes: small }
    : { sha256: key, method: 'plain', size: raw.length, bytes: raw };
}

type NearRow = { readonly sha256: string; readonly base: string; readonly size: number; readonly bytes: Buffer };

export type Blobs = {
  /** `like`: the digest of a text that is probably much the same. */
  readonly stage: (text: string, like?: string) => StagedBlob;
  /** Stores a text once, however often it comes, and gives the SHA-256 of its UTF-8 bytes. */
  readonly store: (staged: StagedBlob) => string;
  readonly get: (sha256: string) => string | null;
};

/** Digits of its base that a near text keeps. */
const prefixDigits = 16;

/** Shorter ones are not worth a look at their base. */
const nearFromBytes = 200;

export function blobs(db: Database): Blobs {
  const known = db
    .prepare<[string, string], number>(
      'SELECT 1 FROM blob WHERE sha256 = ? UNION ALL SELECT 1 FROM near_blob WHERE sha256 = ?',
    )
    .pluck();
  const insert = db.prepare<StoredBlob>(
    'INSERT INTO blob (sha256, method, size, bytes) VALUES (@sha256, @method, @size, @bytes) ON CONFLICT DO NOTHING',
  );
  const insertNear = db.prepare<NearRow>(
    'INSERT INTO near_blob (sha256, base, size, bytes) VALUES (@sha256, @base, @size, @bytes) ON CONFLICT DO NOTHING',
  );
  const near = db.prepare<[string], NearRow>('SELECT sha256, base, size, bytes FROM near_blob WHERE sha256 = ?');
  const hasBase = db
    .prepare<[string, string], number>('SELECT 1 FROM blob WHERE sha256 >= ? AND sha256 < ? LIMIT 1')
    .pluck();
  const content = blobReader(db);
  const wholeOf = (like: string): string => near.get(like)?.base ?? like.slice(0, prefixDigits);
  return {
    stage(text, like) {
      const raw = Buffer.from(text, 'utf8');
      const key = sha256(raw);
      if (known.get(key, key) !== undefined) return { sha256: key, method: null, raw };
      const base = like === undefined || raw.length < nearFromBytes ? null : wholeOf(like);
      const before = base === null ? null : content.whole(base);
      if (base !== null && before !== null) {
        const bytes = compressNear(raw, before);
        if (isNear(bytes, raw)) return { sha256: key, method: 'near', base, size: raw.length, bytes, raw };
      }
      return storedWhole(key, raw);
    },
    store(staged) {
      const { sha256: key } = staged;
      if ('base' in staged) {
        const { base, size, bytes, raw } = staged;
        if (hasBase.get(base, `${base}g`) === undefined) insert.run(storedWhole(key, raw));
        else insertNear.run({ sha256: key, base, size, bytes });
      } else if (staged.method !== null) insert.run(staged);
      else if (known.get(key, key) === undefined) insert.run(storedWhole(key, staged.raw));
      return key;
    },
    get: (key) => content.any(key)?.toString('utf8') ?? null,
  };
}

/** Texts by digest; `whole` takes the first digits of one that is stored without a base. */
export function blobReader(db: Database): {
  readonly any: (sha256: string) => Buffer | null;
  readonly whole: (prefix: string) => Buffer | null;
} {
  const select = db.prepare<[string], StoredBlob>('SELECT sha256, method, size, bytes FROM blob WHERE sha256 = ?');
  const beginning = db.prepare<[string, string], StoredBlob>(
    'SELECT sha256, method, size, bytes FROM blob WHERE sha256 >= ? AND sha256 < ? LIMIT 1',
  );
  const near = db.prepare<[string], NearRow>('SELECT sha256, base, size, bytes FROM near_blob WHERE sha256 = ?');
  const whole = (prefix: string): Buffer | null => {
    const row = beginning.get(prefix, `${prefix}g`);
    return row === undefined ? null : contentOf(row);
  };
  return {
    whole,
    any(key) {
      const row = select.get(key);
      if (row !== undefined) return contentOf(row);
      const close = near.get(key);
      if (close === undefined) return null;
      const base = whole(close.base);
      if (base === null) throw new Error(`the text ${key} has no base`);
      return decompressNear(close.bytes, base, close.size);
    },
  };
}
