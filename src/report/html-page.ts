import { createHash } from 'node:crypto';
import { type ComponentChild, h } from 'preact';
import { render } from 'preact-render-to-string';
import { plain } from './html-parts.ts';
import { htmlStyle } from './html-style.ts';

export type Paper = 'a4' | 'letter';

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is loaded from anywhere; only this very style sheet and this very script count. */
const policy = (style: string, script: string | null): string =>
  [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    ...(script === null ? [] : [`script-src ${hash(script)}`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

export type HtmlPage = {
  readonly title: string;
  readonly program: string;
  /** Size of the sheet; null leaves it to the one who prints. */
  readonly paper: Paper | null;
  readonly script: string | null;
  /** Of the body. */
  readonly class: string | null;
  readonly lead: readonly ComponentChild[];
  readonly nav: ComponentChild;
  readonly main: readonly ComponentChild[];
};

/** One HTML file: no network, and whole without its script. */
export function htmlPage({ title, program, paper, script, class: name, lead, nav, main }: HtmlPage): string {
  const style = htmlStyle(paper);
  const page = h(
    'html',
    { lang: 'en' },
    h(
      'head',
      null,
      h('meta', { charset: 'utf-8' }),
      h('meta', { 'http-equiv': 'Content-Security-Policy', content: policy(style, script) }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('title', null, plain(title)),
      h('style', { dangerouslySetInnerHTML: { __html: style } }),
    ),
    h(
      'body',
      name === null ? null : { class: name },
      h('a', { class: 'skip', href: '#content' }, 'Skip to the content'),
      h('header', null, h('h1', null, plain(title)), h('p', { class: 'dim lead' }, ...lead), nav),
      h('main', { id: 'content' }, ...main),
      h(
        'footer',
        null,
        plain(`${program}. `),
        'The same record and the same files give this very page. Times are in UTC.',
        h(
          'div',
          { class: 'sign paper' },
          h('div', null, 'Reviewed by'),
          h('div', null, 'Date'),
          h('div', null, 'Signature'),
        ),
      ),
      script === null ? null : h('script', { dangerouslySetInnerHTML: { __html: script } }),
    ),
  );
  return `<!doctype html>\n${render(page)}\n`;
}
