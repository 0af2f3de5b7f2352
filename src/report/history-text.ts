import { isoTime } from '../core/brands.ts';
import type { Decision } from '../core/decision.ts';
import type { HistoryEntry } from '../record-ports.ts';
import { textTable } from './text-table.ts';

/** One row an observation or decision, oldest first. */
export function historyTable(entries: readonly HistoryEntry[], width: number): string {
  const rows = entries.map((entry) => {
    if (entry.kind === 'decision') return [isoTime(entry.at), '', 'decision', decisionText(entry.decision)];
    const { judgement } = entry;
    const versions = [...new Set(judgement.members.map(({ facts }) => facts?.version ?? '?'))].join(' ') || '–';
    const changes = judgement.changes
      .filter(({ kind }) => kind !== 'seen-again')
      .map(({ kind, finding }) => `${kind} ${finding.type}`);
    const why = judgement.reason === null ? [] : [`${judgement.reason.code}: ${judgement.reason.message}`];
    return [isoTime(entry.at), versions, judgement.verdict, [...changes, ...why].join('; ') || 'no change'];
  });
  return textTable(
    [{ title: 'TIME' }, { title: 'RUNS', most: 16 }, { title: 'VERDICT' }, { title: 'WHAT HAPPENED', wraps: true }],
    rows,
    width,
  );
}

const decisionText = ({ kind, by, ticket, reason }: Decision): string =>
  `${kind} by ${by}${ticket === null ? '' : `, ${ticket}`}: ${reason}`;

export function historyJson(device: string, entries: readonly HistoryEntry[]): object {
  return {
    schema: 'pawl/history/v1',
    device,
    entries: entries.map((entry) => {
      if (entry.kind === 'decision') return { kind: 'decision', at: isoTime(entry.at), decision: entry.decision };
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
        changes: judgement.changes
          .filter(({ kind }) => kind !== 'seen-again')
          .map(({ kind, finding }) => ({ kind, finding: finding.id, type: finding.type })),
      };
    }),
  };
}
