import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureFiles, pawl, routerBaseline, routerHosts, routerOutputs, workFolder } from './run-pawl.ts';

let folder: Awaited<ReturnType<typeof workFolder>>;
const run = (...args: readonly string[]) => pawl(args, { cwd: folder.path });
const audit = (captures: string) => run('audit', '-q', '--db', 'p.db', '--from-captures', captures, '--exit-zero');
const pem = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    secret: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    open: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
};
const [key, other] = [pem(), pem()];
const line = '<189>Dec  1 11:00:00 192.0.2.11 45: Dec  1 11:00:00.000 UTC: %SYS-5-RESTART: System restarted --\n';

beforeAll(async () => {
  const older = captureFiles({ edge1: routerOutputs('17.06.05') }, '2026-12-02T10:00:00Z');
  folder = await workFolder({
    'inventory/hosts.yaml': routerHosts,
    'baselines/edge.yaml': routerBaseline,
    ...captureFiles({ edge1: routerOutputs('17.09.04a') }, '2026-12-01T10:00:00Z'),
    ...Object.fromEntries(Object.entries(older).map(([name, text]) => [name.replace('captures/', 'later/'), text])),
    'key.pem': key.secret,
    'key.pub': key.open,
    'other.pub': other.open,
    'lines.log': line,
  });
  expect((await audit('captures')).status).toBe(0);
  expect((await run('records', 'anchor', '--db', 'p.db', '--sign', 'key.pem', '-o', 'anchors.ndjson')).status).toBe(0);
  expect((await audit('later')).status).toBe(0);
  const replayed = await run('replay', 'lines.log', '--inventory', 'inventory', '--alerts', '--db', 'p.db');
  expect(replayed.status).not.toBe(2);
});
afterAll(() => folder.remove());

/** Changes a copy of the record. */
async function copyWith(name: string, change: (db: Database.Database) => void): Promise<void> {
  writeFileSync(join(folder.path, name), readFileSync(join(folder.path, 'p.db')));
  const db = new Database(join(folder.path, name));
  db.pragma('foreign_keys = OFF');
  change(db);
  db.close();
}

describe('pawl records verify', () => {
  test('holds for what was recorded, by itself and against an anchor and its key', async () => {
    const plain = await run('records', 'verify', '--db', 'p.db');
    expect(plain).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^holds: \d+ links, head [0-9a-f]{64}\n$/),
    });
    const anchored = await run(
      'records',
      'verify',
      '--db',
      'p.db',
      '--against',
      'anchors.ndjson',
      '--key',
      'key.pub',
      '--format',
      'json',
    );
    expect(anchored.status).toBe(0);
    expect(JSON.parse(anchored.stdout)).toMatchObject({ schema: 'pawl/chain/v1', ok: true });
  });
  test('is broken with another key, and names the first broken link and what it held', async () => {
    const foreign = await run('records', 'verify', '--db', 'p.db', '--against', 'anchors.ndjson', '--key', 'other.pub');
    expect(foreign).toMatchObject({ status: 1, stdout: expect.stringContaining('broken') });
    await copyWith('changed.db', (db) => {
      db.exec("UPDATE link SET body = replace(body, '\"compliant\"', '\"authorized\"') WHERE kind = 'judgement'");
    });
    const changed = await run('records', 'verify', '--db', 'changed.db', '--format', 'json');
    expect(changed.status).toBe(1);
    expect(JSON.parse(changed.stdout)).toMatchObject({
      ok: false,
      brokenAt: expect.any(Number),
      held: expect.stringMatching(/^judgement edge1 of 20/),
    });
  });
  test('finds a record that was cut at its end only against an anchor', async () => {
    await copyWith('cut.db', (db) => {
      // Back to before the first audit had a result: the chain by itself is whole.
      for (const table of [
        'audit_end',
        'judgement',
        'observation',
        'finding',
        'alert',
        'device_state',
        'link_text',
        'baseline_revision',
      ])
        db.exec(`DELETE FROM ${table}`);
      db.exec(
        'DELETE FROM audit WHERE link > 1; DELETE FROM link WHERE seq > 1; DELETE FROM blob; DELETE FROM near_blob',
      );
    });
    expect((await run('records', 'verify', '--db', 'cut.db')).status).toBe(0);
    const against = await run('records', 'verify', '--db', 'cut.db', '--against', 'anchors.ndjson');
    expect(against).toMatchObject({ status: 1, stdout: expect.stringMatching(/was cut/) });
  });
  test('is unreadable (2) where there is no record, or another file', async () => {
    await folder.write('text.db', 'no database at all '.repeat(20));
    for (const name of ['none.db', 'text.db']) {
      const ran = await run('records', 'verify', '--db', name);
      expect([ran.status, ran.stdout], name).toEqual([2, '']);
      expect(ran.stderr).not.toBe('');
    }
    expect((await run('records', 'verify', '--db', 'p.db', '--key', 'key.pub')).status).toBe(2);
    expect((await run('records', 'verify', '--db', 'p.db', '--against', 'key.pub')).status).toBe(2);
  });
});

describe('pawl records anchor', () => {
  test('prints one line of JSON, signed where a key is given', async () => {
    const plain = await run('records', 'anchor', '--db', 'p.db');
    expect(JSON.parse(plain.stdout)).toMatchObject({
      schema: 'pawl/anchor/v1',
      seq: expect.any(Number),
      signature: null,
    });
    expect(plain.stdout.endsWith('}\n')).toBe(true);
    const signed = await run('records', 'anchor', '--db', 'p.db', '--sign', 'key.pem');
    expect(JSON.parse(signed.stdout).signature).toEqual(expect.any(String));
    expect((await run('records', 'anchor', '--db', 'p.db', '--sign', 'key.pub')).status).toBe(2);
    expect((await run('records', 'anchor', '--db', 'none.db')).status).toBe(2);
  });
});

describe('pawl records export', () => {
  const check = (name: string): string =>
    execFileSync('sha256sum', ['-c', 'SHA256SUMS'], {
      cwd: join(folder.path, name),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const linksOf = (name: string): readonly { readonly kind: string }[] =>
    readFileSync(join(folder.path, name, 'links.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));

  test('of a device is checked by sha256sum alone, and any changed byte is found', async () => {
    expect((await run('records', 'export', 'edge1', '--db', 'p.db', '-o', 'bundle')).status).toBe(0);
    expect(check('bundle')).toMatch(/links\.ndjson: OK/);
    const outputs = readdirSync(join(folder.path, 'bundle'), { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('-show-version.txt'),
    );
    expect(outputs).toHaveLength(2);
    const [first = ''] = outputs;
    const path = join(folder.path, 'bundle', first);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('17.', '16.'));
    expect(() => check('bundle')).toThrow();
    writeFileSync(path, text);
    expect(check('bundle')).not.toMatch(/FAILED/);
  });
  test('of a device has its alerts', async () => {
    await run('records', 'export', 'edge1', '--db', 'p.db', '-o', 'alerts');
    const kinds = new Set(linksOf('alerts').map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['alert', 'finding', 'judgement', 'observation']);
  });
  test('of an audit has that audit; an unknown name is wrong use, and writes nothing', async () => {
    const audits = JSON.parse(
      (await run('audit', '-q', '--db', 'p.db', '--from-captures', 'later', '--exit-zero', '--format', 'json')).stdout,
    );
    expect((await run('records', 'export', audits.audit.id, '--db', 'p.db', '-o', 'one')).status).toBe(0);
    expect(check('one')).toMatch(/OK/);
    expect(linksOf('one').filter(({ kind }) => kind === 'audit')).toHaveLength(1);
    const unknown = await run('records', 'export', '../../etc', '--db', 'p.db', '-o', 'nothing');
    expect(unknown.status).toBe(2);
    expect(readdirSync(folder.path)).not.toContain('nothing');
  });
});
