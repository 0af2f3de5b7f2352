import type { AgentApi, Metrics } from '../../agent-ports.ts';
import { healthSchema, readySchema } from './answer-schemas.ts';
import { problem } from './problem.ts';
import { hookBody } from './request-schemas.ts';
import { noBody, type Route, route } from './route.ts';

/** How the agent is. `/metrics` names devices: it is open on loopback only. */
export const stateRoutes = (
  api: AgentApi,
  metrics: Pick<Metrics, 'text'>,
  { onLoopback, document }: { readonly onLoopback: boolean; readonly document: () => object },
): readonly Route[] => [
  route({
    method: 'GET',
    url: '/healthz',
    summary: 'The process answers.',
    access: 'open',
    query: noBody,
    body: noBody,
    answers: { 200: { says: 'It does.', schema: healthSchema } },
    handle: () => ({ status: 200, body: { status: 'ok' } }),
  }),
  route({
    method: 'GET',
    url: '/readyz',
    summary: 'It listens, and the database takes writes.',
    access: 'open',
    query: noBody,
    body: noBody,
    answers: { 200: { says: 'Ready.', schema: readySchema } },
    handle: () => {
      const { ready, why } = api.readiness();
      if (ready) return { status: 200, body: { ready, why } };
      const { body, ...rest } = problem(503, why.join('; '));
      return { ...rest, body: typeof body === 'string' ? body : { ...body, ready, why } };
    },
  }),
  route({
    method: 'GET',
    url: '/metrics',
    summary: 'Metrics in the Prometheus text format.',
    access: onLoopback ? 'open' : 'read',
    query: noBody,
    body: noBody,
    answers: { 200: { says: 'All of them.', schema: null } },
    handle: async () => {
      const { contentType, body } = await metrics.text();
      return { status: 200, body, type: contentType };
    },
  }),
  route({
    method: 'GET',
    url: '/openapi.json',
    summary: 'This document.',
    access: 'open',
    query: noBody,
    body: noBody,
    answers: { 200: { says: 'OpenAPI 3.1.', schema: hookBody } },
    handle: () => ({ status: 200, body: document() }),
  }),
];
