import { readFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { ConnectionResult, Frames, Room } from '../../agent-ports.ts';
import type { ListenAddress, TlsFiles } from '../../core/agent.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { connectionPlaces } from './connection-places.ts';
import { type Listener, listenFailure, type OnMessage, plainAddress } from './listener.ts';

export type StreamLimits = {
  readonly idleMs: number;
  readonly handshakeMs: number;
  /** Where nothing came for so long, a message that was begun is given out as it is. */
  readonly unfinishedMs: number;
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** A connection that gave no whole message for so long makes room for a new one where all places are taken. */
  readonly uselessMs: number;
};

export const streamLimits: StreamLimits = {
  idleMs: 600_000,
  handshakeMs: 10_000,
  unfinishedMs: 5_000,
  connections: 4096,
  connectionsPerAddress: 256,
  uselessMs: 10_000,
};

export type StreamTools = {
  readonly frames: () => Frames;
  readonly onMessage: OnMessage;
  readonly room: Room;
  readonly onConnection: (result: ConnectionResult) => void;
};

/**
 * Syslog over TCP (RFC 6587, both framings in one connection) or over TLS (RFC 5425; a client certificate is wanted
 * where `clientCa` is given). A sender that is silent for `idleMs`, does not end its handshake, or opens too many
 * connections is cut; what it sent before counts. Where there is no room, nothing is read: the sender waits.
 */
export async function listenStream(
  { host, port }: ListenAddress,
  tls: TlsFiles | null,
  { frames, onMessage, room, onConnection }: StreamTools,
  limits: StreamLimits = streamLimits,
): Promise<Result<Listener, string>> {
  const where = `${tls === null ? 'tcp' : 'tls'} ${host}:${port}`;
  const places = connectionPlaces(limits);
  /** What gives out the rest of each connection. */
  const unfinishedReads = new Set<() => void>();
  const admit = (socket: Socket): void => {
    socket.on('error', () => socket.destroy());
    const isTaken = places.take(socket);
    onConnection(isTaken ? 'taken' : 'refused');
    if (!isTaken) socket.destroy();
  };
  const read = (socket: Socket): void => {
    const from = plainAddress(socket.remoteAddress);
    let decoder = frames();
    let unfinished: NodeJS.Timeout | null = null;
    let over = false;
    const give = (messages: ReturnType<Frames['push']>): void => {
      for (const message of messages) onMessage({ ...message, from });
      if (messages.length > 0) places.used(socket);
    };
    const giveUnfinished = (): void => {
      unfinished = null;
      give(decoder.end());
      decoder = frames();
    };
    const finish = (): void => {
      if (over) return;
      over = true;
      unfinishedReads.delete(finish);
      if (unfinished !== null) clearTimeout(unfinished);
      give(decoder.end());
    };
    unfinishedReads.add(finish);
    socket.on('error', () => socket.destroy());
    socket.setTimeout(limits.idleMs, () => {
      onConnection('idle');
      socket.destroy();
    });
    socket.on('data', (chunk) => {
      give(decoder.push(chunk));
      if (unfinished === null) unfinished = setTimeout(giveUnfinished, limits.unfinishedMs);
      else unfinished.refresh();
      const full = room();
      if (full === null) return;
      socket.pause();
      void full.then(() => socket.resume());
    });
    socket.once('end', finish);
    socket.once('close', finish);
  };
  const made = await serverOf(tls, limits, read, () => onConnection('no-tls'));
  if (!made.ok) return err(`cannot listen on ${where}: ${made.error}`);
  const server = made.value;
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
              for (const finish of [...unfinishedReads]) finish();
              server.close(() => done());
              places.clear();
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
  onFailure: () => void,
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
    server.on('tlsClientError', (_, socket) => {
      onFailure();
      socket.destroy();
    });
    return ok(server);
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}
