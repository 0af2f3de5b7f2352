import { isoTime } from '../core/brands.ts';
import { printable } from '../core/printable.ts';
import { noApprover, type ReportFinding, type ReportMember } from './compliance-model.ts';
import { eventTime } from './device-events.ts';
import type { DevicePage } from './device-page-model.ts';
import { ageText } from './plain-words.ts';
import { textTable, wrap } from './text-table.ts';

/** Newest first: what a person reads on one screen. `--format json` has all. */
const mostEvents = 25;
const mostEvidence = 8;

const minute = (at: Parameters<typeof isoTime>[0]): string => `${isoTime(at).slice(0, 16).replace('T', ' ')}`;

/** The words of the page that stand above its tables, the same in text and Markdown: name and sentence. */
export function deviceFacts(page: DevicePage): readonly (readonly [string, string])[] {
  const { device, listed, baseline, chain, scope } = page;
  const place = [
    device.site === null ? null : `site ${device.site}`,
    listed.role === null ? null : `role ${listed.role}`,
    listed.environment,
    listed.groups.length === 0 ? null : `groups ${listed.groups.join(', ')}`,
    listed.tags.length === 0 ? null : `tags ${listed.tags.join(', ')}`,
  ].filter((part) => part !== null);
  return [
    [
      'device',
      `${device.device}, ${device.platform}${listed.hostname === device.device ? '' : `, ${listed.hostname}`}`,
    ],
    ...(place.length === 0 ? [] : [['place', place.join('; ')] as const]),
    ...(listed.serials.length === 0 ? [] : [['listed as', listed.serials.join(', ')] as const]),
    ['period', `${scope.period.text}: ${isoTime(scope.period.from)} to ${isoTime(scope.until)}`],
    ['verdict', device.excluded ? 'excluded' : device.verdict],
    ...(device.reason === null ? [] : [['reason', device.reason] as const]),
    [
      'assurance',
      device.assurance === null
        ? 'none'
        : `${device.assurance}${device.digestAgeMs === null ? '' : `, digest ${ageText(device.digestAgeMs)} old`}`,
    ],
    [
      'history',
      device.historySince === null
        ? 'none: a step back before the first audit cannot be excluded'
        : `since ${isoTime(device.historySince)}`,
    ],
    ['baseline', baselineText(device.baseline?.rule ?? null, baseline)],
    ...device.exceptions.map(
      ({ kind, name, ticket, by, until, reason }) =>
        [
          'exception',
          `${kind} ${name}, ${ticket ?? 'no ticket'}, ${by ?? noApprover}${until === null ? '' : `, until ${isoTime(until)}`}${reason === null ? '' : `: ${reason}`}`,
        ] as const,
    ),
    ...device.digests.map(
      ({ path, algorithm, value, computedBy, knownGood, source }) =>
        [
          'digest',
          `${path} ${algorithm} ${value}, by ${computedBy === 'device' ? 'the device itself' : 'pawl'}: ${goodText(knownGood, source)}`,
        ] as const,
    ),
    [
      'chain',
      `${chain.state}${chain.why === null ? '' : ` (${chain.why})`}, ${chain.links} links, head ${chain.head ?? 'none'}`,
    ],
  ];
}

const goodText = (knownGood: boolean | null, source: string | null): string =>
  knownGood === null
    ? 'no trusted value'
    : knownGood
      ? `as in ${source ?? 'its source'}`
      : `DIFFERS from ${source ?? 'its source'}`;

function baselineText(rule: string | null, baseline: DevicePage['baseline']): string {
  if (baseline === null) return 'none matches';
  return `${baseline.name}, ${rule ?? ''}; revision ${baseline.revision.slice(0, 23)}, ${baseline.approvedBy === null ? noApprover : `approved by ${baseline.approvedBy}`}${baseline.current ? '' : '; replaced since'}`;
}

/** Columns of the members, the same in every form. */
export const memberColumns = [
  'Member',
  'Model',
  'Serial',
  'Runs',
  'Since',
  'Boots next',
  'Reference',
  'Verdict',
] as const;

export const memberCells = ({
  id,
  role,
  model,
  serial,
  version,
  patches,
  startedAt,
  nextBoot,
  reference,
  verdict,
}: ReportMember): readonly string[] => [
  role === null ? id : `${id} (${role})`,
  model ?? '–',
  serial ?? '–',
  `${version ?? 'not shown'}${patches === null || patches.length === 0 ? '' : ` with ${patches.join(', ')}`}`,
  startedAt === null ? '–' : minute(startedAt),
  nextBoot,
  reference ?? '–',
  verdict,
];

export const findingColumns = ['Severity', 'Finding', 'Opened', 'Status'] as const;

export const findingCells = ({
  severity,
  type,
  member,
  expected,
  observed,
  firstSeen,
  status,
  closedAt,
  closedBecause,
  authorizedBy,
  techniques,
}: ReportFinding): readonly string[] => [
  severity,
  `${type}${member === null || member === 'self' ? '' : ` (member ${member})`}: ${observed}; expected ${expected}${techniques.length === 0 ? '' : ` [${techniques.join(', ')}]`}`,
  minute(firstSeen),
  closedAt !== null
    ? `closed ${minute(closedAt)}, ${closedBecause ?? ''}`
    : authorizedBy === null
      ? status
      : `authorized: ${authorizedBy.kind} ${authorizedBy.name}, ${authorizedBy.ticket ?? 'no ticket'}, ${authorizedBy.by ?? noApprover}`,
];

/** The page of a device for a terminal. */
export function devicePageText(page: DevicePage, width: number): string {
  const { device, events, findings, evidence, outputs, note } = page;
  const facts = deviceFacts(page).flatMap(([name, text]) =>
    wrap(printable(text), width - 13).map((line, index) =>
      `${(index === 0 ? name : '').padEnd(11)}  ${line}`.trimEnd(),
    ),
  );
  const upper = (titles: readonly string[], wraps: string) =>
    titles.map((title) => ({ title: title.toUpperCase(), wraps: title === wraps, most: 24 }));
  const table = (title: string, count: number, text: string): readonly string[] =>
    count === 0 ? ['', title, 'none'] : ['', title, text];
  return [
    ...(note === null ? [] : [...wrap(note, width), '']),
    ...facts,
    ...table(
      'MEMBERS',
      device.members.length,
      textTable(upper(memberColumns, 'Boots next'), device.members.map(memberCells), width),
    ),
    ...table(
      `TIME LINE${events.length > mostEvents ? ` (the newest ${mostEvents} of ${events.length})` : ''}`,
      events.length,
      textTable(
        [{ title: 'TIME' }, { title: 'WHAT' }, { title: 'CHANGE', wraps: true }],
        events.slice(-mostEvents).map((event) => [eventTime(event), event.kind, event.text]),
        width,
      ),
    ),
    ...table(
      `FINDINGS (${findings.length})`,
      findings.length,
      textTable(upper(findingColumns, 'Finding'), findings.map(findingCells), width),
    ),
    ...table(
      `EVIDENCE${evidence.length > mostEvidence ? ` (the newest ${mostEvidence} of ${evidence.length})` : ''}`,
      evidence.length,
      textTable(
        [
          { title: 'TIME' },
          { title: 'AUDIT', most: 24 },
          { title: 'VERDICT' },
          { title: 'LINK' },
          { title: 'SHA-256', wraps: true },
        ],
        evidence
          .slice(0, mostEvidence)
          .map(({ at, audit, verdict, link, sha256 }) => [minute(at), audit, verdict, String(link), sha256]),
        width,
      ),
    ),
    ...(outputs.length === 0
      ? []
      : ['', `OUTPUTS OF THE NEWEST EVIDENCE (${outputs.length}; \`pawl records export --device\` gives them)`]),
    ...outputs.map(({ command, sha256 }) => printable(`${sha256.replace(/^sha256:/, '').slice(0, 16)}…  ${command}`)),
  ].join('\n');
}
