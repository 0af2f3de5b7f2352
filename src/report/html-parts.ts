import { type ComponentChild, type ComponentChildren, h } from 'preact';
import { type EpochMs, isoTime } from '../core/brands.ts';
import { printable } from '../core/printable.ts';

/** Longer than anything that a person reads in a cell; the JSON report has it whole. */
const mostSigns = 600;

/** Text of a device, a file or a person: control characters and direction marks dropped; preact escapes the rest. */
export const plain = (text: string | null): string => {
  const clean = printable((text ?? '').slice(0, 4 * mostSigns));
  return clean.length > mostSigns ? `${clean.slice(0, mostSigns - 1)}…` : clean;
};

/** Minutes are enough to read; the whole time stands in `datetime`. */
export const timeTag = (at: EpochMs | null): ComponentChild =>
  at === null ? '–' : h('time', { dateTime: isoTime(at) }, isoTime(at).slice(0, 16).replace('T', ' '));

export const mark = (word: string): ComponentChild => h('span', { class: `mark m-${word}` }, word);

export const section = (id: string, title: string, ...content: readonly ComponentChildren[]): ComponentChild =>
  h('section', { id, 'aria-labelledby': `${id}-title` }, h('h2', { id: `${id}-title` }, title), ...content);

export type Cell = ComponentChildren;

/** A table with a caption and column headings; the first cell of a row is its heading. */
export const dataTable = (
  caption: string,
  headings: readonly (string | { readonly text: string; readonly number: true })[],
  rows: readonly (readonly Cell[])[],
): ComponentChild =>
  h(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': caption, tabIndex: 0 },
    h(
      'table',
      null,
      h('caption', null, caption),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          ...headings.map((heading) =>
            typeof heading === 'string'
              ? h('th', { scope: 'col' }, heading)
              : h('th', { scope: 'col', class: 'n' }, heading.text),
          ),
        ),
      ),
      h(
        'tbody',
        null,
        ...rows.map((cells) =>
          h(
            'tr',
            null,
            ...cells.map((cell, index) => {
              if (index === 0) return h('th', { scope: 'row' }, cell);
              return h('td', typeof headings[index] === 'string' ? null : { class: 'n' }, cell);
            }),
          ),
        ),
      ),
    ),
  );

export const legend = (entries: readonly (readonly [string, string])[]): ComponentChild =>
  h(
    'ul',
    { class: 'legend' },
    ...entries.map(([name, text]) =>
      h(
        'li',
        null,
        h(
          'svg',
          { viewBox: '0 0 10 10', 'aria-hidden': 'true' },
          h('rect', { width: 10, height: 10, rx: 2, class: name }),
        ),
        text,
      ),
    ),
  );
