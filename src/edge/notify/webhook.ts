import { createHmac } from 'node:crypto';
import type { Deliver, OutgoingMessage } from '../../agent-ports.ts';
import { err, ok } from '../../core/result.ts';
import { within } from './within.ts';

type Outcome = Awaited<ReturnType<Deliver>>;

const answerMs = 10_000;
const retried: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Posts a message. `X-Pawl-Signature` is `sha256=` and the HMAC-SHA256 in hexadecimal over `X-Pawl-Timestamp` (seconds
 * since 1970), a full stop and the body; `X-Pawl-Delivery` is the event's id, the same at every try. Redirects are not
 * followed, and of the answer nothing but its status counts. What can pass by itself (no connection, 408, 425, 429,
 * 5xx) may be tried again. No error holds the address: its path may be a secret.
 */
export function postWebhook(
  url: string,
  message: OutgoingMessage,
  options: {
    /** Null: the message is not signed. */
    readonly secret: string | null;
    readonly now: number;
    readonly version: string;
    readonly signal: AbortSignal;
    readonly answerMs?: number;
  },
): Promise<Outcome> {
  const { secret, now, version, signal } = options;
  const { protocol } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:')
    return Promise.resolve(err({ message: 'a webhook needs http or https', retry: false }));
  const timestamp = String(Math.floor(now / 1000));
  return within(options.answerMs ?? answerMs, signal, async (limit) => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        body: message.body,
        redirect: 'manual',
        signal: limit,
        headers: {
          'content-type': 'application/json',
          'user-agent': `pawl/${version}`,
          'x-pawl-event': message.kind,
          'x-pawl-delivery': message.id.replace(/[^!-~]/g, '_').slice(0, 500),
          'x-pawl-timestamp': timestamp,
          ...(secret === null ? {} : { 'x-pawl-signature': signatureOf(secret, timestamp, message.body) }),
        },
      });
      await response.body?.cancel();
      return outcomeOf(response, now);
    } catch (error) {
      return err({ message: limit.aborted ? 'no answer in time' : causeOf(error), retry: true });
    }
  });
}

const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;

function outcomeOf({ status, headers, type }: Response, now: number): Outcome {
  if (status >= 200 && status < 300) return ok(undefined);
  if (type === 'opaqueredirect' || (status >= 300 && status < 400))
    return err({ message: `answered ${status}: redirects are not followed`, retry: false });
  const message = `answered ${status}`;
  if (status < 500 && !retried.has(status)) return err({ message, retry: false });
  const afterMs = retryAfter(headers.get('retry-after'), now);
  return err({ message, retry: true, ...(afterMs === null ? {} : { afterMs }) });
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3); null for anything else. */
function retryAfter(text: string | null, now: number): number | null {
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** `fetch` hides what happened behind "fetch failed". */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && 'code' in cause) return `no connection: ${String(cause.code)}`;
  return error instanceof Error ? error.name : 'failed';
}
