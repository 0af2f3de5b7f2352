import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Deliver } from '../../agent-ports.ts';
import type { ListenAddress } from '../../core/agent.ts';
import { err, ok } from '../../core/result.ts';
import { within } from './within.ts';

type Outcome = Awaited<ReturnType<Deliver>>;

/** The most that a datagram of IPv4 holds; longer messages are cut, as RFC 5426 (3.2) has it. */
const datagramBytes = 65_507;
const sendMs = 10_000;
/** How long the receiver may take to close its side after we closed ours. */
const closeMs = 2_000;

/**
 * Sends one message: over UDP as one datagram (RFC 5426), over TCP and TLS in a connection of its own with its length
 * in front (octet counting, RFC 6587 3.4.1 and RFC 5425 4.3). Syslog has no answer: sent means that the receiver took
 * the bytes and closed the connection without an error, over UDP only that they left. TLS checks the certificate of the
 * receiver against the roots of Node (`NODE_EXTRA_CA_CERTS` adds to them). Every failure may pass by itself.
 */
export function sendSyslog(
  transport: 'udp' | 'tcp' | 'tls',
  to: ListenAddress,
  text: string,
  signal: AbortSignal,
  limits: { readonly sendMs?: number; readonly ca?: string } = {},
): Promise<Outcome> {
  const bytes = Buffer.from(text, 'utf8');
  const open = (): Socket =>
    transport === 'tcp'
      ? connect(to.port, to.host)
      : connectTls({
          host: to.host,
          port: to.port,
          minVersion: 'TLSv1.2',
          // A server name is a name (RFC 6066, 3); an address is checked against the certificate without one.
          ...(/^[\d.]+$|:/.test(to.host) ? {} : { servername: to.host }),
          ...(limits.ca === undefined ? {} : { ca: limits.ca }),
        });
  const frame = Buffer.concat([Buffer.from(`${bytes.length} `), bytes]);
  return within(limits.sendMs ?? sendMs, signal, (limit) =>
    transport === 'udp'
      ? sendDatagram(to, bytes.subarray(0, datagramBytes), limit)
      : sendStream(open, frame, transport === 'tls', limit),
  );
}

function sendDatagram({ host, port }: ListenAddress, bytes: Uint8Array, limit: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' });
    const end = (outcome: Outcome): void => {
      limit.removeEventListener('abort', late);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.close();
      resolve(outcome);
    };
    const late = (): void => end(failed('not sent in time'));
    if (limit.aborted) return late();
    limit.addEventListener('abort', late);
    socket.once('error', (error) => end(failed(codeOf(error))));
    socket.send(bytes, port, host, (error) => end(error === null ? ok(undefined) : failed(codeOf(error))));
  });
}

function sendStream(open: () => Socket, frame: Uint8Array, secure: boolean, limit: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    if (limit.aborted) return resolve(failed('not sent in time'));
    const socket = open();
    let flushed = false;
    const end = (outcome: Outcome): void => {
      limit.removeEventListener('abort', late);
      clearTimeout(patience);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.destroy();
      resolve(outcome);
    };
    const late = (): void => end(flushed ? ok(undefined) : failed('not sent in time'));
    let patience: NodeJS.Timeout | undefined;
    limit.addEventListener('abort', late);
    socket.once('error', (error) => end(failed(codeOf(error))));
    socket.once('close', () => end(flushed ? ok(undefined) : failed('the receiver closed the connection')));
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      socket.resume();
      socket.end(frame, () => {
        flushed = true;
        patience = setTimeout(late, closeMs);
      });
    });
  });
}

const failed = (message: string): Outcome => err({ message, retry: true });

const codeOf = (error: Error): string => `no connection: ${'code' in error ? String(error.code) : error.message}`;
