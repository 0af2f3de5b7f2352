import type { NotifiedEvent } from '../../core/agent.ts';
import type { AgentEvent } from '../../core/agent-event.ts';
import type { Alert, Disposition } from '../../core/alert.ts';
import type { EpochMs } from '../../core/brands.ts';
import type { JudgedDevice } from '../../core/judgement.ts';

type AlertEventKind = Extract<NotifiedEvent, `alert-${string}`>;

/** What a receiver is told of an alert that opened or came to a disposition. */
export function alertEvent(kind: AlertEventKind, alert: Alert, at: EpochMs, judged: JudgedDevice | null): AgentEvent {
  const { outcome } = alert;
  return {
    kind,
    id: [alert.id, kind, outcome?.audit ?? null].filter((part) => part !== null).join(':'),
    at,
    device: alert.device,
    platform: judged?.platform ?? alert.platform,
    verdict: judged?.verdict ?? null,
    reason: judged?.reason ?? null,
    alert,
    finding: judged?.findings.find(({ id }) => id === outcome?.finding) ?? null,
    verification: outcome?.verification ?? null,
    audit: outcome?.audit ?? null,
    versionBefore: outcome?.versionBefore ?? null,
    versionAfter: outcome?.versionAfter ?? null,
    user: alert.steps.findLast(({ user }) => user !== null)?.user ?? null,
    ticket: outcome?.ticket ?? null,
  };
}

/** What is told when an alert comes to a disposition; null: nothing. */
export function eventOf(disposition: Disposition): AlertEventKind | null {
  switch (disposition) {
    case 'confirmed':
      return 'alert-confirmed';
    case 'pending':
      return 'alert-pending';
    case 'refuted':
      return 'alert-refuted';
    case 'authorized':
      return 'alert-authorized';
    case 'inconclusive':
      return 'alert-inconclusive';
    case 'open':
    case 'verifying':
      return null;
  }
}
