import { createHash } from 'node:crypto';
import { type ComponentChild, h } from 'preact';
import { render } from 'preact-render-to-string';
import { isoTime } from '../core/brands.ts';
import type { ComplianceReport } from './compliance-model.ts';
import { deviceSection } from './html-devices.ts';
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
import { htmlStyle } from './html-style.ts';

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is loaded from anywhere; only this very style sheet and this very script count. */
const policy = (): string =>
  `default-src 'none'; style-src ${hash(htmlStyle)}; script-src ${hash(htmlScript)}; base-uri 'none'; form-action 'none'`;

/** The report as one HTML file: no network, and whole without its script. */
export function complianceHtml(report: ComplianceReport): string {
  const { scope, devices } = report;
  const title = `${devices.length === 1 ? `Device ${devices[0]?.device ?? ''}` : 'Compliance baseline report'}, ${scope.period.text}`;
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
  const page = h(
    'html',
    { lang: 'en' },
    h(
      'head',
      null,
      h('meta', { charset: 'utf-8' }),
      h('meta', { 'http-equiv': 'Content-Security-Policy', content: policy() }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('title', null, plain(title)),
      h('style', { dangerouslySetInnerHTML: { __html: htmlStyle } }),
    ),
    h(
      'body',
      null,
      h('a', { class: 'skip', href: '#content' }, 'Skip to the content'),
      h(
        'header',
        null,
        h('h1', null, plain(title)),
        h(
          'p',
          { class: 'dim lead' },
          `${isoTime(scope.period.from).slice(0, 10)} to ${isoTime(scope.period.to).slice(0, 10)} (UTC). `,
          `What is told ends at ${isoTime(scope.until).slice(0, 16).replace('T', ' ')}`,
          scope.asOf === null ? '.' : `, as it was known at ${isoTime(scope.asOf).slice(0, 16).replace('T', ' ')}.`,
          scope.selection === null ? ' The whole inventory.' : plain(` Selection: ${scope.selection}.`),
        ),
        h(
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
      ),
      h('main', { id: 'content' }, figures(report), ...sections.map(([, , part]) => part)),
      h(
        'footer',
        null,
        plain(`${scope.program}. `),
        'The same record and the same files give this very page. Times are in UTC.',
        h(
          'div',
          { class: 'sign paper' },
          h('div', null, 'Reviewed by'),
          h('div', null, 'Date'),
          h('div', null, 'Signature'),
        ),
      ),
      h('script', { dangerouslySetInnerHTML: { __html: htmlScript } }),
    ),
  );
  return `<!doctype html>\n${render(page)}\n`;
}
