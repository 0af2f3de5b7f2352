import { isoTime } from '../core/brands.ts';
import type { Finding } from '../core/finding.ts';
import { findingTypes, tactics } from '../core/finding-types.ts';
import { printable } from '../core/printable.ts';
import { textTable } from './text-table.ts';

/** One row a finding. */
export function findingsTable(findings: readonly Finding[], width: number): string {
  const rows = findings.map((finding) => [
    finding.id,
    finding.device,
    finding.severity,
    state(finding),
    `${finding.type}${finding.member === null || finding.member === 'self' ? '' : ` (${finding.member})`}: ${finding.observed}`,
  ]);
  return textTable(
    [
      { title: 'ID' },
      { title: 'DEVICE', most: 20 },
      { title: 'SEVERITY' },
      { title: 'STATUS', most: 12 },
      { title: 'FINDING', wraps: true },
    ],
    rows,
    width,
  );
}

const state = ({ status, authorizedBy, closedBecause }: Finding): string =>
  status === 'closed' ? (closedBecause ?? 'closed') : authorizedBy !== null ? 'authorized' : status;

/** What was found, evidence and what to do, for one finding. */
export function findingText(finding: Finding): string {
  const { techniques, advice } = findingTypes[finding.type];
  const rest = textLines([
    ['evidence', finding.evidence.join(', ') || null],
    ['ATT&CK', techniques.length === 0 ? null : `${techniques.join(', ')} (${tactics(finding.type).join(', ')})`],
    ['what to do', advice],
  ]);
  return `${findingHead(finding)}\n${rest}`;
}

/** What was found, and how it stands. */
export function findingHead(finding: Finding): string {
  return textLines([
    ['finding', `${finding.id}  ${finding.type}  ${findingTypes[finding.type].title}`],
    [
      'device',
      `${finding.device}${finding.member === null || finding.member === 'self' ? '' : `, member ${finding.member}`}`,
    ],
    ['severity', finding.severity],
    ['status', state(finding)],
    ['labels', finding.labels.join(', ') || null],
    ['expected', finding.expected],
    ['observed', finding.observed],
    [
      'step',
      finding.step === null
        ? null
        : `${finding.step.from ?? '?'} → ${finding.step.to ?? '?'}${finding.step.at === null ? '' : ` at ${isoTime(finding.step.at)}`}`,
    ],
    ['first seen', isoTime(finding.firstSeen)],
    ['last seen', isoTime(finding.lastSeen)],
    [
      'closed',
      finding.closedAt === null
        ? null
        : `${isoTime(finding.closedAt)} ${finding.closedBecause ?? ''} ${finding.closedNote ?? ''}`.trimEnd(),
    ],
    [
      'authorized',
      finding.authorizedBy === null
        ? null
        : `${finding.authorizedBy.kind} ${finding.authorizedBy.name}, ticket ${finding.authorizedBy.ticket ?? 'none'}, by ${finding.authorizedBy.by ?? 'no approver recorded'}`,
    ],
  ]);
}

const textLines = (lines: readonly (readonly [string, string | null])[]): string =>
  lines.flatMap(([name, text]) => (text === null ? [] : [`${name.padEnd(11)}  ${printable(text)}`])).join('\n');
