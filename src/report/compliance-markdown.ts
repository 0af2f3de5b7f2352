import { isoTime } from '../core/brands.ts';
import { printable } from '../core/printable.ts';
import { severities } from '../core/severity.ts';
import { verdicts } from '../core/verdict.ts';
import { type ComplianceReport, noApprover } from './compliance-model.ts';
import { changeText, changeTimeText, logsText, scheduleText } from './compliance-table.ts';
import { controlMapping } from './control-mapping.ts';
import { evidenceNote } from './evidence-note.ts';
import { counted } from './plain-words.ts';

/**
 * Text of a device, a file or a person that Markdown shows and does not obey: every sign that could begin a link, a tag,
 * emphasis, a mention or a column is escaped, and addresses become no links.
 */
export const inert = (text: string | null): string =>
  printable(text ?? '')
    .replace(/[\\`*_{}[\]()<>#!|~@:$&"'=+^]/g, (sign) => (sign === '&' || sign === '<' ? entity(sign) : `\\${sign}`))
    .replace(/\bwww\./gi, (found) => `${found.slice(0, -1)}\\.`);

const entity = (sign: string): string => (sign === '&' ? '&amp;' : '&lt;');

export const markdownTable = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? 'None.'
    : [
        `| ${headings.join(' | ')} |`,
        `|${headings.map(() => ' --- ').join('|')}|`,
        ...rows.map((cells) => `| ${cells.map((cell) => (cell === '' ? '–' : cell)).join(' | ')} |`),
      ].join('\n');

const minute = (at: Parameters<typeof isoTime>[0] | null): string =>
  at === null ? '' : isoTime(at).slice(0, 16).replace('T', ' ');

/** The report as GitHub-flavoured Markdown. */
export function complianceMarkdown(report: ComplianceReport): string {
  const { population, devices, changes, findings, baselines, runs, chain } = report;
  const open = findings.filter(({ status }) => status !== 'closed');
  const closed = findings.filter(({ status }) => status === 'closed');
  const parts = [
    summaryMarkdown(report).trimEnd(),
    '## Devices',
    markdownTable(
      [
        'Device',
        'Platform',
        'Serial',
        'Runs',
        'Boots next',
        'Verdict',
        'Assurance',
        'Rule, exception, reason',
        'Evidence',
      ],
      [...devices]
        .sort((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict))
        .map(({ device, platform, members, verdict, assurance, baseline, exceptions, reason, evidence, excluded }) => [
          inert(device),
          inert(platform),
          inert(distinct(members.map(({ serial }) => serial))),
          inert(distinct(members.map(({ version }) => version))),
          inert(distinct(members.map(({ nextBoot }) => nextBoot))),
          excluded ? 'excluded' : verdict,
          assurance ?? '',
          inert(
            [
              ...(baseline === null ? [] : [`${baseline.name}: ${baseline.rule}`]),
              ...exceptions.map(
                ({ kind, name, ticket, by }) => `${kind} ${name}, ${ticket ?? 'no ticket'}, ${by ?? noApprover}`,
              ),
              ...(reason === null ? [] : [reason]),
            ].join('; '),
          ),
          evidence === null ? 'none' : `${minute(evidence.at)}, link ${evidence.link}`,
        ]),
    ),
    '## Not verified',
    markdownTable(
      ['Device', 'Reason'],
      population.notVerified.map(({ device, reason }) => [inert(device), inert(reason)]),
    ),
    '## Excluded',
    markdownTable(
      ['Device', 'Reason', 'Approved by', 'Until'],
      population.excluded.map(({ device, reason, approvedBy, until }) => [
        inert(device),
        inert(reason),
        inert(approvedBy ?? noApprover),
        minute(until),
      ]),
    ),
    '## Not in the inventory',
    markdownTable(
      ['Device', 'Last evidence'],
      population.notInInventory.map(({ device, lastEvidenceAt }) => [inert(device), minute(lastEvidenceAt)]),
    ),
    '## Against the logs',
    inert(logsText(population)),
    '## Changes',
    markdownTable(
      ['Time', 'Device', 'Change'],
      changes.map((change) => [changeTimeText(change), inert(change.device), inert(changeText(change))]),
    ),
    '## Findings open',
    findingTable(open),
    '## Findings closed in the period',
    findingTable(closed),
    '## Baselines',
    markdownTable(
      ['Baseline', 'Revision', 'Approved by', 'Recorded', 'Devices'],
      baselines.map(({ name, revision, approvedBy, recordedAt, devices: count }) => [
        inert(name),
        inert(revision),
        inert(approvedBy ?? noApprover),
        minute(recordedAt),
        String(count),
      ]),
    ),
    '## Controls',
    'What the evidence says about each requirement, and what it does not. Whether a requirement is met is for the assessor to say.',
    markdownTable(
      ['Control', 'Requirement', 'Checked', 'Not checked', 'Result'],
      controlMapping(report).map(({ framework, ids, requirement, checked, notChecked, result }) => [
        inert(`${framework} ${ids.join(', ')}`),
        requirement,
        inert(checked),
        notChecked,
        result,
      ]),
    ),
    '## Audits and evidence',
    markdownTable(
      ['Audit', 'Trigger', 'Started', 'Finished', 'Outcome', 'Answered'],
      runs.audits.map(({ id, trigger, startedAt, finishedAt, outcome, answered, selected }) => [
        inert(id),
        trigger,
        minute(startedAt),
        minute(finishedAt),
        outcome,
        `${answered} of ${selected}`,
      ]),
    ),
    `Schedules: ${inert(scheduleText(runs)) || 'none set up'}.`,
    `Evidence chain: ${chain.state}${chain.why === null ? '' : ` (${inert(chain.why)})`}, ${chain.links} links, head ${chain.head ?? 'none'}.`,
  ];
  return `${parts.join('\n\n')}\n`;
}

const distinct = (values: readonly (string | null)[]): string =>
  [...new Set(values.filter((value) => value !== null))].join(', ');

const findingTable = (findings: ComplianceReport['findings']): string =>
  markdownTable(
    ['Severity', 'Device', 'Finding', 'Observed', 'Opened', 'Closed', 'Days', 'Authorised'],
    [...findings]
      .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || b.ageDays - a.ageDays)
      .map(({ severity, device, type, observed, firstSeen, closedAt, closedBecause, ageDays, authorizedBy }) => [
        severity,
        inert(device),
        type,
        inert(observed),
        minute(firstSeen),
        closedAt === null ? '' : `${minute(closedAt)} ${closedBecause ?? ''}`,
        String(ageDays),
        authorizedBy === null
          ? ''
          : inert(
              `${authorizedBy.kind} ${authorizedBy.name}, ${authorizedBy.ticket ?? 'no ticket'}, ${authorizedBy.by ?? noApprover}`,
            ),
      ]),
  );

/** A few lines for a mail or a chat that shows Markdown. */
export function summaryMarkdown(report: ComplianceReport): string {
  const { scope, population, totals, findings, changes, chain } = report;
  const note = evidenceNote(report);
  const open = findings.filter(({ status }) => status !== 'closed').length;
  const lines = [
    `# Compliance baseline report, ${inert(scope.period.text)}`,
    `${isoTime(scope.period.from).slice(0, 10)} to ${isoTime(scope.period.to).slice(0, 10)} (UTC)${scope.asOf === null ? '' : `, as it was known at ${minute(scope.asOf)}`}. ${scope.selection === null ? 'The whole inventory.' : `Selection: ${inert(scope.selection)}.`}`,
    ...(note === null ? [] : [`**${note}**`]),
    [
      `- Population: ${population.inInventory} in the inventory, ${population.audited} audited, ${population.verified} verified, ${population.notVerified.length} not verified, ${population.excluded.length} excluded`,
      `- Verdicts: ${
        verdicts
          .filter((verdict) => totals.verdicts[verdict] > 0)
          .map((verdict) => `${totals.verdicts[verdict]} ${verdict}`)
          .join(', ') || 'none'
      }`,
      `- Findings: ${open} open, ${findings.length - open} closed in the period, ${totals.retrospective} authorised after the fact`,
      `- Changes: ${changes.filter(({ kind }) => kind === 'release').length} of a running release, ${changes.filter(({ kind }) => kind === 'decision').length} decisions`,
      `- Approvers: ${totals.noApprover === 0 ? 'all named' : `${noApprover} for ${counted(totals.noApprover, 'approval')} in use`}`,
      `- Evidence chain: ${chain.state}, ${chain.links} links`,
    ].join('\n'),
  ];
  return `${lines.join('\n\n')}\n`;
}
