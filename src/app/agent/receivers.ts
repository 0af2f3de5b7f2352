import { createHash } from 'node:crypto';
import type { OutgoingMessage } from '../../agent-ports.ts';
import type { Notification } from '../../core/agent.ts';
import type { AgentEvent } from '../../core/agent-event.ts';
import { eventJson } from '../../report/event-json.ts';
import { type EventOrigin, eventCef, eventRfc5424 } from '../../report/event-syslog.ts';

export type Receiver = {
  /** Tells it from every other, also over a restart. */
  readonly key: string;
  /** For logs, metrics and lists. The path of a webhook may be a secret: it is not in it. */
  readonly label: string;
  readonly to: Notification;
};

/** One receiver for each target: what several entries of `notify` ask for one is sent once. */
export function receiversOf(notify: readonly Notification[]): readonly Receiver[] {
  const byKey = new Map<string, Receiver>();
  for (const to of notify) {
    const { key, label } = nameOf(to);
    const known = byKey.get(key);
    const on = [...new Set([...(known?.to.on ?? []), ...to.on])];
    byKey.set(key, { key, label, to: { ...(known?.to ?? to), on } });
  }
  return [...byKey.values()];
}

function nameOf(to: Notification): Pick<Receiver, 'key' | 'label'> {
  if (to.kind === 'webhook') {
    const digest = createHash('sha256').update(to.url).digest('hex').slice(0, 12);
    const label = `webhook ${URL.canParse(to.url) ? new URL(to.url).host : 'unknown'}`;
    return { key: `${label} ${digest}`, label };
  }
  const { transport, format } = to;
  const host = to.to.host.includes(':') ? `[${to.to.host}]` : to.to.host;
  const label = `${transport}://${host}:${to.to.port}`;
  return { key: `${label} ${format}`, label };
}

/** An event in the words of one receiver. It is made once: every try sends the same bytes. */
export function messageFor(to: Notification, event: AgentEvent, origin: EventOrigin): OutgoingMessage {
  const { id, kind } = event;
  if (to.kind === 'webhook') return { id, kind, body: JSON.stringify(eventJson(event)) };
  return { id, kind, body: to.format === 'cef' ? eventCef(event, origin) : eventRfc5424(event, origin) };
}
