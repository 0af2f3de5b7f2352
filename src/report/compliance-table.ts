import { isoTime } from '../core/brands.ts';
import { printable } from '../core/printable.ts';
import { severities } from '../core/severity.ts';
import { verdicts } from '../core/verdict.ts';
import { type ComplianceReport, noApprover, type ReportChange } from './compliance-model.ts';
import { controlMapping } from './control-mapping.ts';
import { evidenceNote } from './evidence-note.ts';
import { counted, untilText } from './plain-words.ts';
import { textTable, wrap } from './text-table.ts';

/** The report for a terminal: figures first, then what needs a person, then the devices. */
export function complianceTable(report: ComplianceReport, width: number): string {
  const { devices, changes, findings, runs, population } = report;
  const attention = findings.filter(({ status }) => status !== 'closed');
  const parts = [
    complianceSummary(report, width),
    section(
      'DEVICES',
      textTable(
        [
          { title: 'DEVICE', most: 24 },
          { title: 'RUNS', most: 16 },
          { title: 'VERDICT' },
          { title: 'ASSURANCE' },
          { title: 'WHY', wraps: true },
        ],
        [...devices]
          .sort((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict))
          .map((device) => [
            device.device,
            [...new Set(device.members.map(({ version }) => version ?? '?'))].join(' ') || '–',
            device.excluded ? 'excluded' : device.verdict,
            device.assurance ?? '–',
            whyText(device),
          ]),
        width,
      ),
    ),
    section(
      `CHANGES IN THE PERIOD (${changes.length})`,
      changes.length === 0
        ? 'none seen'
        : textTable(
            [{ title: 'TIME' }, { title: 'DEVICE', most: 24 }, { title: 'CHANGE', wraps: true }],
            changes.map((change) => [changeTimeText(change), change.device, changeText(change)]),
            width,
          ),
    ),
    section(
      `FINDINGS OPEN (${attention.length})`,
      attention.length === 0
        ? 'none'
        : textTable(
            [{ title: 'AGE' }, { title: 'SEVERITY' }, { title: 'DEVICE', most: 24 }, { title: 'FINDING', wraps: true }],
            [...attention]
              .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || b.ageDays - a.ageDays)
              .map(({ ageDays, severity, device, type, observed, authorizedBy }) => [
                `${ageDays}d`,
                severity,
                device,
                `${type}: ${observed}${authorizedBy === null ? '' : ` (authorized, ${authorizedBy.kind} ${authorizedBy.name})`}`,
              ]),
            width,
          ),
    ),
    section(
      'CONTROLS',
      textTable(
        [{ title: 'CONTROL', most: 32 }, { title: 'RESULT' }, { title: 'CHECKED', wraps: true }],
        controlMapping(report).map(({ framework, ids, result, checked }) => [
          `${framework} ${ids[0] ?? ''}`,
          result,
          checked,
        ]),
        width,
      ),
    ),
    section(
      'NOT IN THE INVENTORY',
      population.notInInventory.length === 0
        ? 'no device on record that is not listed'
        : population.notInInventory
            .map(({ device, lastEvidenceAt }) => `${printable(device)}, last seen ${isoTime(lastEvidenceAt)}`)
            .join('\n'),
    ),
    section('AGAINST THE LOGS', wrap(printable(logsText(population)), width).join('\n')),
    section(
      'AUDITS',
      runs.audits.length === 0
        ? 'none in the period'
        : textTable(
            [{ title: 'STARTED' }, { title: 'TRIGGER' }, { title: 'OUTCOME' }, { title: 'ANSWERED' }],
            runs.audits.map(({ startedAt, trigger, outcome, answered, selected }) => [
              isoTime(startedAt),
              trigger,
              outcome,
              `${answered} of ${selected}`,
            ]),
            width,
          ),
    ),
  ];
  return parts.join('\n\n');
}

/** What logs say about the population, in sentences. */
export function logsText({ logs }: ComplianceReport['population']): string {
  if (logs === null) return 'no agent keeps senders beside this record: whether other devices send logs is not known';
  const first = (names: readonly string[]): string =>
    names.length === 0 ? '' : ` (${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''})`;
  return `${logs.unknownSenders.length} senders are not in the inventory${first(logs.unknownSenders.map(({ name }) => name))}; ${logs.silent.length} devices sent nothing${first(logs.silent)}`;
}

const section = (title: string, text: string): string => `${title}\n${text}`;

function whyText({ reason, openFindings, worstSeverity, exceptions, baseline }: ComplianceReport['devices'][number]) {
  if (reason !== null) return reason;
  const found = openFindings === 0 ? [] : [`${openFindings} open, worst ${worstSeverity ?? ''}`];
  const covered = exceptions.map(({ kind, name, by }) => `${kind} ${name} (${by ?? noApprover})`);
  return [...found, ...covered, ...(baseline === null ? [] : [`baseline ${baseline.name}`])].join('; ');
}

export const changeTimeText = (change: ReportChange): string =>
  change.kind === 'decision'
    ? isoTime(change.at)
    : change.at === null
      ? `by ${isoTime(change.between[1])}`
      : isoTime(change.at);

export function changeText(change: ReportChange): string {
  if (change.kind === 'decision')
    return `${change.decision}${change.finding === null ? '' : ` ${change.finding}`} by ${change.by}, ${change.ticket ?? 'no ticket'}${change.until === null ? '' : `, until ${untilText(isoTime(change.until))}`}: ${change.reason}`;
  const where = change.window === null ? 'outside any window' : `inside window ${change.window}`;
  return `${change.from} → ${change.to} (${change.direction}), ${where}, ${change.ticket ?? 'no ticket'}, ${change.approvedBy ?? noApprover}${typistText(change.typedBy)}`;
}

const typistText = (typed: Extract<ReportChange, { kind: 'release' }>['typedBy']): string =>
  typed === null
    ? ''
    : `; typed by ${typed.users.join(', ')}${typed.sources.length === 0 ? '' : ` from ${typed.sources.join(', ')}`} (alert ${typed.alerts.join(', ')})`;

const missedRuns = ({ runs }: ComplianceReport): string => {
  const due = runs.schedules.reduce((sum, one) => sum + one.due, 0);
  const missed = runs.schedules.reduce((sum, one) => sum + one.missed, 0);
  return runs.schedules.length === 0 ? '' : `${missed} of ${due} scheduled runs missed; `;
};

/** Each schedule with what was due and what did not run. */
export const scheduleText = ({ schedules }: ComplianceReport['runs']): string =>
  schedules
    .map(
      ({ name, cron, timeZone, due, missed, missedAt }) =>
        `${name} (${cron}, ${timeZone}): ${due} due, ${missed} missed${
          missed === 0
            ? ''
            : `: ${missedAt
                .slice(0, 8)
                .map((at) => isoTime(at).slice(0, 16).replace('T', ' '))
                .join(', ')}${missed > 8 ? ', …' : ''}`
        }`,
    )
    .join('; ');

/** A few lines for a mail or a chat. */
export function complianceSummary(report: ComplianceReport, width: number): string {
  const { scope, population, totals, findings, changes, runs, chain, baselines } = report;
  const note = evidenceNote(report);
  const counts = verdicts.filter((verdict) => totals.verdicts[verdict] > 0);
  const open = findings.filter(({ status }) => status !== 'closed');
  const released = changes.filter(({ kind }) => kind === 'release').length;
  const lines: readonly (readonly [string, string])[] = [
    ['period', `${scope.period.text}: ${isoTime(scope.period.from)} to ${isoTime(scope.period.to)}`],
    ...(scope.asOf === null ? [] : [['as of', isoTime(scope.asOf)] as const]),
    [
      'population',
      `${population.inInventory} in the inventory, ${population.audited} audited, ${population.verified} verified, ${population.notVerified.length} not verified, ${population.excluded.length} excluded`,
    ],
    ...(note === null ? [] : [['evidence', note] as const]),
    ['verdicts', counts.map((verdict) => `${totals.verdicts[verdict]} ${verdict}`).join(', ') || 'none'],
    [
      'findings',
      `${open.length} open, ${findings.filter(({ openedInPeriod }) => openedInPeriod).length} opened and ${findings.length - open.length} closed in the period; ${totals.retrospective} authorised after the fact`,
    ],
    ['changes', `${released} of a running release, ${changes.length - released} decisions`],
    [
      'audits',
      `${runs.audits.length}; ${missedRuns(report)}${runs.weeksWithout.length} of ${runs.weeks} weeks without one; ${runs.resultsMissing} results missing`,
    ],
    [
      'approvers',
      totals.noApprover === 0
        ? `all named, ${baselines.length} baseline revisions`
        : `${noApprover} for ${counted(totals.noApprover, 'approval')} in use`,
    ],
    [
      'chain',
      `${chain.state}${chain.why === null ? '' : ` (${chain.why})`}, ${chain.links} links, head ${chain.head?.slice(0, 16) ?? 'none'}`,
    ],
  ];
  return lines
    .flatMap(([name, text]) =>
      wrap(printable(text), width - 13).map((line, index) =>
        `${(index === 0 ? name : '').padEnd(11)}  ${line}`.trimEnd(),
      ),
    )
    .join('\n');
}
