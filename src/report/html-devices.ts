import { type ComponentChild, type ComponentChildren, h } from 'preact';
import { verdicts } from '../core/verdict.ts';
import { type ComplianceReport, noApprover, type ReportDevice } from './compliance-model.ts';
import { mark, plain, section, timeTag } from './html-parts.ts';
import { ageText } from './plain-words.ts';

/** What the style sheet prints of the table: a thousand sheets help nobody, and Chromium gives up on them. */
const mostPrinted = 500;

const columns = [
  ['Device', 10],
  ['Platform, model', 10],
  ['Serial number', 10],
  ['Runs', 13],
  ['Boots next', 12],
  ['Image digest', 10],
  ['Verdict', 14],
  ['Rule, exception, reason', 12],
  ['Evidence', 9],
] as const;

/** Every device of the inventory, worst first; the script of the page sorts and filters it. */
export function deviceSection({ devices }: ComplianceReport): ComponentChild {
  const rows = [...devices].sort(
    (a, b) => Number(a.excluded) - Number(b.excluded) || verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict),
  );
  const platforms = [...new Set(devices.map(({ platform }) => platform))].sort();
  return h(
    'div',
    { class: 'wide' },
    section(
      'list',
      'Devices',
      h(
        'form',
        { id: 'filter', class: 'filter', role: 'search', 'aria-label': 'Filter the devices', hidden: true },
        h('label', null, 'Words', h('input', { type: 'search', name: 'text', autocomplete: 'off' })),
        choice('Verdict', 'verdict', [...verdicts, 'excluded']),
        choice('Platform', 'platform', platforms),
        h('output', { id: 'shown', 'aria-live': 'polite' }),
      ),
      devices.length > mostPrinted
        ? h(
            'p',
            { class: 'paper' },
            `On paper: the first ${mostPrinted} of ${devices.length} devices, worst first; the CSV report has all of them.`,
          )
        : null,
      h(
        'div',
        { class: 'scroll tall', role: 'region', 'aria-label': 'Devices', tabIndex: 0 },
        h(
          'table',
          { id: 'devices' },
          h(
            'caption',
            null,
            `${devices.length} devices. Digests and evidence are shortened; the JSON and CSV reports have them whole. “by device” is the device’s own report.`,
          ),
          h('colgroup', null, ...columns.map(([, size]) => h('col', { width: `${size}%` }))),
          h(
            'thead',
            null,
            h(
              'tr',
              null,
              ...columns.map(([title]) =>
                h('th', { scope: 'col', ...(title === 'Verdict' ? { 'data-sort': 'verdict' } : {}) }, title),
              ),
            ),
          ),
          h('tbody', null, ...rows.map(deviceRow)),
        ),
      ),
    ),
  );
}

const choice = (title: string, name: string, words: readonly string[]): ComponentChild =>
  h(
    'label',
    null,
    title,
    h(
      'select',
      { name },
      h('option', { value: '' }, 'all'),
      ...words.map((word) => h('option', { value: word }, plain(word))),
    ),
  );

const distinct = (values: readonly (string | null)[]): string =>
  plain([...new Set(values.filter((value) => value !== null))].join(', ')) || '–';

function deviceRow(device: ReportDevice): ComponentChild {
  const { members, evidence, verdict, excluded } = device;
  const word = excluded ? 'excluded' : verdict;
  const started = members.flatMap(({ startedAt }) => startedAt ?? [])[0] ?? null;
  return h(
    'tr',
    { 'data-v': word, 'data-p': device.platform },
    h('th', { scope: 'row' }, plain(device.device), device.site === null ? null : h('small', null, plain(device.site))),
    h('td', null, device.platform, h('small', null, distinct(members.map(({ model }) => model)))),
    h('td', null, distinct(members.map(({ serial }) => serial))),
    h(
      'td',
      null,
      distinct(members.map(({ version }) => version)),
      members.every(({ image }) => image === null)
        ? null
        : h('small', null, distinct(members.map(({ image }) => image))),
      started === null ? null : h('small', null, 'since ', timeTag(started)),
    ),
    h('td', null, distinct(members.map(({ nextBoot }) => nextBoot))),
    h('td', null, digestText(device)),
    h(
      'td',
      null,
      mark(word),
      device.assurance === null
        ? null
        : h(
            'small',
            null,
            `by ${device.assurance}${device.digestAgeMs === null ? '' : `, ${ageText(device.digestAgeMs)} old`}`,
          ),
    ),
    h('td', null, ...whyParts(device)),
    h(
      'td',
      null,
      evidence === null
        ? 'none'
        : [
            timeTag(evidence.at),
            h('small', null, `link ${evidence.link}, `, h('code', null, evidence.sha256.slice(0, 12))),
          ],
    ),
  );
}

function digestText({ digests, members }: ReportDevice): ComponentChildren {
  const digest = digests.find(({ path }) => members.some(({ image }) => image === path)) ?? digests[0];
  if (digest === undefined) return '–';
  const good =
    digest.knownGood === null
      ? 'no trusted value'
      : digest.knownGood
        ? `as in ${digest.source ?? 'its source'}`
        : `DIFFERS from ${digest.source ?? 'its source'}`;
  return [
    h('code', null, `${digest.algorithm} ${digest.value.slice(0, 16)}…`),
    h('small', null, `by ${digest.computedBy}; ${plain(good)}`),
  ];
}

function whyParts(device: ReportDevice): readonly ComponentChild[] {
  const { baseline, exceptions, openFindings, worstSeverity, reason } = device;
  return [
    baseline === null ? 'no baseline' : plain(`${baseline.name}: ${baseline.rule}`),
    ...exceptions.map(({ kind, name, ticket, by, until }) =>
      h(
        'small',
        null,
        plain(`${kind} ${name}, ${ticket ?? 'no ticket'}, ${by ?? noApprover}`),
        until === null ? null : [', until ', timeTag(until)],
      ),
    ),
    ...(openFindings === 0 ? [] : [h('small', null, `${openFindings} open, worst ${worstSeverity ?? ''}`)]),
    ...(reason === null ? [] : [h('small', null, plain(reason))]),
  ];
}
