import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance } from 'fastify';
import type { AgentLog } from '../../agent-ports.ts';
import { RecordError } from '../../record-ports.ts';
import { BodyError, bodyBytes } from './json-body.ts';
import { problem, problemType } from './problem.ts';
import { send } from './route.ts';

export const nowhere = problem(404, 'there is nothing at this path; see /openapi.json');

const told: Readonly<Record<number, string>> = {
  408: 'the request took too long to arrive',
  413: `a body has at most ${bodyBytes} bytes`,
  415: 'the body must be application/json',
};

/** Problem objects for everything that is not answered by a route. Of a fault of ours only the log tells more. */
export function answerErrors(app: FastifyInstance, log: AgentLog): void {
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

/** What is no HTTP at all. */
export function refuseBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
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
