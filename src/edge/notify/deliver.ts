import type { Deliver } from '../../agent-ports.ts';
import { err } from '../../core/result.ts';
import type { Clock, Secrets } from '../../ports.ts';
import { sendSyslog } from './syslog.ts';
import { postWebhook } from './webhook.ts';

/** Sends messages by webhook and by syslog. A secret that cannot be had now may be there at the next try. */
export const delivery =
  ({
    secrets,
    clock,
    version,
  }: {
    readonly secrets: Secrets;
    readonly clock: Clock;
    readonly version: string;
  }): Deliver =>
  async (to, message, signal) => {
    if (to.kind === 'syslog') return sendSyslog(to.transport, to.to, message.body, signal);
    const secret = to.secret === null ? null : await secrets.wrap(to.secret).reveal();
    if (secret !== null && !secret.ok) return err({ message: `its secret: ${secret.error}`, retry: true });
    return postWebhook(to.url, message, { secret: secret?.value ?? null, now: clock.now(), version, signal });
  };
