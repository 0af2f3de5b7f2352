import type { Alert, AlertStep } from '../core/alert.ts';
import { epochMs, isoTime } from '../core/brands.ts';
import { printable } from '../core/printable.ts';
import { chainLines, chainNames, signTexts } from './chain-text.ts';
import { tableLines, wrap } from './text-table.ts';

/** A person reads no further in one line. */
const longest = 1000;

const timeText = (at: number | null): string => (at === null ? 'time unknown' : isoTime(epochMs(at)));

/** One row an alert, and below it when it was last heard, its chains and its labels. */
export function alertsTable(alerts: readonly Alert[], width: number): string {
  if (alerts.length === 0) return 'no alerts';
  const [heading = '', ...rows] = tableLines(
    [
      { title: 'alert' },
      { title: 'device', most: 30 },
      { title: 'stage' },
      { title: 'score' },
      { title: 'disposition' },
    ],
    alerts.map(({ id, device, stage, score, disposition }) => [
      id,
      device ?? 'unknown',
      stage,
      String(score),
      disposition,
    ]),
    width,
  );
  const below = alerts.map((alert) =>
    [timeText(alert.updatedAt), countOf(alert), chainNames(alert), alert.labels.join(' ')]
      .filter((text) => text !== '')
      .join('; '),
  );
  return [heading, ...rows.flatMap((row, index) => [row, ...indented(below[index] ?? '', 2, width)])].join('\n');
}

const countOf = ({ steps }: Alert): string => `${steps.length} ${steps.length === 1 ? 'line' : 'lines'}`;

/** One alert with its lines, for a person: what it is, which chains it makes, what evidence said, then step by step. */
export function alertText(alert: Alert, width: number): string {
  const { id, device, disposition, stage, score, labels, openedAt, updatedAt, outcome } = alert;
  return [
    `${id}  ${printable(device ?? 'unknown device')}  ${disposition}`,
    ...indented(`stage ${stage}, score ${score}${labels.length === 0 ? '' : `, ${labels.join(' ')}`}`, 0, width),
    `${countOf(alert)}, ${timeText(openedAt)} to ${timeText(updatedAt)}`,
    ...chainLines(alert).flatMap((text) => indented(text, 0, width, 3)),
    ...(outcome === undefined ? [] : indented(outcomeText(outcome), 0, width, 2)),
    ...alert.steps.flatMap((step) => ['', ...stepLines(step, width)]),
  ].join('\n');
}

function outcomeText(outcome: NonNullable<Alert['outcome']>): string {
  const { verdict, reason, evidenceAt, versionBefore, versionAfter, finding, audit, ticket } = outcome;
  return [
    `device asked: ${verdict}`,
    evidenceAt === null ? null : `at ${timeText(evidenceAt)}`,
    versionBefore === null && versionAfter === null
      ? null
      : `${versionBefore ?? 'unknown'} -> ${versionAfter ?? 'unknown'}`,
    reason,
    ticket === null ? null : `ticket ${ticket}`,
    finding === null ? null : `finding ${finding}`,
    audit === null ? null : `audit ${audit}`,
  ]
    .filter((text) => text !== null)
    .join(', ');
}

function stepLines(step: AlertStep, width: number): readonly string[] {
  const { at, kind, detail, score, version, direction, outcome, user, source, command, rule, signs = [] } = step;
  const what = [
    timeText(at),
    detail === null ? kind : `${kind} (${detail})`,
    `score ${score}`,
    outcome === 'failed' ? 'failed' : null,
  ];
  const who =
    user === null && source === null ? null : `${user ?? 'somebody'}${source === null ? '' : ` from ${source}`}`;
  const did = [who, command].filter((text) => text !== null).join(': ');
  return [
    ...indented(what.filter((text) => text !== null).join('  '), 0, width, 2),
    ...(version === null ? [] : indented(releaseText(version, direction), 2, width, 4)),
    ...(did === '' ? [] : indented(did.slice(0, longest), 2, width, 4)),
    ...signs.flatMap((sign) => indented(signTexts[sign], 2, width, 4)),
    ...indented(`${step.file}:${step.lineNumber}, rule ${rule}`, 2, width, 4),
    ...indented(step.line.slice(0, longest), 4, width),
  ];
}

function releaseText(version: string, direction: AlertStep['direction']): string {
  switch (direction) {
    case null:
      return `release ${version}`;
    case 'same':
      return `release ${version}, the same as before`;
    case 'older':
    case 'newer':
      return `release ${version}, ${direction} than before`;
  }
}

/** Text made printable and broken to the width; `hanging`: where the lines after the first one begin. */
function indented(text: string, indent: number, width: number, hanging = indent): readonly string[] {
  const room = Math.max(20, width - Math.max(indent, hanging));
  return wrap(printable(text), room).map((line, index) => `${' '.repeat(index === 0 ? indent : hanging)}${line}`);
}
