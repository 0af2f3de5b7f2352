import { readFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { ListenAddress, TlsFiles } from '../../core/agent.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type Listener, listenFailure, type OnReceived, plainAddress } from './listener.ts';

/** Cuts the bytes of one connection into messages. */
export type Frames = {
  readonly push: (chunk: Uint8Array) => readonly { readonly bytes: Uint8Array }[];
  readonly end: () => readonly { readonly bytes: Uint8Array }[];
};

export type StreamLimits = {
  readonly idleMs: number;
  readonly handshakeMs: number;
  readonly connections: number;
  readonly connectionsPerAddress: number;
};

export const streamLimits: StreamLimits = {
  idleMs: 600_000,
  handshakeMs: 10_000,
  connections: 4096,
  connectionsPerAddress: 256,
};

/**
 * Syslog over TCP (RFC 6587, both framings in one connection) or over TLS (RFC 5425; a client certificate is wanted
 * where `clientCa` is given). A sender that is silent for `idleMs`, does not end its handshake, or opens too many
 * connections is cut; what it sent before counts.
 */
export async function listenStream(
  { host, port }: ListenAddress,
  tls: TlsFiles | null,
  frames: () => Frames,
  onReceived: OnReceived,
  limits: StreamLimits = streamLimits,
): Promise<Result<Listener, string>> {
  const where = `${tls === null ? 'tcp' : 'tls'} ${host}:${port}`;
  const open = new Set<Socket>();
  const perAddress = new Map<string, number>();
  const admit = (socket: Socket): void => {
    const from = plainAddress(socket.remoteAddress);
    const count = (perAddress.get(from) ?? 0) + 1;
    socket.on('error', () => socket.destroy());
    if (count > limits.connectionsPerAddress) {
      socket.destroy();
      return;
    }
    perAddress.set(from, count);
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      const left = (perAddress.get(from) ?? 1) - 1;
      if (left === 0) perAddress.delete(from);
      else perAddress.set(from, left);
    });
  };
  const read = (socket: Socket): void => {
    const from = plainAddress(socket.remoteAddress);
    const decoder = frames();
    let over = false;
    const finish = (): void => {
      if (over) return;
      over = true;
      for (const { bytes } of decoder.end()) onReceived({ bytes, from });
    };
    socket.setTimeout(limits.idleMs, () => socket.destroy());
    socket.on('data', (chunk) => {
      for (const { bytes } of decoder.push(chunk)) onReceived({ bytes, from });
    });
    socket.once('end', finish);
    socket.once('close', finish);
  };
  const made = await serverOf(tls, limits, read);
  if (!made.ok) return err(`cannot listen on ${where}: ${made.error}`);
  const server = made.value;
  server.maxConnections = limits.connections;
  server.on('connection', admit);
  return new Promise((resolve) => {
    server.once('error', (error) => resolve(err(listenFailure(where, error))));
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      server.on('error', () => undefined);
      const address = server.address();
      resolve(
        ok({
          port: typeof address === 'object' && address !== null ? address.port : port,
          notes: [],
          close: () =>
            new Promise((done) => {
              server.close(() => done());
              for (const socket of open) socket.destroy();
            }),
        }),
      );
    });
  });
}

async function serverOf(
  tls: TlsFiles | null,
  { handshakeMs }: StreamLimits,
  read: (socket: Socket) => void,
): Promise<Result<Server, string>> {
  if (tls === null) return ok(createServer(read));
  try {
    const [cert, key, ca] = await Promise.all(
      [tls.cert, tls.key, tls.clientCa].map((path) => (path === null ? undefined : readFile(path))),
    );
    const server = createTlsServer(
      {
        cert,
        key,
        ...(ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true }),
        minVersion: 'TLSv1.2',
        handshakeTimeout: handshakeMs,
      },
      read,
    );
    server.on('tlsClientError', (_, socket) => socket.destroy());
    return ok(server);
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}
