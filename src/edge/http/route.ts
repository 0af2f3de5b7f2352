import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { z } from 'zod';
import type { HttpRight } from '../../core/agent.ts';
import { problemSchema } from './answer-schemas.ts';
import { type Answer, type Flaw, problem, problemType } from './problem.ts';

/** Who may ask a route: everybody, whoever has a token with a right, or whoever knows the secret in the path. */
export type RouteAccess = 'open' | 'hook-secret' | HttpRight;

type Asked<Q, B> = {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  readonly body: B;
  /** Name of the token or hook. */
  readonly caller: string;
};

type Definition<Q, B> = {
  readonly method: 'GET' | 'POST';
  /** `:name` stands for one part of the path. */
  readonly url: string;
  readonly summary: string;
  readonly access: RouteAccess;
  readonly query: z.ZodType<Q>;
  readonly body: z.ZodType<B>;
  /** Schema of each answer that is no problem; null: text. */
  readonly answers: Readonly<Record<number, { readonly says: string; readonly schema: z.ZodType | null }>>;
  readonly handle: (asked: Asked<Q, B>) => Answer | Promise<Answer>;
};

export type Route = Pick<Definition<unknown, unknown>, 'method' | 'url' | 'access'> & {
  /** For the OpenAPI document. */
  readonly schema: object;
  readonly answer: (
    request: Pick<FastifyRequest, 'params' | 'query' | 'body'>,
    caller: string,
  ) => Answer | Promise<Answer>;
};

/** Of a route that takes none. */
export const noBody = z.unknown();

/** JSON Schema of what comes in or goes out, without the dialect: the OpenAPI document names it once. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...shape } = z.toJSONSchema(schema, { io, target: 'draft-7' });
  return shape;
}

/** One schema serves for checking and for the document. */
export function route<Q, B>(definition: Definition<Q, B>): Route {
  const { method, url, summary, access, query, body, answers, handle } = definition;
  const params = [...url.matchAll(/:([a-z]+)/gi)].map(([, name = '']) => name);
  const security = access === 'open' || access === 'hook-secret' ? [] : [{ bearer: [] }];
  const schema = {
    summary,
    description:
      access === 'open'
        ? 'Needs no token.'
        : access === 'hook-secret'
          ? 'The secret stands in the path.'
          : `Needs the right \`${access}\`.`,
    security,
    querystring: jsonSchema(query, 'input'),
    ...(params.length === 0
      ? {}
      : {
          params: { type: 'object', properties: Object.fromEntries(params.map((name) => [name, { type: 'string' }])) },
        }),
    ...(method === 'GET' ? {} : { body: jsonSchema(body, 'input') }),
    response: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, { says, schema: shape }]) => [
          status,
          {
            description: says,
            content:
              shape === null
                ? { 'text/plain': { schema: { type: 'string' } } }
                : { 'application/json': { schema: jsonSchema(shape, 'output') } },
          },
        ]),
      ),
      default: {
        description: 'A problem (RFC 9457).',
        content: { [problemType]: { schema: jsonSchema(problemSchema, 'output') } },
      },
    },
  };
  return {
    method,
    url,
    access,
    schema,
    answer(request, caller) {
      const flaws: Flaw[] = [];
      const readQuery = query.safeParse(request.query);
      if (!readQuery.success) flaws.push(...flawsOf(readQuery.error, 'query'));
      const readBody = body.safeParse(request.body);
      if (!readBody.success) flaws.push(...flawsOf(readBody.error, 'body'));
      if (!readQuery.success || !readBody.success)
        return problem(400, 'the request is not as this route takes it', { flaws });
      return handle({ params: pathParts(request.params), query: readQuery.data, body: readBody.data, caller });
    },
  };
}

const mostFlaws = 20;

const flawsOf = (error: z.ZodError, part: string): readonly Flaw[] =>
  error.issues.slice(0, mostFlaws).map(({ path, message }) => ({
    at: [part, ...path.map(String)].join('/').slice(0, 200),
    message: message.slice(0, 500),
  }));

/** The named parts of a path, as the router decoded them. */
export function pathParts(params: unknown): Readonly<Record<string, string>> {
  const entries: readonly (readonly [string, unknown])[] = Object.entries(params ?? {});
  return Object.fromEntries(entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}

export function send(reply: FastifyReply, { status, body, type, headers }: Answer): FastifyReply {
  const text = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`;
  return reply
    .code(status)
    .headers(headers ?? {})
    .type(type ?? 'application/json')
    .send(text);
}

const methods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Every route with its guard; a path asked with another method answers 405 with those that it has. */
export function register(
  app: FastifyInstance,
  routes: readonly Route[],
  admit: (route: Route, request: FastifyRequest) => { readonly caller: string } | { readonly refusal: Answer },
  /** Who asks, while the request lasts. */
  callers: WeakMap<FastifyRequest, string>,
): void {
  for (const one of routes)
    app.route({
      method: one.method,
      url: one.url,
      schema: one.schema,
      // Before the body is read: who may not ask does not make us read 256 KiB.
      onRequest: async (request, reply) => {
        const admitted = admit(one, request);
        if ('refusal' in admitted) return send(reply, admitted.refusal);
        callers.set(request, admitted.caller);
        return undefined;
      },
      handler: async (request, reply) => send(reply, await one.answer(request, callers.get(request) ?? '')),
    });
  for (const url of new Set(routes.map((one) => one.url))) {
    const has = routes.filter((one) => one.url === url).map(({ method }) => method);
    const allowed = has.includes('GET') ? ['HEAD', ...has] : has;
    const others = methods.filter((method) => !allowed.some((one) => one === method));
    const answer = problem(405, `this path takes ${allowed.join(', ')}`, { headers: { allow: allowed.join(', ') } });
    app.route({
      method: [...others],
      url,
      schema: { hide: true },
      onRequest: async (_, reply) => send(reply, answer),
      handler: async (_, reply) => send(reply, answer),
    });
  }
}
