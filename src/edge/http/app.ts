import { readFile } from 'node:fs/promises';
import { createSecureContext, type TlsOptions } from 'node:tls';
import swagger from '@fastify/swagger';
import fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { AgentApi, AgentLog, Metrics } from '../../agent-ports.ts';
import type { HttpSettings } from '../../core/agent.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Clock, Secrets } from '../../ports.ts';
import { type Access, accessOf } from './access.ts';
import { apiRoutes } from './api-routes.ts';
import { answerErrors, nowhere, refuseBrokenRequest } from './errors.ts';
import { hookRoutes } from './hook-routes.ts';
import { bodyBytes, readJsonBody } from './json-body.ts';
import { type Answer, problem } from './problem.ts';
import { logRequests } from './request-log.ts';
import { pathParts, type Route, register, send } from './route.ts';
import { stateRoutes } from './state-routes.ts';

export type HttpParts = {
  readonly api: AgentApi;
  readonly metrics: Pick<Metrics, 'text'>;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: AgentLog;
  /** Of the program. */
  readonly version: string;
};

const headerBytes = 16 * 1024;
const headersMs = 10_000;
const requestMs = 30_000;
const idleMs = 60_000;
const checkMs = 2_000;
const connections = 1024;

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
    const options: TlsOptions = {
      cert,
      key,
      ...(ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true }),
      minVersion: 'TLSv1.2',
      handshakeTimeout: headersMs,
    };
    createSecureContext(options); // tells here what is wrong with them
    return ok(options);
  } catch (error) {
    return err(`http: cannot use certificate or key: ${codeOf(error)}`);
  }
}

/** JSON alone; anything else is a media type that no route takes. */
function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_: FastifyRequest, bytes: Buffer) =>
    readJsonBody(bytes),
  );
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

/** The code of a fault of the system, or what it says. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.message : 'failed';
