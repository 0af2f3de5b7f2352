import ssh2 from 'ssh2';
import { afterEach, expect, test } from 'vitest';
import { newKey, type SshDevice, startSshDevice } from '../../src/demo/ssh-device.ts';
import { fingerprint, knownHostsLine } from '../../src/edge/ssh/known-hosts.ts';
import { never, script, target, transport } from './ssh-kit.ts';

const started: SshDevice[] = [];
afterEach(async () => {
  for (const device of started.splice(0)) await device.stop();
});

async function deviceWith(...hostKeys: readonly string[]): Promise<SshDevice> {
  const device = await startSshDevice(script({}, { hostKeys }));
  started.push(device);
  return device;
}

async function open(device: SshDevice, knownHosts: string, hostKey: 'strict' | 'pin-first' = 'strict') {
  const ssh = transport(knownHosts);
  const opened = await ssh.open(target(device, { hostKey }), never);
  if (opened.ok) await opened.value.end();
  await ssh.file.flush();
  return { failure: opened.ok ? null : opened.error, pinned: ssh.pinned, ssh };
}

const ecdsa = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 }).private;
const rsa = ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 }).private;

test('an unknown key is refused before any authentication, and its fingerprint is told', async () => {
  const device = await deviceWith(newKey().privateKey);
  const { failure } = await open(device, '');
  const [, type = '', base64 = ''] = device.knownHosts.trim().split(' ');
  expect(failure?.reason).toEqual({
    code: 'host-key',
    message: `no host key of 127.0.0.1:${device.port} is pinned; it shows ssh-ed25519 ${fingerprint({ type, base64 })}`,
  });
  expect(failure?.offer?.hostKeyFingerprint).toBe(fingerprint({ type, base64 }));
  expect(device.attempts).toEqual([]);
});

test('S12: a changed key stops before any credential, with both fingerprints', async () => {
  const first = newKey().privateKey;
  const device = await deviceWith(first);
  const other = await deviceWith(newKey().privateKey);
  const pinned = other.knownHosts.replace(String(other.port), String(device.port));
  const { failure } = await open(device, pinned, 'pin-first');
  expect(failure?.reason.code).toBe('host-key');
  expect(failure?.reason.message.match(/SHA256:/g)).toHaveLength(2);
  expect(failure?.reason.message).toContain('changed');
  expect(device.attempts).toEqual([]);
});

test('pin-first records the key of the first contact and keeps to it', async () => {
  const device = await deviceWith(newKey().privateKey);
  const { failure, pinned, ssh } = await open(device, '', 'pin-first');
  expect(failure).toBeNull();
  expect(pinned.join('')).toBe(device.knownHosts);
  const again = await ssh.open(target(device, { hostKey: 'strict' }), never);
  expect(again.ok).toBe(true);
  if (again.ok) await again.value.end();
  expect(ssh.pinned).toHaveLength(1);
});

test('of several keys the device shows the one that is pinned', async () => {
  const device = await deviceWith(newKey().privateKey, ecdsa, rsa);
  for (const line of device.knownHosts.trim().split('\n')) expect((await open(device, `${line}\n`)).failure).toBeNull();
});

test('a device without a key of the pinned type is a matter of the pin', async () => {
  const device = await deviceWith(rsa);
  const pinned = knownHostsLine(device.host, device.port, {
    type: 'ssh-ed25519',
    base64: newKey().publicKey.split(' ')[1] ?? '',
  });
  const { failure } = await open(device, pinned);
  expect(failure?.reason.code).toBe('host-key');
  expect(failure?.reason.message).toContain('rsa-sha2-512');
  expect(device.attempts).toEqual([]);
});

test('a revoked key is refused even where it is pinned and where first contact is allowed', async () => {
  const device = await deviceWith(newKey().privateKey);
  const revoked = `@revoked * ${device.knownHosts.split(' ').slice(1).join(' ')}`;
  for (const text of [`${device.knownHosts}${revoked}`, revoked])
    expect((await open(device, text, 'pin-first')).failure?.reason.message).toContain('revoked');
  expect(device.attempts).toEqual([]);
});

/** Why the type of the verifier is synchronous: an `async` one lets every key pass. */
test('the library takes the promise of an async verifier for consent', async () => {
  const device = await deviceWith(newKey().privateKey);
  const client = new ssh2.Client();
  const ready = new Promise<string>((resolve) => {
    client.on('ready', () => resolve('logged in'));
    client.on('error', () => resolve('refused'));
  });
  const asyncVerifier: unknown = async () => false;
  client.connect({
    host: device.host,
    port: device.port,
    username: 'audit',
    password: 'right',
    hostVerifier: asyncVerifier as (key: Buffer) => boolean,
  });
  expect(await ready).toBe('logged in');
  client.end();
});
