import type { Database } from 'better-sqlite3';
import canonicalize from 'canonicalize';
import type { EpochMs } from '../../core/brands.ts';
import { sha256 } from './blobs.ts';

/** What a link is about. Each kind has a table whose rows repeat parts of the body. */
export type LinkKind =
  | 'audit'
  | 'audit-end'
  | 'observation'
  | 'judgement'
  | 'finding'
  | 'decision'
  | 'baseline'
  | 'window'
  | 'window-end'
  | 'alert'
  | 'prune';

export type Link = {
  readonly seq: number;
  readonly kind: string;
  readonly subject: string;
  readonly at: number;
  readonly body: string;
  readonly prev_sha256: string;
  readonly sha256: string;
};

/** Predecessor of the first link. */
export const noPredecessor = '0'.repeat(64);

/** RFC 8785. What JSON cannot hold is left out; halves of surrogate pairs, which it forbids, become U+FFFD. */
export function canonical(value: unknown): string {
  const json = JSON.stringify(value) ?? 'null';
  // JSON.stringify writes a lone half as an escape; the first branch steps over a backslash that is text.
  const wellFormed = json.replaceAll(/\\\\|\\ud[89a-f][0-9a-f]{2}/g, (found) => (found === '\\\\' ? found : '\\ufffd'));
  return canonicalize(JSON.parse(wellFormed)) ?? 'null';
}

/**
 * The digest of a link: SHA-256 over the canonical JSON of `at`, `body`, `kind`, `prev`, `seq`, `subject`. The body is
 * canonical JSON already, so the whole is put together as text, with the keys in their order.
 */
export const linkDigest = ({ seq, kind, subject, at, body, prev_sha256 }: Omit<Link, 'sha256'>): string =>
  sha256(
    `{"at":${at},"body":${body},"kind":${JSON.stringify(kind)},"prev":"${prev_sha256}","seq":${seq},"subject":${JSON.stringify(subject)}}`,
  );

export type Links = {
  /** Appends to the chain; to be called within an immediate transaction only. Gives the number of the link. */
  readonly append: (kind: LinkKind, subject: string, body: string) => number;
  readonly body: (seq: number) => string | null;
};

export function links(db: Database, now: () => EpochMs): Links {
  const head = db.prepare<[], { seq: number; sha256: string }>(
    'SELECT seq, sha256 FROM link ORDER BY seq DESC LIMIT 1',
  );
  const insert = db.prepare<Link>(
    'INSERT INTO link (seq, kind, subject, at, body, prev_sha256, sha256) VALUES (@seq, @kind, @subject, @at, @body, @prev_sha256, @sha256)',
  );
  const select = db.prepare<[number], string>('SELECT body FROM link WHERE seq = ?').pluck();
  return {
    append(kind, subject, body) {
      if (!db.inTransaction) throw new Error('a link outside a transaction');
      const last = head.get();
      const open = {
        seq: (last?.seq ?? 0) + 1,
        kind,
        subject,
        at: now(),
        body,
        prev_sha256: last?.sha256 ?? noPredecessor,
      };
      insert.run({ ...open, sha256: linkDigest(open) });
      return open.seq;
    },
    body: (seq) => select.get(seq) ?? null,
  };
}
