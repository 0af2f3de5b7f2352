import { type ComponentChild, h } from 'preact';
import { isoTime } from '../core/brands.ts';
import type { ComplianceReport } from './compliance-model.ts';
import { deviceSection } from './html-devices.ts';
import { htmlPage, type Paper } from './html-page.ts';
import { plain } from './html-parts.ts';
import { htmlScript } from './html-script.ts';
import {
  baselineSection,
  changeSection,
  controlSection,
  figures,
  findingSection,
  populationSection,
  recordSection,
  timelineSection,
} from './html-sections.ts';

const minute = (text: string): string => text.slice(0, 16).replace('T', ' ');

/** The report as one HTML file. */
export function complianceHtml(report: ComplianceReport, paper: Paper | null = null): string {
  const { scope } = report;
  const sections: readonly (readonly [string, string, ComponentChild])[] = [
    ['population', 'Population', populationSection(report)],
    ['list', 'Devices', deviceSection(report)],
    ['timelines', 'Time lines', timelineSection(report)],
    ['changes', 'Changes', changeSection(report)],
    ['findings', 'Findings', findingSection(report)],
    ['baselines', 'Baselines', baselineSection(report)],
    ['controls', 'Controls', controlSection(report)],
    ['record', 'Audits and evidence', recordSection(report)],
  ];
  return htmlPage({
    title: `Compliance baseline report, ${scope.period.text}`,
    program: scope.program,
    paper,
    script: htmlScript,
    class: null,
    lead: [
      `${isoTime(scope.period.from).slice(0, 10)} to ${isoTime(scope.period.to).slice(0, 10)} (UTC). `,
      `What is told ends at ${minute(isoTime(scope.until))}`,
      scope.asOf === null ? '.' : `, as it was known at ${minute(isoTime(scope.asOf))}.`,
      scope.selection === null ? ' The whole inventory.' : plain(` Selection: ${scope.selection}.`),
    ],
    nav: h(
      'nav',
      { 'aria-label': 'Sections' },
      h(
        'ul',
        null,
        ...sections.flatMap(([id, name, part]) =>
          part === null ? [] : [h('li', null, h('a', { href: `#${id}` }, name))],
        ),
      ),
    ),
    main: [figures(report), ...sections.map(([, , part]) => part)],
  });
}
