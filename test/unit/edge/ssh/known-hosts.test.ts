import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostKeyAlgorithms, offeredHostKeys } from '../../../../src/edge/ssh/algorithms.ts';
import {
  fingerprint,
  type HostKey,
  hostKeyOf,
  knownHostsLine,
  openKnownHosts,
  parseKnownHosts,
  pinnedKeys,
} from '../../../../src/edge/ssh/known-hosts.ts';

/** A key in the wire form: its type, then bytes that differ. */
function key(type: string, seed: number): HostKey {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return { type, base64: Buffer.concat([length, Buffer.from(type), Buffer.alloc(32, seed)]).toString('base64') };
}

const a = key('ssh-ed25519', 1);
const b = key('ssh-rsa', 2);
const text = (names: string, { type, base64 }: HostKey): string => `${names} ${type} ${base64}\n`;

const accepted = (file: string, host: string, port = 22) => pinnedKeys(parseKnownHosts(file), host, port).accepted;

test('a host has all keys of its lines, whatever the case, the comments and the other names', () => {
  const file = `# comment\n\n${text('edge1,192.0.2.1', a).trim()} a comment\n${text('EDGE1', b)}`;
  expect(accepted(file, 'Edge1')).toEqual([a, b]);
  expect(accepted(file, '192.0.2.1')).toEqual([a]);
  expect(accepted(file, 'edge2')).toEqual([]);
});

test('another port has keys of its own, and else those of the host', () => {
  const file = text('edge1', a) + text('[edge1]:2222', b) + text('[2001:db8::7]:830', a);
  expect(accepted(file, 'edge1', 2222)).toEqual([b]);
  expect(accepted(file, 'edge1', 2200)).toEqual([a]);
  expect(accepted(file, '2001:db8::7', 830)).toEqual([a]);
  expect(accepted(text('[edge1]:2222', b), 'edge1', 22)).toEqual([]);
});

test('hashed names are found', () => {
  const salt = Buffer.alloc(20, 7);
  const hash = createHmac('sha1', salt).update('[edge1]:2222').digest('base64');
  const file = text(`|1|${salt.toString('base64')}|${hash}`, a);
  expect(accepted(file, 'edge1', 2222)).toEqual([a]);
  expect(accepted(file, 'edge2', 2222)).toEqual([]);
});

test('wildcards fit, exclusions win, and a pattern of stars is not slow', () => {
  expect(accepted(text('edge*,!edge9', a), 'edge12')).toEqual([a]);
  expect(accepted(text('edge*,!edge9', a), 'edge9')).toEqual([]);
  expect(accepted(text('edge?', a), 'edge12')).toEqual([]);
  const began = performance.now();
  expect(accepted(text(`${'*a'.repeat(500)}b`, a), 'a'.repeat(5000))).toEqual([]);
  expect(performance.now() - began).toBeLessThan(1000);
});

test('a revoked key is not accepted, wherever it stands', () => {
  const hosts = parseKnownHosts(text('edge1', a) + text('edge1', b) + text('@revoked *', a));
  expect(pinnedKeys(hosts, 'edge1', 22)).toEqual({ accepted: [b], revoked: [a] });
});

test('lines that cannot be read are told and hide nothing', () => {
  const file = `nonsense\n${text('edge1', { type: 'ssh-rsa', base64: a.base64 })}@cert-authority ${text('*', a)}${text('edge1', a)}`;
  expect(accepted(file, 'edge1')).toEqual([a]);
  expect(parseKnownHosts(file).problems).toEqual([
    expect.stringContaining('line 1'),
    expect.stringContaining('line 2'),
    expect.stringContaining('line 3: marker @cert-authority'),
  ]);
});

test('the fingerprint is that of OpenSSH', () => {
  const published = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
  expect(fingerprint({ type: 'ssh-ed25519', base64: published })).toBe(
    'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU',
  );
});

test('garbage is no key', () => {
  for (const blob of [Buffer.alloc(0), Buffer.from([0, 0, 0, 200, 1]), Buffer.from([255, 255, 255, 255])])
    expect(hostKeyOf(blob)).toBeNull();
});

test('a key that is pinned stands in the file, on a line of its own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pawl-hosts-'));
  const path = join(folder, 'deeper', 'known_hosts');
  const fresh = await openKnownHosts(path);
  fresh.pin('edge1', 22, a);
  fresh.pin('edge2', 2222, b);
  await fresh.flush();
  expect(await readFile(path, 'utf8')).toBe(knownHostsLine('edge1', 22, a) + knownHostsLine('edge2', 2222, b));
  await writeFile(path, text('edge1', a).trimEnd());
  const old = await openKnownHosts(path);
  old.pin('edge3', 22, b);
  await old.flush();
  expect((await openKnownHosts(path)).keysFor('edge3', 22).accepted).toEqual([b]);
  expect((await openKnownHosts(path)).keysFor('edge1', 22).accepted).toEqual([a]);
  await rm(folder, { recursive: true });
});

test('only algorithms of pinned keys are offered; an RSA key signs in three ways', () => {
  expect(offeredHostKeys('modern', ['ssh-rsa'])).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa']);
  expect(offeredHostKeys('modern', ['ssh-dss'])).toEqual([]);
  expect(offeredHostKeys('legacy', ['ssh-dss'])).toEqual(['ssh-dss']);
  expect(offeredHostKeys('modern', [])).toEqual(hostKeyAlgorithms('modern'));
});
