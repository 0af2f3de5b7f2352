import type { Database } from 'better-sqlite3';
import { epochMs, isoTime } from '../../core/brands.ts';
import type { ChainCheck } from '../../record-ports.ts';
import { blobReader, contentOf, decompress, type StoredBlob, sha256 } from './blobs.ts';
import { type Bodies, blobsOf, columnsOf, linkKinds, projections, type Row, textDigestOf } from './evidence.ts';
import { linkTextReader } from './link-texts.ts';
import { type Link, type LinkKind, linkDigest, noPredecessor } from './links.ts';
import { fleetAgrees } from './states.ts';

const page = 2_000;

/**
 * Walks the whole record: every link against its predecessor, every row of the other tables against its link, every
 * stored text and state against its digest; and no row may be there that no link vouches for. What it cannot see is a
 * record that was cut at its end or rewritten as a whole from some link on: an anchor of the head, kept elsewhere, shows
 * that.
 */
export function verifyChain(db: Database): ChainCheck {
  try {
    const removed = { seen: 0, told: removedLinks(db) };
    const walked = withContent(db, walkLinks(db, removed));
    return walked ?? checkCounts(db) ?? checkStates(db) ?? checkBlobs(db) ?? intact(db, removed.seen);
  } catch (error) {
    // Text that was damaged so that it cannot be read at all: JSON, compression, a file that is no longer a database.
    return broken(null, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Names what the broken link said that it held, from its own row as it stands now. */
function withContent(db: Database, check: ChainCheck | null): ChainCheck | null {
  if (check === null || check.ok || check.brokenAt === null) return check;
  const link = db.prepare<[number], Link>('SELECT * FROM link WHERE seq = ?').get(check.brokenAt);
  if (link === undefined) return check;
  return { ...check, held: `${link.kind} ${link.subject} of ${isoOf(link.at)}` };
}

const isoOf = (at: unknown): string =>
  typeof at === 'number' && Math.abs(at) < 8.64e15 ? isoTime(epochMs(at)) : 'an unknown time';

const broken = (brokenAt: number | null, why: string): ChainCheck => ({ ok: false, brokenAt, why });

/** Links whose texts are gone on purpose, by the links that say so; those are walked as all others. */
type Removed = { seen: number; readonly told: readonly (readonly [number, number])[] };

function removedLinks(db: Database): Removed['told'] {
  const bodies = db.prepare<[], string>('SELECT body FROM prune JOIN link ON link.seq = prune.link').pluck().all();
  return bodies
    .flatMap((body): Bodies['prune']['links'] => JSON.parse(body).links)
    .map(([first, last]) => [first, last] as const)
    .sort(([a], [b]) => a - b);
}

/** Ranges are ascending and do not overlap. */
function isRemoved({ told }: Removed, seq: number): boolean {
  let [low, high] = [0, told.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = told[middle] ?? [0, 0];
    if (seq < first) high = middle - 1;
    else if (seq > last) low = middle + 1;
    else return true;
  }
  return false;
}

function intact(db: Database, removed: number): ChainCheck {
  const head = db.prepare<[], Link>('SELECT * FROM link ORDER BY seq DESC LIMIT 1').get();
  return { ok: true, links: head?.seq ?? 0, head: head?.sha256 ?? null, ...(removed > 0 ? { removed } : {}) };
}

const isKind = (kind: string): kind is LinkKind => linkKinds.some((known) => known === kind);

function walkLinks(db: Database, removed: Removed): ChainCheck | null {
  const next = db.prepare<[number], Link>(`SELECT * FROM link WHERE seq > ? ORDER BY seq LIMIT ${page}`);
  const blobKnown = db
    .prepare<[string, string], number>(
      'SELECT 1 FROM blob WHERE sha256 = ? UNION ALL SELECT 1 FROM near_blob WHERE sha256 = ?',
    )
    .pluck();
  const text = linkTextReader(db);
  const size = db.prepare<[number], number>('SELECT size FROM link_text WHERE link = ?').pluck();
  const rowOf = new Map(
    linkKinds.map((kind) => [
      kind,
      db.prepare<[number], Row>(`SELECT * FROM ${projections[kind].table} WHERE link = ?`),
    ]),
  );
  const latest = new Map(
    linkKinds.map((kind) => [
      kind,
      // The kind stands in the text so that the index of its links is used.
      db.prepare<[string], number>(`SELECT max(seq) FROM link WHERE kind = '${kind}' AND subject = ?`).pluck(),
    ]),
  );
  let previous = noPredecessor;
  let seq = 0;
  for (let links = next.all(0); links.length > 0; links = next.all(seq)) {
    for (const link of links) {
      if (link.seq !== seq + 1) return broken(seq + 1, `link ${seq + 1} is missing`);
      seq = link.seq;
      if (link.prev_sha256 !== previous) return broken(seq, 'does not follow its predecessor');
      if (linkDigest(link) !== link.sha256)
        return broken(seq, `its content was changed (${link.kind} ${link.subject})`);
      previous = link.sha256;
      if (!isKind(link.kind)) return broken(seq, `of unknown kind "${link.kind}"`);
      const { table, newestOnly } = projections[link.kind];
      const row = rowOf.get(link.kind)?.get(seq);
      if (row === undefined) {
        if (newestOnly === true && latest.get(link.kind)?.get(link.subject) !== seq) continue;
        return broken(seq, `its row in table ${table} is missing`);
      }
      const wanted: Row = { link: seq, ...columnsOf(link.kind, link.body) };
      for (const [column, value] of Object.entries(row))
        if (wanted[column] !== value) return broken(seq, `${table}.${column} was changed`);
      const digest = textDigestOf(link.kind, link.body);
      const content = text(seq);
      if (content === null && digest !== null && isRemoved(removed, seq)) {
        removed.seen += 1;
        continue;
      }
      if (content === null ? digest !== null : sha256(content) !== digest || content.length !== size.get(seq))
        return broken(seq, 'its text was changed');
      for (const key of blobsOf(link.kind, link.body, content?.toString('utf8') ?? null))
        if (blobKnown.get(key, key) === undefined) return broken(seq, `the stored text ${key} is missing`);
    }
  }
  return null;
}

/** Rows beyond those that the links gave. */
function checkCounts(db: Database): ChainCheck | null {
  for (const kind of linkKinds) {
    const { table } = projections[kind];
    const stray = db
      .prepare<[string], number>(
        `SELECT ${table}.link FROM ${table} LEFT JOIN link ON link.seq = ${table}.link AND link.kind = ? WHERE link.seq IS NULL LIMIT 1`,
      )
      .pluck()
      .get(kind);
    if (stray !== undefined) return broken(null, `table ${table} has a row that no link vouches for (link ${stray})`);
  }
  const astray = db
    .prepare<[], number>(
      'SELECT link_text.link FROM link_text LEFT JOIN link ON seq = link_text.link WHERE seq IS NULL',
    )
    .pluck()
    .get();
  return astray === undefined ? null : broken(null, `a text that no link vouches for (link ${astray})`);
}

/** Each device's state against the last judgement or decision about it. */
function checkStates(db: Database): ChainCheck | null {
  const expected = db.prepare<[], { device: string; seq: number }>(
    `SELECT device, max(link) AS seq FROM (SELECT device, link FROM judgement UNION ALL SELECT device, link FROM decision)
     GROUP BY device ORDER BY device`,
  );
  const select = db.prepare<[string], { link: number; sha256: string; bytes: Buffer; fleet: string | null }>(
    'SELECT link, sha256, bytes, fleet FROM device_state WHERE device = ?',
  );
  const body = db.prepare<[number], string>('SELECT body FROM link WHERE seq = ?').pluck();
  const all = expected.all();
  for (const { device, seq } of all) {
    const row = select.get(device);
    if (row === undefined) return broken(seq, `the state of "${device}" is missing`);
    const told = JSON.parse(body.get(seq) ?? '{}');
    const text = decompress(row.bytes);
    const isTold = row.link === seq && row.sha256 === told.state && sha256(text) === told.state;
    if (!isTold || !fleetAgrees(row.fleet, text.toString('utf8')))
      return broken(seq, `the state of "${device}" was changed`);
  }
  const count = db.prepare<[], number>('SELECT count(*) FROM device_state').pluck().get();
  return count === all.length ? null : broken(null, 'table device_state has a row that no link vouches for');
}

/** Stored texts against their names. That none is missing was seen from the links. */
function checkBlobs(db: Database): ChainCheck | null {
  const next = db.prepare<[string], StoredBlob>(
    'SELECT sha256, method, size, bytes FROM blob WHERE sha256 > ? ORDER BY sha256 LIMIT 100',
  );
  for (let rows = next.all(''), last = ''; rows.length > 0; rows = next.all(last))
    for (const row of rows) {
      const content = contentOf(row);
      if (sha256(content) !== row.sha256 || content.length !== row.size)
        return broken(null, `the stored text ${row.sha256} was changed`);
      last = row.sha256;
    }
  const near = db.prepare<[string], { sha256: string; size: number }>(
    'SELECT sha256, size FROM near_blob WHERE sha256 > ? ORDER BY sha256 LIMIT 1000',
  );
  const { any } = blobReader(db);
  for (let rows = near.all(''), last = ''; rows.length > 0; rows = near.all(last))
    for (const row of rows) {
      const content = any(row.sha256);
      if (content === null || sha256(content) !== row.sha256 || content.length !== row.size)
        return broken(null, `the stored text ${row.sha256} was changed`);
      last = row.sha256;
    }
  return null;
}
