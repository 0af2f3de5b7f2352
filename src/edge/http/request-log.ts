import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AgentLog } from '../../agent-ports.ts';
import type { Clock } from '../../ports.ts';
import { minuteLimit } from './minute-limit.ts';

/** Refused requests of one address within a minute that are logged as a warning. */
const warningsPerMinute = 30;

/**
 * One line a request, with the pattern of its path: the path itself may hold the secret of a hook. Whoever is refused
 * again and again does not fill the log.
 */
export function logRequests(
  app: FastifyInstance,
  { log, clock }: { readonly log: AgentLog; readonly clock: Clock },
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
