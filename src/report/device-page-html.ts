import { type ComponentChild, h } from 'preact';
import { isoTime } from '../core/brands.ts';
import { eventTime } from './device-events.ts';
import type { DevicePage } from './device-page-model.ts';
import { deviceFacts, findingCells, findingColumns, memberCells, memberColumns } from './device-page-text.ts';
import { type SheetPlan, sheetPlan } from './device-sheet.ts';
import { htmlPage, type Paper } from './html-page.ts';
import { type Cell, mark, plain, timeTag } from './html-parts.ts';
import { timelineChart } from './svg-charts.ts';

/** On the screen; `--format json` has all. */
const most = { events: 300, findings: 100, evidence: 100, members: 64 } as const;

/** What a device says can be of any length. */
const short = (text: string, size = 300): string => {
  const clean = plain(text);
  return clean.length > size ? `${clean.slice(0, size - 1)}…` : clean;
};

/** The page of a device: one sheet of A4 or Letter when it is printed. */
export function devicePageHtml(page: DevicePage, paper: Paper | null = null): string {
  const { scope, device, timeline, events, findings, evidence, note } = page;
  const facts = deviceFacts(page).filter(([name]) => !['verdict', 'reason', 'period'].includes(name));
  const plan = sheetPlan(page, facts);
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
        { class: 'verdict c2' },
        mark(device.excluded ? 'excluded' : device.verdict),
        device.reason === null ? null : ` ${short(device.reason)}`,
      ),
      h(
        'dl',
        null,
        ...facts
          .slice(0, 40)
          .flatMap(([name, text], index) => [
            h('dt', screen(index >= plan.facts), name),
            h('dd', screen(index >= plan.facts), short(text)),
          ]),
      ),
      timeline === null
        ? null
        : h('figure', { id: 'chart-timeline' }, timelineChart(timeline, scope.period.from, scope.until)),
      part(
        plan,
        'members',
        'Members',
        memberColumns,
        [9, 12, 13, 12, 15, 15, 11, 13],
        cut(device.members, 'members', memberCells),
      ),
      part(
        plan,
        'events',
        'Time line of versions and boots',
        ['Time', 'What', 'Change'],
        [18, 11, 71],
        [...events]
          .reverse()
          .slice(0, most.events)
          .map((event) => [eventTime(event), event.kind, short(event.text)]),
        events.length,
      ),
      part(
        plan,
        'findings',
        'Findings',
        findingColumns,
        [9, 58, 14, 19],
        cut(inOrderOfNeed(findings), 'findings', findingCells),
        findings.length,
      ),
      part(
        plan,
        'evidence',
        'Evidence',
        ['Time', 'Audit', 'Verdict', 'Link', 'SHA-256 of the link in the evidence chain'],
        [16, 13, 17, 6, 48],
        evidence
          .slice(0, most.evidence)
          .map(({ at, audit, verdict, link, sha256 }): readonly Cell[] => [
            timeTag(at),
            short(audit, 60),
            mark(verdict),
            String(link),
            h('code', null, sha256),
          ]),
        evidence.length,
      ),
    ],
  });
}

const screen = (only: boolean): { readonly class: string } | null => (only ? { class: 'screen' } : null);

const cut = <T>(
  all: readonly T[],
  kind: keyof typeof most,
  cells: (one: T) => readonly string[],
): readonly (readonly string[])[] => all.slice(0, most[kind]).map((one) => cells(one).map((cell) => short(cell)));

/** A table of which paper gets the first rows. */
function part(
  plan: SheetPlan,
  kind: Exclude<keyof SheetPlan, 'facts'>,
  title: string,
  columns: readonly string[],
  sizes: readonly number[],
  rows: readonly (readonly Cell[])[],
  count = rows.length,
): ComponentChild {
  const printed = plan[kind];
  const clamp = kind === 'findings' || kind === 'members' ? 'c2' : 'c1';
  return h(
    'section',
    { 'aria-labelledby': `${kind}-title` },
    h(
      'h2',
      { id: `${kind}-title` },
      title,
      count > printed ? h('small', { class: 'paper' }, ` ${printed} of ${count}; the JSON report has all`) : null,
    ),
    count === 0
      ? h('p', null, 'None.')
      : h(
          'div',
          { class: 'scroll', role: 'region', 'aria-label': title, tabIndex: 0 },
          h(
            'table',
            null,
            h('colgroup', null, ...sizes.map((size) => h('col', { width: `${size}%` }))),
            h('thead', null, h('tr', null, ...columns.map((column) => h('th', { scope: 'col' }, column)))),
            h(
              'tbody',
              null,
              ...rows.map((cells, index) =>
                h(
                  'tr',
                  screen(index >= printed),
                  ...cells.map((cell, column) =>
                    column === 0
                      ? h('th', { scope: 'row' }, h('div', { class: clamp }, cell))
                      : h('td', null, h('div', { class: clamp }, cell)),
                  ),
                ),
              ),
            ),
          ),
        ),
    count > rows.length
      ? h('p', { class: 'dim screen' }, `The first ${rows.length} of ${count}; the JSON report has all of them.`)
      : null,
  );
}

/** Open ones first, then by age. */
const inOrderOfNeed = (findings: DevicePage['findings']): DevicePage['findings'] =>
  [...findings].sort(
    (a, b) => Number(a.status === 'closed') - Number(b.status === 'closed') || b.firstSeen - a.firstSeen,
  );
