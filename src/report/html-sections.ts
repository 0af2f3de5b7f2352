import { type ComponentChild, h } from 'preact';
import { isoTime } from '../core/brands.ts';
import { severities } from '../core/severity.ts';
import { assurances, verdicts } from '../core/verdict.ts';
import { type ComplianceReport, noApprover, type ReportChange } from './compliance-model.ts';
import { changeText, scheduleText } from './compliance-table.ts';
import { controlMapping } from './control-mapping.ts';
import { evidenceNote } from './evidence-note.ts';
import { type Cell, dataTable, legend, mark, plain, section, timeTag } from './html-parts.ts';
import { counted } from './plain-words.ts';
import { ageChart, ageRows, releaseChart, releaseCounts, timelineChart, verdictChart } from './svg-charts.ts';

const troubled = verdicts.filter((verdict) => verdict !== 'compliant');

/** More rows than a person reads; the JSON report has all of them. */
const mostRows = 500;

const more = (all: number, what: string): ComponentChild =>
  all > mostRows
    ? h('p', { class: 'dim' }, `The first ${mostRows} of ${all} ${what}; the JSON report has all of them.`)
    : null;

/** Figures and charts at the top of the page. */
export function figures(report: ComplianceReport): ComponentChild {
  const { population, totals, trend, devices, findings, scope } = report;
  const tiles: readonly (readonly [number, string])[] = [
    [population.inInventory, 'in the inventory'],
    [population.audited, 'audited in the period'],
    [population.verified, 'verified'],
    [population.notVerified.length, 'not verified'],
    [population.excluded.length, 'excluded'],
  ];
  const present = verdicts.filter((verdict) => totals.verdicts[verdict] > 0);
  const ages = ageRows(findings);
  const releases = releaseCounts(devices);
  const note = evidenceNote(report);
  return h(
    'div',
    { id: 'figures' },
    note === null ? null : h('p', { class: 'warn', role: 'note' }, note),
    h(
      'ul',
      { class: 'tiles' },
      ...tiles.map(([count, text]) => h('li', null, h('b', null, String(count)), h('span', null, text))),
    ),
    h(
      'div',
      { class: 'pair' },
      h(
        'figure',
        { id: 'chart-verdicts' },
        h('figcaption', null, 'Verdicts over the period'),
        verdictChart('Verdicts over the period', trend),
        legend(present.map((verdict) => [`v-${verdict}`, `${verdict}: ${totals.verdicts[verdict]}`])),
      ),
      h(
        'figure',
        { id: 'chart-trouble' },
        h('figcaption', null, 'The same without the compliant ones'),
        verdictChart('Verdicts other than compliant over the period', trend, troubled),
        legend(
          troubled
            .filter((verdict) => trend.some(({ verdicts: counts }) => counts[verdict] > 0))
            .map((verdict) => [`v-${verdict}`, verdict]),
        ),
      ),
    ),
    h(
      'div',
      { class: 'pair' },
      h(
        'figure',
        { id: 'chart-releases' },
        h('figcaption', null, 'Releases by platform, against the baseline'),
        releaseChart(releases),
        legend([
          ['v-compliant', 'approved'],
          ['v-noncompliant', 'not approved'],
          ['v-unverified', 'not known'],
        ]),
      ),
      h(
        'div',
        null,
        h(
          'figure',
          { id: 'chart-ages' },
          h('figcaption', null, 'Open findings by age'),
          ageChart(ages),
          legend(severities.map((severity) => [`s-${severity}`, severity])),
        ),
        assuranceTable(report),
      ),
    ),
    h(
      'p',
      { class: 'dim' },
      `A device is counted at its last evidence up to ${isoTime(scope.until).slice(0, 10)}; without evidence in the period it is unverified. `,
      `${counted(totals.retrospective, 'finding')} ${totals.retrospective === 1 ? 'was' : 'were'} authorised after the fact. `,
      totals.noApprover === 0
        ? 'Every approval in use names an approver.'
        : `No approver recorded for ${counted(totals.noApprover, 'approval')} in use.`,
    ),
  );
}

function assuranceTable({ totals }: ComplianceReport): ComponentChild {
  const present = verdicts.filter((verdict) => totals.verdicts[verdict] > 0);
  const columns = [...assurances, 'none' as const].filter((assurance) =>
    present.some((verdict) => totals.assurance[assurance][verdict] > 0),
  );
  return dataTable(
    'Verdicts by what they stand on',
    ['Verdict', ...columns.map((text) => ({ text, number: true }) as const)],
    present.map((verdict): readonly Cell[] => [
      verdict,
      ...columns.map((assurance) => String(totals.assurance[assurance][verdict])),
    ]),
  );
}

export function populationSection({ population }: ComplianceReport): ComponentChild {
  const { notVerified, excluded, notInInventory, logs, list } = population;
  return section(
    'population',
    'Population',
    h(
      'p',
      null,
      `In the inventory: ${counted(population.inInventory, 'device')}. With evidence of the period: ${population.audited}; decided of them: ${population.verified}. Excluded by decision: ${excluded.length}.`,
    ),
    h('h3', null, `Not verified (${notVerified.length})`),
    notVerified.length === 0
      ? h('p', null, 'None.')
      : dataTable(
          'Devices that could not be verified',
          ['Device', 'Reason'],
          notVerified.slice(0, mostRows).map(({ device, reason }) => [plain(device), plain(reason)]),
        ),
    more(notVerified.length, 'devices'),
    h('h3', null, `Excluded (${excluded.length})`),
    excluded.length === 0
      ? h('p', null, 'None.')
      : dataTable(
          'Devices left out by decision',
          ['Device', 'Reason', 'Approved by', 'Until'],
          excluded.map(({ device, reason, approvedBy, until }) => [
            plain(device),
            plain(reason),
            plain(approvedBy ?? noApprover),
            until === null ? 'no end' : timeTag(until),
          ]),
        ),
    h('h3', null, `On record and not in the inventory (${notInInventory.length})`),
    notInInventory.length === 0
      ? h('p', null, 'None.')
      : dataTable(
          'Devices that are no longer listed',
          ['Device', 'Last evidence'],
          notInInventory
            .slice(0, mostRows)
            .map(({ device, lastEvidenceAt }) => [plain(device), timeTag(lastEvidenceAt)]),
        ),
    h('h3', null, 'Against the logs'),
    ...logParts(logs),
    list === null
      ? null
      : [
          h('h3', null, `Against ${plain(list.name)}`),
          h(
            'p',
            null,
            `${list.entries} names there. Missing in the inventory: ${plain(list.missingHere.slice(0, 100).join(', ')) || 'none'}. Missing in the list: ${plain(list.missingThere.slice(0, 100).join(', ')) || 'none'}.`,
          ),
        ],
  );
}

function logParts(logs: ComplianceReport['population']['logs']): readonly ComponentChild[] {
  if (logs === null)
    return [h('p', null, 'No agent keeps senders beside this record: whether other devices send logs is not known.')];
  const { unknownSenders, silent, listensSince } = logs;
  return [
    h(
      'p',
      null,
      listensSince === null ? '' : `The agent listens since ${isoTime(listensSince).slice(0, 16).replace('T', ' ')}. `,
      `Senders that are no device of the inventory: ${unknownSenders.length}. Devices of it that sent nothing in the period: ${silent.length}${silent.length === 0 ? '' : ` (${plain(silent.slice(0, 100).join(', '))}${silent.length > 100 ? ', …' : ''})`}.`,
    ),
    unknownSenders.length === 0
      ? null
      : dataTable(
          'Senders that are not in the inventory',
          ['Sender', 'First line', 'Last line'],
          unknownSenders
            .slice(0, mostRows)
            .map(({ name, relays, firstSeen, lastSeen }) => [
              plain(relays ? `${name} (forwards lines of others)` : name),
              timeTag(firstSeen),
              timeTag(lastSeen),
            ]),
        ),
    more(unknownSenders.length, 'senders'),
  ];
}

export function timelineSection({ timelines, scope }: ComplianceReport): ComponentChild {
  if (timelines.length === 0) return null;
  return section(
    'timelines',
    'Time lines',
    h(
      'p',
      { class: 'dim' },
      'What ran, and below it the verdict of each audit. Devices that need a look first, at most twelve.',
    ),
    h(
      'div',
      { class: 'pair' },
      ...timelines.map((timeline) =>
        h(
          'figure',
          null,
          h('figcaption', null, plain(timeline.device), ' ', mark(timeline.points.at(-1)?.verdict ?? 'unverified')),
          timelineChart(timeline, scope.period.from, scope.until),
        ),
      ),
    ),
  );
}

export function changeSection({ changes }: ComplianceReport): ComponentChild {
  return section(
    'changes',
    `Changes (${changes.length})`,
    h(
      'p',
      { class: 'dim' },
      'Seen between two audits: what was changed and undone in between is not here. Who typed a change is told where log lines between both audits name an account.',
    ),
    changes.length === 0
      ? h('p', null, 'None seen in the period.')
      : dataTable(
          'Changes of the running release, and decisions of people',
          ['Device', 'Time', 'Change', 'Verdict'],
          changes.slice(0, mostRows).map(changeRow),
        ),
    more(changes.length, 'changes'),
  );
}

const changeRow = (change: ReportChange): readonly Cell[] => [
  plain(change.device),
  change.kind === 'release' && change.at === null ? ['by ', timeTag(change.between[1])] : timeTag(change.at),
  plain(changeText(change)),
  change.kind === 'release' ? mark(change.verdict) : 'decision',
];

export function findingSection({ findings }: ComplianceReport): ComponentChild {
  const open = findings.filter(({ status }) => status !== 'closed').length;
  const sorted = [...findings].sort(
    (a, b) =>
      Number(a.status === 'closed') - Number(b.status === 'closed') ||
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      b.ageDays - a.ageDays,
  );
  return section(
    'findings',
    `Findings (${open} open, ${findings.length - open} closed)`,
    findings.length === 0
      ? h('p', null, 'None in the period.')
      : dataTable(
          'Findings that were open at any time of the period',
          [
            'Device',
            'Severity',
            'Finding',
            'Expected, observed',
            'Opened',
            'Closed',
            { text: 'Days', number: true },
            'Authorised',
          ],
          sorted
            .slice(0, mostRows)
            .map(
              ({
                device,
                member,
                severity,
                type,
                title,
                techniques,
                expected,
                observed,
                firstSeen,
                closedAt,
                closedBecause,
                status,
                ageDays,
                authorizedBy,
              }) => [
                [
                  plain(device),
                  member === null || member === 'self' ? null : h('small', null, plain(`member ${member}`)),
                ],
                mark(severity),
                [title, h('small', null, [type, ...techniques].join(', '))],
                [plain(`expected ${expected}`), h('small', null, plain(`observed ${observed}`))],
                timeTag(firstSeen),
                closedAt === null ? status : [timeTag(closedAt), h('small', null, closedBecause ?? '')],
                String(ageDays),
                authorizedBy === null
                  ? '–'
                  : plain(
                      `${authorizedBy.kind} ${authorizedBy.name}, ${authorizedBy.ticket ?? 'no ticket'}, ${authorizedBy.by ?? noApprover}`,
                    ),
              ],
            ),
        ),
    more(findings.length, 'findings'),
  );
}

export function baselineSection({ baselines }: ComplianceReport): ComponentChild {
  return section(
    'baselines',
    'Baselines',
    baselines.length === 0
      ? h('p', null, 'None.')
      : dataTable(
          'Revisions that ruled a verdict, and those of today',
          ['Baseline', 'Revision', 'Approved by', 'Recorded', 'Today', { text: 'Devices', number: true }],
          baselines.map(({ name, revision, approvedBy, recordedAt, current, devices }) => [
            plain(name),
            h('code', null, plain(revision).slice(0, 23)),
            plain(approvedBy ?? noApprover),
            timeTag(recordedAt),
            current ? 'in use' : 'replaced',
            String(devices),
          ]),
        ),
  );
}

export function controlSection(report: ComplianceReport): ComponentChild {
  return section(
    'controls',
    'Controls',
    h(
      'p',
      null,
      'What the evidence says about each requirement, and what it does not. Whether a requirement is met is for the assessor to say.',
    ),
    dataTable(
      'Requirements with what was checked and what was not',
      ['Control', 'Requirement', 'Checked', 'Not checked', 'Result'],
      controlMapping(report).map(({ framework, ids, requirement, checked, notChecked, result }) => [
        [framework, h('small', null, ids.join(', '))],
        requirement,
        plain(checked),
        notChecked,
        h('strong', null, result),
      ]),
    ),
  );
}

export function recordSection({ runs, chain }: ComplianceReport): ComponentChild {
  return section(
    'record',
    'Audits and evidence',
    h(
      'dl',
      null,
      h('dt', null, 'Evidence chain'),
      h(
        'dd',
        null,
        `${chain.state}${chain.why === null ? '' : ` (${plain(chain.why)})`}, ${chain.links} links, head `,
        h('code', null, chain.head ?? 'none'),
      ),
      h('dt', null, 'Weeks without an audit'),
      h(
        'dd',
        null,
        `${runs.weeksWithout.length} of ${runs.weeks}${
          runs.weeksWithout.length === 0
            ? ''
            : `: from ${runs.weeksWithout
                .slice(0, 20)
                .map((at) => isoTime(at).slice(0, 10))
                .join(', ')}`
        }`,
      ),
      h('dt', null, 'Devices not seen weekly'),
      h('dd', null, String(runs.devicesNotWeekly)),
      h('dt', null, 'Results missing'),
      h('dd', null, `${runs.resultsMissing}: devices that an audit was to ask and has no result for`),
      h('dt', null, 'Schedules'),
      h('dd', null, plain(scheduleText(runs)) || 'none set up'),
    ),
    runs.audits.length === 0
      ? h('p', null, 'No audit in the period.')
      : dataTable(
          'Audits of the period',
          ['Audit', 'Trigger', 'Started', 'Finished', 'Outcome', { text: 'Answered', number: true }],
          runs.audits
            .slice(0, mostRows)
            .map(({ id, trigger, startedAt, finishedAt, outcome, answered, selected }) => [
              h('code', null, plain(id)),
              trigger,
              timeTag(startedAt),
              timeTag(finishedAt),
              outcome,
              `${answered} of ${selected}`,
            ]),
        ),
    more(runs.audits.length, 'audits'),
  );
}
