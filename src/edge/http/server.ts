import { readFile } from 'node:fs/promises';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import swagger from '@fastify/swagger';
import fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { AgentApi, AgentLog, Metrics } from '../../agent-ports.ts';
import type { HttpSettings } from '../../core/agent.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Clock, Secrets } from '../../ports.ts';
import { RecordError } from '../../record-ports.ts';
import { type Access, accessOf } from './access.ts';
import { BodyError, readJsonBody } from './json-body.ts';
import { minuteLimit } from './minute-limit.ts';
import { type Answer, problem, problemType } from './problem.ts';
import { pathParts, type Route, register, send } from './route.ts';
import { apiRoutes, hookRoutes, stateRoutes } from './routes.ts';

export type HttpParts = {
  readonly api: AgentApi;
  readonly metrics: Pick<Metrics, 'text'>;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: AgentLog;
  /** Of the program. */
  readonly version: string;
};

export type RunningHttp = {
  readonly port: number;
  /** Waits for answers under way, at most `closeMs`; then connections are cut. Safe to call more than once. */
  readonly close: () => Promise<void>;
};

const bodyBytes = 256 * 1024;
const headerBytes = 16 * 1024;
const headersMs = 10_000;
const requestMs = 30_000;
const idleMs = 60_000;
const checkMs = 2_000;
const connections = 1024;
const closeMs = 5_000;

/** Listens for the API, the hooks and the metrics. An error says in a sentence why it cannot. */
export async function startHttp(settings: HttpSettings, parts: HttpParts): Promise<Result<RunningHttp, string>> {
  const { host, port } = settings.listen;
  const made = await httpApp(settings, parts);
  if (!made.ok) return made;
  const app = made.value;
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
      closing ??= closeWithin(app);
      return closing;
    },
  });
}

async function closeWithin(app: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), closeMs);
  await app.close();
  clearTimeout(cut);
}

/** Everything but the listening: tests ask it without a socket. */
export async function httpApp(settings: HttpSettings, parts: HttpParts): Promise<Result<FastifyInstance, string>> {
  const access = await accessOf(settings, parts.secrets, () => parts.clock.now());
  if (!access.ok) return access;
  const tls = await tlsOf(settings);
  if (!tls.ok) return tls;
  const http = { maxHeaderSize: headerBytes, connectionsCheckingInterval: checkMs };
  const options = {
    logger: false,
    bodyLimit: bodyBytes,
    requestTimeout: requestMs,
    keepAliveTimeout: idleMs,
    connectionTimeout: idleMs,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 1024 },
    clientErrorHandler: refuseBrokenRequest,
    frameworkErrors: (error: FastifyError, _: unknown, reply: Parameters<typeof send>[0]) =>
      void send(
        reply,
        error.code === 'FST_ERR_MAX_PARAM_LENGTH' ? nowhere : problem(400, 'the path is not encoded as it must be'),
      ),
  } as const;
  const app: FastifyInstance =
    tls.value === null ? fastify({ ...options, http }) : fastify({ ...options, https: { ...http, ...tls.value } });
  app.server.headersTimeout = headersMs;
  app.server.maxConnections = connections;
  readBodies(app);
  answerErrors(app, parts.log);
  const callers = new WeakMap<FastifyRequest, string>();
  logRequests(app, parts, callers);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    return access.value.open && !namesThisMachine(request.headers.host)
      ? send(reply, problem(403, 'without tokens only requests to a loopback name or address are answered'))
      : undefined;
  });
  await describe(app, parts.version);
  const api: AgentApi = { ...parts.api, readiness: oncePerSecond(parts.api.readiness, parts.clock) };
  const surroundings = { onLoopback: isLoopback(settings.listen.host), document: () => app.swagger() };
  register(
    app,
    [...stateRoutes(api, parts.metrics, surroundings), ...apiRoutes(api), ...hookRoutes(api)],
    (route, request) => admit(access.value, route, request),
    callers,
  );
  await app.ready();
  return ok(app);
}

function admit(
  access: Access,
  { access: needs }: Route,
  request: FastifyRequest,
): { readonly caller: string } | { readonly refusal: Answer } {
  if (needs === 'open') return { caller: '' };
  if (needs === 'hook-secret') {
    const { name = '', secret = '' } = pathParts(request.params);
    const hook = access.hook(name, secret);
    return hook === null ? { refusal: problem(404, 'there is no such hook') } : { caller: `hook:${hook}` };
  }
  const caller = access.caller(request.headers.authorization, needs, request.ip);
  return caller.ok ? { caller: caller.value } : { refusal: caller.error };
}

async function tlsOf({ tls }: HttpSettings): Promise<Result<TlsOptions | null, string>> {
  if (tls === null) return ok(null);
  try {
    const [cert, key, ca] = await Promise.all(
      [tls.cert, tls.key, tls.clientCa].map((path) => (path === null ? undefined : readFile(path))),
    );
    return ok({
      cert,
      key,
      ...(ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true }),
      minVersion: 'TLSv1.2',
      handshakeTimeout: headersMs,
    });
  } catch (error) {
    return err(`http: cannot read certificate or key: ${codeOf(error)}`);
  }
}

/** JSON alone; anything else is a media type that no route takes. */
function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_: FastifyRequest, bytes: Buffer) =>
    readJsonBody(bytes),
  );
}

const nowhere = problem(404, 'there is nothing at this path; see /openapi.json');

const told: Readonly<Record<number, string>> = {
  408: 'the request took too long to arrive',
  413: `a body has at most ${bodyBytes} bytes`,
  415: 'the body must be application/json',
};

function answerErrors(app: FastifyInstance, log: AgentLog): void {
  app.setErrorHandler((error: FastifyError, _, reply) => {
    if (error instanceof RecordError) {
      const { message, advice } = error.failure;
      log('error', 'http: the record cannot be read', { why: message });
      return send(reply, problem(503, `${message}; ${advice}`, { headers: { 'retry-after': '30' } }));
    }
    const status = error.statusCode ?? 500;
    if (status < 500) {
      const detail = told[status] ?? (error instanceof BodyError ? error.message : 'the request cannot be read');
      return send(reply, problem(status, detail));
    }
    log('error', 'http: a fault of pawl', { error: error.stack ?? error.message });
    return send(reply, problem(500, 'a fault of pawl; its log has more'));
  });
  app.setNotFoundHandler((_, reply) => send(reply, nowhere));
}

/** Refused requests of one address within a minute that are logged as a warning. */
const warningsPerMinute = 30;

/**
 * One line a request, with the pattern of its path: the path itself may hold the secret of a hook. Whoever is refused
 * again and again does not fill the log.
 */
function logRequests(
  app: FastifyInstance,
  { log, clock }: Pick<HttpParts, 'log' | 'clock'>,
  callers: WeakMap<FastifyRequest, string>,
): void {
  const isFlood = minuteLimit(warningsPerMinute, () => clock.now());
  app.addHook('onResponse', async (request, { statusCode, elapsedTime }) => {
    const { method, routeOptions, ip } = request;
    const refused = statusCode === 401 || statusCode === 403 || statusCode === 429;
    const level =
      statusCode >= 500 || (refused && !isFlood(ip)) ? 'warn' : method === 'POST' && !refused ? 'info' : 'debug';
    log(level, 'http request', {
      method,
      route: routeOptions.url ?? 'unknown',
      status: statusCode,
      ms: Math.round(elapsedTime),
      from: ip,
      by: callers.get(request) ?? null,
    });
  });
}

async function describe(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'pawl', version, description: 'Device integrity of network devices: verdicts, findings, alerts.' },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    },
  });
  // The routes check with the schemas that the document shows; the framework need not compile them a second time.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
}

/** What is no HTTP at all. */
function refuseBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const statuses: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };
  const { status, body } = problem(statuses[error.code ?? ''] ?? 400, 'the request cannot be read');
  const text = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\nContent-Type: ${problemType}\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`,
  );
}

/** Being ready is tried by writing to the disk, and everybody may ask. */
function oncePerSecond(readiness: AgentApi['readiness'], { now }: Clock): AgentApi['readiness'] {
  let last: { readonly at: number; readonly is: ReturnType<AgentApi['readiness']> } | null = null;
  return () => {
    const at = now();
    if (last === null || at < last.at || at - last.at >= 1_000) last = { at, is: readiness() };
    return last.is;
  };
}

const loopback = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/i;
const isLoopback = (host: string): boolean => loopback.test(host);

/**
 * True where the `Host` of a request is a loopback name: a page in a browser of this machine that reaches us by a name
 * of its own (DNS rebinding) has another one.
 */
const namesThisMachine = (host: string | undefined): boolean =>
  host === undefined || isLoopback(host.replace(/:\d{1,5}$/, '').replace(/^\[(.*)\]$/, '$1'));

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.message : 'failed';
