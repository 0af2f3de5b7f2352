import type { JudgedDevice } from '../core/judgement.ts';
import { printable } from '../core/printable.ts';
import { reasonText } from '../core/reason.ts';
import { severities } from '../core/severity.ts';
import { verdicts } from '../core/verdict.ts';
import { countVerdicts } from './audit-json.ts';
import { tableLines, wrap } from './text-table.ts';

/**
 * One row a device: what it runs, what it boots next, the verdict and what that stands on; below it the sentence that
 * explains a verdict other than `compliant`. Worst first.
 */
export function auditTable(judgements: readonly JudgedDevice[], width: number): string {
  const sorted = [...judgements].sort(
    (a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict) || (a.device < b.device ? -1 : 1),
  );
  const rows = sorted.map((judgement) => [
    judgement.device,
    runs(judgement),
    boots(judgement),
    judgement.verdict,
    judgement.assurance ?? '–',
  ]);
  const table = tableLines(
    [
      { title: 'DEVICE', most: 20 },
      { title: 'RUNS', most: 16 },
      { title: 'BOOTS NEXT', most: 16 },
      { title: 'VERDICT' },
      { title: 'ASSURANCE' },
    ],
    rows,
    width,
  );
  return table
    .map((line, index) => {
      const judgement = sorted[index - 1];
      const why = judgement === undefined || judgement.verdict === 'compliant' ? '' : because(judgement);
      return [line, ...(why === '' ? [] : wrap(printable(why), width - 4).map((part) => `    ${part}`))].join('\n');
    })
    .join('\n');
}

function runs({ members }: JudgedDevice): string {
  const versions = [...new Set(members.map(({ facts }) => facts?.version ?? '?'))];
  return versions.length === 0 ? '–' : versions.join(' ');
}

function boots({ members }: JudgedDevice): string {
  const versions = [
    ...new Set(
      members.map(({ next }) =>
        next?.kind === 'image'
          ? (next.version ?? '?')
          : next === null
            ? '?'
            : next.kind === 'network'
              ? 'network'
              : '?',
      ),
    ),
  ];
  return versions.length === 0 ? '–' : versions.join(' ');
}

/** The finding that decides, in words, and what could not be decided. */
export function because(judgement: JudgedDevice): string {
  const { verdict, reason, findings, assurance, baseline } = judgement;
  const parts: string[] = [];
  const shown = findings
    .filter(
      ({ severity, authorizedBy }) =>
        (verdict === 'authorized' ? authorizedBy !== null : authorizedBy === null) &&
        severity !== 'info' &&
        severity !== 'low',
    )
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  const first = shown[0];
  if (first !== undefined) {
    parts.push(
      `${first.type}${first.member === null || first.member === 'self' ? '' : ` (${first.member})`}: ${shortDigests(first.observed)}, expected ${shortDigests(first.expected)}`,
    );
    if (first.authorizedBy !== null) parts.push(`${first.authorizedBy.kind} ${first.authorizedBy.name}`);
    if (shown.length > 1) parts.push(`and ${shown.length - 1} more`);
  }
  // Beside a finding the code says enough; `pawl verify` and the JSON have the sentence.
  if (reason !== null) parts.push(first === undefined ? reasonText(reason) : reason.code);
  if (parts.length === 0 && baseline !== null)
    parts.push(`approved by ${baseline.name}; assurance ${assurance ?? 'none'}`);
  return parts.join('; ');
}

/** A digest in a table is there to be recognised, not to be compared. */
const shortDigests = (text: string): string => text.replace(/\b([0-9a-f]{12})[0-9a-f]{20,}\b/g, '$1…');

/** `8 devices: 1 downgraded, 7 compliant`. */
export function auditSummary(judgements: readonly JudgedDevice[]): string {
  const counts = Object.entries(countVerdicts(judgements)).map(([verdict, count]) => `${count} ${verdict}`);
  return `${judgements.length} ${judgements.length === 1 ? 'device' : 'devices'}: ${counts.join(', ') || 'none'}`;
}
