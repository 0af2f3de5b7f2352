import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configurationOf } from '../src/app/configuration.ts';
import { agentSchema } from '../src/config/agent-schema.ts';
import { notifiedEvents } from '../src/core/agent.ts';
import { metrics } from '../src/core/metrics.ts';
import { eventJson } from '../src/report/event-json.ts';
import { appWith, openSettings } from './unit/edge/http/http-kit.ts';

const file = new URL('../docs/agent.md', import.meta.url);

const metricRows = Object.entries<{ kind: string; help: string; labels: readonly string[] }>(metrics).map(
  ([name, { kind, help, labels }]) =>
    `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
);
const title = '| metric | kind | labels | what it says |\n| --- | --- | --- | --- |\n';

// `UPDATE_GOLDEN=1` writes the table anew.
if (process.env['UPDATE_GOLDEN'] === '1') {
  const [before = '', after = ''] = readFileSync(file, 'utf8').split(title);
  writeFileSync(file, `${before}${title}${metricRows.join('\n')}${after.slice(after.indexOf('\n\n'))}`);
}
const page = readFileSync(file, 'utf8');

/** The fenced blocks of a language. */
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text);

describe('docs/agent.md', () => {
  it('lists every metric with its kind, its labels and what it says, and no other', () => {
    const shown = page.split('\n').filter((line) => /^\| `pawl_\w+` \|/.test(line));
    expect(shown).toEqual(metricRows);
  });

  it('names no metric that there is not', () => {
    for (const [name] of page.matchAll(/\bpawl_[a-z_]+/g)) expect(Object.keys(metrics)).toContain(name);
  });

  it('shows an agent.yaml with every key, without a problem', () => {
    const [example = ''] = blocks('yaml');
    for (const key of Object.keys(agentSchema.shape)) expect(example).toMatch(new RegExp(`^${key}:`, 'm'));
    const { problems } = configurationOf({
      inventory: {
        hosts: { file: 'hosts.yaml', text: 'edge1: {platform: iosxe, groups: [core], data: {tags: [campus]}}' },
        groups: { file: 'groups.yaml', text: 'core: {}' },
        defaults: null,
      },
      agent: { file: 'agent.yaml', text: example },
      baselines: [],
    });
    expect(problems.filter(({ file, severity }) => file === 'agent.yaml' && severity === 'error')).toEqual([]);
  });

  it('names every key of agent.yaml in its table', () => {
    const table = page.slice(page.indexOf('| key | what it does'), page.indexOf('A secret is text'));
    for (const key of Object.keys(agentSchema.shape)) expect(table).toMatch(new RegExp(`^\\| \`${key}[\`.]`, 'm'));
  });

  it('shows an event with every member', () => {
    const [example = ''] = blocks('http');
    const shown: unknown = JSON.parse(example.slice(example.indexOf('{')));
    const event = eventJson({
      kind: 'alert-confirmed',
      id: 'x',
      at: 0 as never,
      device: null,
      platform: null,
      verdict: null,
      reason: null,
      alert: null,
      finding: null,
      verification: null,
      audit: null,
      versionBefore: null,
      versionAfter: null,
      user: null,
      ticket: null,
    });
    expect(Object.keys(Object(shown)).sort()).toEqual(Object.keys(event).sort());
  });

  it('names every route with its method', async () => {
    const { app } = await appWith({ settings: openSettings });
    const { paths } = (await app.inject({ url: '/openapi.json' })).json();
    const table = page.slice(page.indexOf('| request | right'), page.indexOf('auth="authorization'));
    for (const [path, methods] of Object.entries<object>(paths)) {
      const shown = path.replace('/windows/{id}', '/windows/NAME').replace('/devices/{id}', '/devices/NAME');
      const written = shown.replace('{id}', 'ID').replace('{name}', 'NAME').replace('{secret}', 'SECRET');
      for (const method of Object.keys(methods))
        expect(
          table
            .split('\n')
            .filter((row) => row.includes(`\`${method.toUpperCase()} /`))
            .join('\n'),
        ).toContain(written);
    }
  });

  it.each(notifiedEvents)('names the event %s', (event) => {
    expect(page).toContain(`\`${event}\``);
  });
});
