import { type AgentEvent, eventClassification } from '../core/agent-event.ts';
import { isoTime } from '../core/brands.ts';
import { reasonText } from '../core/reason.ts';
import { alertJson } from './alert-json.ts';
import { findingJson } from './audit-json.ts';

/** `pawl/event/v1`: what a webhook gets. What does not apply is null. */
export function eventJson(event: AgentEvent): object {
  const { alert, finding, reason, at, kind, id, device, platform, verdict, verification, audit } = event;
  return {
    schema: 'pawl/event/v1',
    id,
    kind,
    at: isoTime(at),
    device,
    platform,
    verdict,
    reason: reason === null ? null : reasonText(reason),
    disposition: alert?.disposition ?? null,
    classification: eventClassification(event),
    versionBefore: event.versionBefore,
    versionAfter: event.versionAfter,
    user: event.user,
    ticket: event.ticket,
    verification,
    audit,
    alerts: event.alerts ?? (alert === null ? [] : [alert.id]),
    alert: alert === null ? null : alertJson(alert),
    finding: finding === null ? null : { device: finding.device, ...findingJson(finding) },
  };
}
