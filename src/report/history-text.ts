import { type EpochMs, isoTime } from '../core/brands.ts';
import type { Decision } from '../core/decision.ts';
import type { HistoryEntry } from '../record-ports.ts';
import { type DeviceEvent, eventsOfEach } from './device-events.ts';
import { untilText } from './plain-words.ts';
import { textTable } from './text-table.ts';

/** One entry with what it showed anew: start-ups, what boots next, hardware, members. */
export type HistoryRow = { readonly entry: HistoryEntry; readonly events: readonly DeviceEvent[] };

/** The whole history of a device, oldest first; what is new in an entry is told against those before it. */
export function historyRows(entries: readonly HistoryEntry[]): readonly HistoryRow[] {
  const audits = entries.flatMap((entry) => (entry.kind === 'judgement' ? [entry] : []));
  const told = eventsOfEach(audits);
  const events = new Map(audits.map((entry, index) => [entry.judgement.seq, told[index] ?? []]));
  return entries.map((entry) => ({
    entry,
    events: entry.kind === 'judgement' ? (events.get(entry.judgement.seq) ?? []) : [],
  }));
}

/** One row an observation or decision, oldest first. */
export function historyTable(rows: readonly HistoryRow[], width: number): string {
  const cells = rows.map(({ entry, events }) => {
    if (entry.kind === 'decision') return [isoTime(entry.at), '', 'decision', decisionText(entry.decision)];
    const { judgement } = entry;
    const versions = [...new Set(judgement.members.map(({ facts }) => facts?.version ?? '?'))].join(' ') || '–';
    const seen = events
      .filter(({ kind }) => kind !== 'verdict' && kind !== 'first-seen')
      .map((event) => (event.exact ? `${event.text} at ${isoTime(event.at)}` : event.text));
    const changes = judgement.changes
      .filter(({ kind }) => kind !== 'seen-again')
      .map(({ kind, finding }) => `${kind} ${finding.type}`);
    const why = judgement.reason === null ? [] : [`${judgement.reason.code}: ${judgement.reason.message}`];
    return [isoTime(entry.at), versions, judgement.verdict, [...seen, ...changes, ...why].join('; ') || 'no change'];
  });
  return textTable(
    [{ title: 'TIME' }, { title: 'RUNS', most: 16 }, { title: 'VERDICT' }, { title: 'WHAT HAPPENED', wraps: true }],
    cells,
    width,
  );
}

function decisionText(decision: Decision): string {
  const { kind, by, ticket, reason } = decision;
  const until = untilOf(decision);
  return `${kind} by ${by}${ticket === null ? '' : `, ${ticket}`}${until === null ? '' : `, until ${untilText(isoTime(until))}`}: ${reason}`;
}

const untilOf = (decision: Decision): EpochMs | null => ('until' in decision ? (decision.until ?? null) : null);

function decisionJson(decision: Decision): object {
  const until = untilOf(decision);
  return { ...decision, at: isoTime(decision.at), ...(until === null ? {} : { until: isoTime(until) }) };
}

/** `pawl/history/v1`; `next` goes on where a limit cut the list. */
export function historyJson(device: string, rows: readonly HistoryRow[], next: string | null): object {
  return {
    schema: 'pawl/history/v1',
    device,
    entries: rows.map(({ entry, events }) => {
      if (entry.kind === 'decision')
        return { kind: 'decision', at: isoTime(entry.at), decision: decisionJson(entry.decision) };
      const { judgement } = entry;
      return {
        kind: 'audit',
        at: isoTime(entry.at),
        audit: judgement.audit,
        verdict: judgement.verdict,
        reason: judgement.reason === null ? null : `${judgement.reason.code}: ${judgement.reason.message}`,
        members: judgement.members.map(({ id, facts, reference }) => ({
          id,
          version: facts?.version ?? null,
          serial: facts?.serial ?? null,
          startedAt: facts?.startedAt == null ? null : isoTime(facts.startedAt),
          reference: reference?.version ?? null,
        })),
        events: events.map((event) => ({ ...event, at: isoTime(event.at) })),
        changes: judgement.changes
          .filter(({ kind }) => kind !== 'seen-again')
          .map(({ kind, finding }) => ({ kind, finding: finding.id, type: finding.type })),
      };
    }),
    next,
  };
}
