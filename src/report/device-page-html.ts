import { type ComponentChild, h } from 'preact';
import { isoTime } from '../core/brands.ts';
import { eventTime } from './device-events.ts';
import type { DevicePage } from './device-page-model.ts';
import { deviceFacts, findingCells, findingColumns, memberCells, memberColumns } from './device-page-text.ts';
import { htmlPage, type Paper } from './html-page.ts';
import { type Cell, dataTable, mark, plain, timeTag } from './html-parts.ts';
import { timelineChart } from './svg-charts.ts';

/** On the screen; `--format json` has all. The style sheet prints less of each table, so that it stays one sheet. */
const most = { events: 200, findings: 100, evidence: 100, members: 32 } as const;
/** What the style sheet prints: `.one tr:nth-child`. */
const printed = { members: 8, events: 11, findings: 5, evidence: 4 } as const;

/** One line of a page that must not grow: what a device says can be of any length. */
const short = (text: string, size = 150): string => {
  const clean = plain(text);
  return clean.length > size ? `${clean.slice(0, size - 1)}…` : clean;
};

/** The page of a device: one sheet of A4 or Letter when it is printed. */
export function devicePageHtml(page: DevicePage, paper: Paper | null = null): string {
  const { scope, device, timeline, events, findings, evidence, note } = page;
  const newest = [...events].reverse();
  const part = (kind: keyof typeof printed, title: string, count: number, table: ComponentChild): ComponentChild =>
    h(
      'section',
      { class: `cut-${kind}`, 'aria-labelledby': `${kind}-title` },
      h(
        'h2',
        { id: `${kind}-title` },
        title,
        count > printed[kind] ? h('small', { class: 'paper' }, ` ${printed[kind]} of ${count}`) : null,
      ),
      count === 0 ? h('p', null, 'None.') : table,
    );
  return htmlPage({
    title: `Device ${device.device}, ${scope.period.text}`,
    program: scope.program,
    paper,
    script: null,
    class: 'one',
    lead: [
      `${device.platform}${device.site === null ? '' : `, ${plain(device.site)}`}. ${isoTime(scope.period.from).slice(0, 10)} to ${isoTime(scope.period.to).slice(0, 10)} (UTC), told until ${isoTime(scope.until).slice(0, 16).replace('T', ' ')}.`,
    ],
    nav: null,
    main: [
      note === null ? null : h('p', { class: 'warn', role: 'note' }, note),
      h(
        'p',
        { class: 'verdict' },
        mark(device.excluded ? 'excluded' : device.verdict),
        device.reason === null ? null : ` ${short(device.reason)}`,
      ),
      h(
        'dl',
        null,
        ...deviceFacts(page)
          .filter(([name]) => !['verdict', 'reason', 'period'].includes(name))
          .slice(0, 14)
          .flatMap(([name, text]) => [h('dt', null, name), h('dd', null, short(text, 230))]),
      ),
      timeline === null
        ? null
        : h('figure', { id: 'chart-timeline' }, timelineChart(timeline, scope.period.from, scope.until)),
      part(
        'members',
        'Members',
        device.members.length,
        dataTable(
          'Members as they were seen last',
          memberColumns,
          clipped(device.members.slice(0, most.members).map(memberCells), 60),
        ),
      ),
      part(
        'events',
        'Time line of versions and boots',
        events.length,
        dataTable(
          'Newest first; “by” is the audit that saw it',
          ['Time', 'What', 'Change'],
          newest.slice(0, most.events).map((event) => [eventTime(event), event.kind, short(event.text)]),
        ),
      ),
      part(
        'findings',
        'Findings',
        findings.length,
        dataTable(
          'Open at any time of the period',
          findingColumns,
          clipped(inOrderOfNeed(findings).slice(0, most.findings).map(findingCells), 190),
        ),
      ),
      part(
        'evidence',
        'Evidence',
        evidence.length,
        dataTable(
          'Newest first; the digest is that of the link in the evidence chain',
          ['Time', 'Audit', 'Verdict', { text: 'Link', number: true }, 'SHA-256'],
          evidence
            .slice(0, most.evidence)
            .map(({ at, audit, verdict, link, sha256 }): readonly Cell[] => [
              timeTag(at),
              short(audit, 40),
              mark(verdict),
              String(link),
              h('code', null, sha256),
            ]),
        ),
      ),
    ],
  });
}

const clipped = (rows: readonly (readonly string[])[], size: number): readonly (readonly string[])[] =>
  rows.map((cells) => cells.map((cell) => short(cell, size)));

/** Open ones first, then by age. */
const inOrderOfNeed = (findings: DevicePage['findings']): DevicePage['findings'] =>
  [...findings].sort(
    (a, b) => Number(a.status === 'closed') - Number(b.status === 'closed') || b.firstSeen - a.firstSeen,
  );
