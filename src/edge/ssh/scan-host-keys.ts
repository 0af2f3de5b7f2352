import { readFile, rename, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import ssh2, { type ServerHostKeyAlgorithm } from 'ssh2';
import type { Device } from '../../core/inventory.ts';
import { reason } from '../../core/reason.ts';
import { hostKeyAlgorithms } from './algorithms.ts';
import { connectionOptions } from './connection-options.ts';
import { fingerprint, type HostKey, hostKeyOf, hostName, openKnownHosts } from './known-hosts.ts';

export type ScannedKeys = { readonly name: string; readonly text: string; readonly failed: boolean };

/** A server has one key of each kind at most; three are in use. */
const kinds: readonly (readonly ServerHostKeyAlgorithm[])[] = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
];

/**
 * Asks a device for its host keys: a handshake for each kind, refused by us at the key, so that no login is tried.
 * Jump hosts are not passed: run `ssh-keyscan` there and add its lines to `known_hosts`.
 */
export async function scanHostKeys(
  file: string,
  devices: readonly Device[],
  mode: 'show' | 'pin-new' | 'replace',
): Promise<readonly ScannedKeys[]> {
  const known = await openKnownHosts(file);
  const results: ScannedKeys[] = [];
  for (const device of devices) {
    const { name, hostname, port } = device;
    if (device.ssh.jump !== null) {
      results.push({
        name,
        text: `behind ${device.ssh.jump}: scan it there and add the line to ${file}`,
        failed: true,
      });
      continue;
    }
    const offered = await offeredKeys(device);
    if (offered.length === 0) {
      results.push({ name, text: `${hostname}:${port} showed no host key`, failed: true });
      continue;
    }
    const pinned = known.keysFor(hostname, port).accepted;
    const list = offered.map((key) => `${key.type} ${fingerprint(key)}`).join(', ');
    if (mode === 'replace') {
      await replaceKeys(file, hostname, port, offered);
      results.push({ name, text: `pinned ${list}`, failed: false });
    } else if (pinned.length === 0 && mode === 'pin-new') {
      for (const key of offered) known.pin(hostname, port, key);
      results.push({ name, text: `pinned ${list}`, failed: false });
    } else {
      const changed = pinned.length > 0 && !offered.some((key) => pinned.some(({ base64 }) => base64 === key.base64));
      const word = pinned.length === 0 ? 'offers (not pinned)' : changed ? 'CHANGED, offers' : 'as pinned:';
      results.push({ name, text: `${word} ${list}`, failed: changed });
    }
  }
  await known.flush();
  return results;
}

export async function pinnedFingerprints(
  file: string,
  devices: readonly Device[],
): Promise<readonly { readonly name: string; readonly fingerprints: readonly string[] }[]> {
  const known = await openKnownHosts(file);
  return devices.map(({ name, hostname, port }) => ({
    name,
    fingerprints: known.keysFor(hostname, port).accepted.map((key) => `${key.type} ${fingerprint(key)}`),
  }));
}

async function offeredKeys(device: Device): Promise<readonly HostKey[]> {
  const allowed = hostKeyAlgorithms(device.ssh.algorithms);
  const keys: HostKey[] = [];
  for (const kind of kinds) {
    const algorithms = kind.filter((algorithm) => allowed.includes(algorithm));
    const key = algorithms.length === 0 ? null : await offeredKey(device, algorithms);
    if (key !== null && !keys.some(({ base64 }) => base64 === key.base64)) keys.push(key);
  }
  return keys;
}

/** The key that the server shows for these algorithms; null where it has none, or does not answer in time. */
function offeredKey(device: Device, algorithms: readonly ServerHostKeyAlgorithm[]): Promise<HostKey | null> {
  return new Promise((resolve) => {
    const client = new ssh2.Client();
    const socket = new Socket();
    let key: HostKey | null = null;
    const finish = (): void => {
      clearTimeout(limit);
      client.destroy();
      socket.destroy();
      resolve(key);
    };
    const limit = setTimeout(finish, device.timeouts.connectMs);
    client.on('error', finish);
    client.on('close', finish);
    socket.on('error', finish);
    socket.setNoDelay(true);
    socket.connect(device.port, device.hostname);
    try {
      const refuse = (blob: Buffer): boolean => {
        key = hostKeyOf(blob);
        return false;
      };
      const nothing = {
        next: () => null,
        failure: () => ({ reason: reason('auth', 'no login was meant'), credentialsRefused: false }),
      };
      client.connect(
        connectionOptions(
          socket,
          'none',
          { profile: device.ssh.algorithms, hostKeys: algorithms },
          refuse,
          nothing,
          finish,
        ),
      );
    } catch {
      finish();
    }
  });
}

/** Plain lines of this host go, hashed and wildcard lines stay; the file is replaced whole. */
async function replaceKeys(file: string, hostname: string, port: number, keys: readonly HostKey[]): Promise<void> {
  const name = hostName(hostname, port);
  const text = await readFile(file, 'utf8').catch(() => '');
  const kept = text.split('\n').filter((line) => line.split(/[ \t]/)[0]?.toLowerCase() !== name && line !== '');
  const lines = [...kept, ...keys.map(({ type, base64 }) => `${name} ${type} ${base64}`)];
  await writeFile(`${file}.tmp`, `${lines.join('\n')}\n`);
  await rename(`${file}.tmp`, file);
}
