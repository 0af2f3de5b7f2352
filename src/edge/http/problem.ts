import { STATUS_CODES } from 'node:http';
import type { ApiProblem } from '../../agent-ports.ts';
import type { Result } from '../../core/result.ts';

/** Something that a route answers; text goes out as it is, everything else as JSON. */
export type Answer = {
  readonly status: number;
  readonly body: object | string;
  /** Default: JSON. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export const problemType = 'application/problem+json';

/** One member of a request that is not as it must be. */
export type Flaw = { readonly at: string; readonly message: string };

/**
 * A problem object (RFC 9457). `type` is `about:blank`: the status says the kind, `detail` what to do about it. Nothing
 * of the request's address is repeated: it may hold the secret of a hook.
 */
export function problem(
  status: number,
  detail: string,
  more: { readonly flaws?: readonly Flaw[]; readonly headers?: Readonly<Record<string, string>> } = {},
): Answer {
  const { flaws, headers } = more;
  return {
    status,
    type: problemType,
    body: {
      type: 'about:blank',
      title: STATUS_CODES[status] ?? 'Error',
      status,
      detail,
      ...(flaws === undefined ? {} : { errors: flaws }),
    },
    ...(headers === undefined ? {} : { headers }),
  };
}

const statusOf: Readonly<Record<ApiProblem['kind'], number>> = {
  'not-found': 404,
  conflict: 409,
  invalid: 422,
  unavailable: 503,
};

/** Seconds after which something that is full or broken may be asked again. */
const retryAfterSeconds = '30';

export const problemOf = ({ kind, message }: ApiProblem): Answer =>
  problem(statusOf[kind], message, kind === 'unavailable' ? { headers: { 'retry-after': retryAfterSeconds } } : {});

/** What the agent gave, or the problem that it had. */
export const answerOf = <T extends object>(result: Result<T, ApiProblem>, status = 200): Answer =>
  result.ok ? { status, body: result.value } : problemOf(result.error);
