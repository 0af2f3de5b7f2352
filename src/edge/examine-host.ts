import { getCiphers, getFips, getHashes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { ListenAddress } from '../core/agent.ts';
import type { ExaminedHost, ExaminedPort } from '../core/examined-host.ts';
import { bufferAdvice, grantedBytes, wantedBufferBytes } from './listen/receive-buffer.ts';

/** Algorithms without which a device of some age cannot be reached, or a published digest not be compared. */
const wantedHashes = ['md5', 'sha1', 'sha256', 'sha512'];
const wantedCiphers = ['aes-128-gcm', 'aes-256-gcm', 'aes-128-ctr', 'aes-256-ctr', 'chacha20-poly1305'];

/** Looks at the machine that pawl runs on. Listens on each port for a moment, and on nothing else. */
export async function examineHost(
  ports: readonly { readonly name: string; readonly channel: 'udp' | 'tcp'; readonly listen: ListenAddress }[],
): Promise<ExaminedHost> {
  return {
    node: process.versions.node,
    openssl: process.versions.openssl,
    fips: getFips() === 1,
    missingHashes: wantedHashes.filter((name) => !getHashes().includes(name)),
    missingCiphers: wantedCiphers.filter((name) => !getCiphers().some((known) => known.includes(name))),
    clockSynchronised: clockSynchronised(),
    receiveBuffer: await receiveBuffer(),
    ports: await Promise.all(ports.map(examinePort)),
  };
}

/** True where systemd-timesyncd says so; null where this machine does not tell, e.g. in a container. */
function clockSynchronised(): boolean | null {
  if (existsSync('/run/systemd/timesync/synchronized')) return true;
  return existsSync('/run/systemd/timesync') ? false : null;
}

function receiveBuffer(): Promise<{ readonly bytes: number; readonly advice: string | null } | null> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(null));
    socket.bind(0, '127.0.0.1', () => {
      try {
        socket.setRecvBufferSize(wantedBufferBytes);
        const bytes = grantedBytes(socket.getRecvBufferSize(), process.platform);
        resolve({ bytes, advice: bufferAdvice(bytes) });
      } catch {
        resolve(null);
      }
      socket.close();
    });
  });
}

function examinePort({
  name,
  channel,
  listen: { host, port },
}: {
  readonly name: string;
  readonly channel: 'udp' | 'tcp';
  readonly listen: ListenAddress;
}): Promise<ExaminedPort> {
  const where = `${channel} ${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve) => {
    const done = (problem: string | null): void => resolve({ name, where, problem });
    const failed = (error: NodeJS.ErrnoException): void => done(error.code ?? error.message);
    if (channel === 'udp') {
      const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
      socket.once('error', failed);
      socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => done(null)));
    } else {
      const server = createServer();
      server.once('error', failed);
      server.listen({ port, host, exclusive: true }, () => server.close(() => done(null)));
    }
  });
}

/** Free room of a folder's file system, in bytes; null where it does not tell. */
export const freeBytes = (folder: string): Promise<number | null> =>
  statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
