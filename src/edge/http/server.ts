import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { HttpSettings } from '../../core/agent.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { codeOf, type HttpParts, httpApp } from './app.ts';

export type RunningHttp = {
  readonly port: number;
  /** Waits for answers under way, at most `closeMs`; then connections are cut. Safe to call more than once. */
  readonly close: () => Promise<void>;
};

/** Of the 1024 that there may be: nobody alone can take them all. */
const connectionsPerAddress = 256;
const closeMs = 5_000;
const lookMs = 25;

/** Listens for the API, the hooks and the metrics. An error says in a sentence why it cannot. */
export async function startHttp(settings: HttpSettings, parts: HttpParts): Promise<Result<RunningHttp, string>> {
  const { host, port } = settings.listen;
  const made = await httpApp(settings, parts);
  if (!made.ok) return made;
  const app = made.value;
  const underWay = new Set<ServerResponse>();
  app.server.on('request', (_, response) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
  });
  const sockets = new Set<Socket>();
  app.server.on('connection', (socket) => {
    const { remoteAddress: from } = socket;
    if ([...sockets].filter(({ remoteAddress }) => remoteAddress === from).length >= connectionsPerAddress) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    return err(`cannot listen on http ${host}:${port}: ${codeOf(error)}`);
  }
  const address = app.server.address();
  let closing: Promise<void> | null = null;
  return ok({
    port: typeof address === 'object' && address !== null ? address.port : port,
    close() {
      closing ??= closeWithin(app, underWay, sockets);
      return closing;
    },
  });
}

/** A connection that nobody asks anything on is cut at once, one with an answer under way when that has arrived. */
async function closeWithin(
  app: FastifyInstance,
  underWay: ReadonlySet<unknown>,
  sockets: ReadonlySet<Socket>,
): Promise<void> {
  const closed = app.close();
  for (let waited = 0; underWay.size > 0 && waited < closeMs; waited += lookMs) await setTimeout(lookMs);
  // Also those that are still in their handshake, of which the server of HTTP knows nothing.
  for (const socket of sockets) socket.destroy();
  await closed;
}
