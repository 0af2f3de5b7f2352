import { createHmac } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import type { OutgoingMessage } from '../../src/agent-ports.ts';
import { epochMs } from '../../src/core/brands.ts';
import { delivery } from '../../src/edge/notify/deliver.ts';
import { sendSyslog } from '../../src/edge/notify/syslog.ts';
import { postWebhook } from '../../src/edge/notify/webhook.ts';
import { secretStore } from '../../src/edge/secrets.ts';
import { certificateFor } from './certificate-kit.ts';

const message: OutgoingMessage = {
  id: 'A1:alert-confirmed:a9',
  kind: 'alert-confirmed',
  body: '{"schema":"pawl/event/v1","ü":1}',
};
const never = new AbortController().signal;
const open: { close: (done: () => void) => unknown }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await new Promise<void>((done) => server.close(done));
});

async function httpServer(answer: (request: IncomingMessage, response: ServerResponse, body: string) => void) {
  const server = createHttpServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text) => {
      body += text;
    });
    request.on('end', () => answer(request, response, body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    close(done: () => void) {
      server.closeAllConnections();
      return server.close(done);
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const post = (url: string, change: Partial<Parameters<typeof postWebhook>[2]> = {}) =>
  postWebhook(url, message, { secret: 'shared', now: 1_764_000_000_500, version: '1.2.3', signal: never, ...change });

describe('webhooks', () => {
  it('are signed over time and body, and name event and delivery', async () => {
    let seen: { headers: IncomingMessage['headers']; body: string; method: string | undefined } | null = null;
    const url = await httpServer(({ headers, method }, response, body) => {
      seen = { headers, body, method };
      response.writeHead(204).end();
    });
    expect((await post(`${url}/hook?x=1`)).ok).toBe(true);
    expect(seen).toMatchObject({
      method: 'POST',
      body: message.body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'pawl/1.2.3',
        'x-pawl-event': 'alert-confirmed',
        'x-pawl-delivery': 'A1:alert-confirmed:a9',
        'x-pawl-timestamp': '1764000000',
        'x-pawl-signature': `sha256=${createHmac('sha256', 'shared').update(`1764000000.${message.body}`).digest('hex')}`,
      },
    });
  });

  it.each([
    [200, {}, null],
    [400, {}, { message: 'answered 400', retry: false }],
    [401, {}, { message: 'answered 401', retry: false }],
    [408, {}, { message: 'answered 408', retry: true }],
    [429, { 'retry-after': '120' }, { message: 'answered 429', retry: true, afterMs: 120_000 }],
    [
      503,
      { 'retry-after': 'Mon, 24 Nov 2025 16:01:00 GMT' },
      { message: 'answered 503', retry: true, afterMs: 59_500 },
    ],
    [500, { 'retry-after': 'soon' }, { message: 'answered 500', retry: true }],
    [302, { location: 'http://127.0.0.1:1/' }, { message: 'answered 302: redirects are not followed', retry: false }],
  ] as const)('%i is what it is', async (status, headers, problem) => {
    const url = await httpServer((_, response) => void response.writeHead(status, headers).end('no'));
    const outcome = await post(url);
    expect(outcome.ok ? null : outcome.error).toEqual(problem);
  });

  it('a receiver that is not there, is silent or cuts the line may be tried again, and no error names the path', async () => {
    const silent = await httpServer(() => undefined);
    const cut = await httpServer((request) => void request.socket.destroy());
    for (const url of ['http://127.0.0.1:1', silent, cut]) {
      const outcome = await post(`${url}/SECRETPATH`, { answerMs: 200 });
      expect(outcome.ok).toBe(false);
      if (outcome.ok) continue;
      expect(outcome.error.retry).toBe(true);
      expect(outcome.error.message).not.toContain('SECRETPATH');
    }
  });

  it('an answer without end is not read', async () => {
    const url = await httpServer((_, response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => clearInterval(more));
    });
    const started = performance.now();
    expect((await post(url)).ok).toBe(true);
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('a secret that cannot be had is tried again and not told', async () => {
    const deliver = delivery({ secrets: secretStore({}), clock: { now: () => epochMs(0) }, version: '1' });
    const to = { kind: 'webhook', url: 'http://127.0.0.1:1/', secret: { kind: 'env', name: 'GONE' }, on: [] } as const;
    const outcome = await deliver(to, message, never);
    expect(outcome.ok ? null : outcome.error).toEqual({
      message: 'its secret: the environment has no variable GONE',
      retry: true,
    });
  });
});

async function streamServer(server: Server): Promise<{ readonly port: number; readonly received: () => string }> {
  let received = '';
  const sockets = new Set<Socket>();
  const take = (socket: Socket): void => {
    sockets.add(socket);
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
    });
    socket.on('error', () => undefined);
  };
  server.on('secureConnection', take);
  if (!('setSecureContext' in server)) server.on('connection', take);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    close(done: () => void) {
      for (const socket of sockets) socket.destroy();
      return server.close(done);
    },
  });
  return { port: (server.address() as AddressInfo).port, received: () => received };
}

describe('syslog', () => {
  const text = '<82>1 2026-12-01T20:00:00.000Z auditor pawl - alert-confirmed [x] \ufeffgrün';

  it('goes over UDP as one datagram', async () => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const got = once(socket, 'message');
    expect((await sendSyslog('udp', { host: '127.0.0.1', port: socket.address().port }, text, never)).ok).toBe(true);
    const [bytes]: Buffer[] = await got;
    expect(bytes?.toString('utf8')).toBe(text);
    socket.close();
  });

  it('goes over TCP with its length in bytes in front', async () => {
    const { port, received } = await streamServer(createServer());
    for (const one of [text, 'second']) {
      const outcome = await sendSyslog('tcp', { host: '127.0.0.1', port }, one, never);
      expect(outcome.ok).toBe(true);
    }
    expect(received()).toBe(`${Buffer.byteLength(text)} ${text}6 second`);
  });

  it('goes over TLS where the certificate is trusted, and only there', async () => {
    const { cert, key, remove } = await certificateFor('127.0.0.1');
    remove();
    const { port, received } = await streamServer(createTlsServer({ cert, key }));
    const to = { host: '127.0.0.1', port };
    const refused = await sendSyslog('tls', to, text, never);
    expect(refused.ok ? null : refused.error).toMatchObject({ retry: true });
    expect(received()).toBe('');
    expect((await sendSyslog('tls', to, text, never, { ca: cert })).ok).toBe(true);
    expect(received()).toBe(`${Buffer.byteLength(text)} ${text}`);
  });

  it('a receiver that is not there, refuses or never answers the handshake is told', async () => {
    const { port } = await streamServer(createServer());
    const refused = await sendSyslog('tcp', { host: '127.0.0.1', port: 1 }, text, never);
    expect(refused.ok ? null : refused.error).toEqual({ message: 'no connection: ECONNREFUSED', retry: true });
    const stuck = await sendSyslog('tls', { host: '127.0.0.1', port }, text, never, { sendMs: 300 });
    expect(stuck.ok ? null : stuck.error).toEqual({ message: 'not sent in time', retry: true });
  });

  it('a name that does not resolve is told', async () => {
    const outcome = await sendSyslog('udp', { host: 'host.invalid', port: 514 }, text, never);
    expect(outcome.ok).toBe(false);
  });
});
