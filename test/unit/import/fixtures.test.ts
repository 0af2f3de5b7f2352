import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readInventory } from '../../../src/config/inventory.ts';
import { findPlatform } from '../../../src/platforms/index.ts';
import { errorsOf, fixtureFiles, type Given, runImport, written } from './import-case.ts';

const golden = (name: string): string => fileURLToPath(new URL(`../../golden/import/${name}.txt`, import.meta.url));

const cases: Readonly<Record<string, Given>> = {
  'ansible-ini': { source: 'ansible', files: fixtureFiles('ansible-ini'), options: { map: { site: 'site_code' } } },
  'ansible-yaml': { source: 'ansible', files: fixtureFiles('ansible-yaml') },
  'ansible-list': { source: 'ansible', files: fixtureFiles('ansible-list') },
  nornir: { source: 'nornir', files: fixtureFiles('nornir') },
  oxidized: {
    source: 'oxidized',
    files: fixtureFiles('oxidized/router.db'),
    options: { config: fixtureFiles('oxidized/config')[0] ?? null },
  },
  rancid: { source: 'rancid', files: fixtureFiles('rancid') },
  netbox: { source: 'netbox', files: fixtureFiles('netbox') },
  nautobot: { source: 'nautobot', files: fixtureFiles('nautobot') },
  csv: {
    source: 'csv',
    files: fixtureFiles('csv'),
    options: { map: { platform: 'MachineType' } },
    words: { 'cisco isr4331': 'iosxe', apc: 'skip' },
  },
  'ssh-config': {
    source: 'ssh-config',
    files: fixtureFiles('ssh-config'),
    platformOf: { 'vie-*': 'iosxr', 'old-*': 'ios' },
  },
};

/** Everything that an import gives, as a person would read it. */
function print(given: Given): string {
  const { plan, texts } = runImport(given);
  const section = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ? '' : `== ${title}\n${lines.join('\n')}\n`;
  return [
    ...(['hosts', 'groups', 'defaults'] as const).map((name) =>
      section(`${name}.yaml`, texts[name] === null ? [] : [texts[name]]),
    ),
    section(
      'problems',
      plan.problems.map(({ text }) => text),
    ),
    section(
      'left out',
      plan.leftOut.map(({ name, why }) => `${name}: ${why}`),
    ),
    section('notes', plan.notes),
    section(
      'secrets',
      plan.secrets.map(({ name, what, of }) => `${name}: ${what} of ${of}`),
    ),
  ].join('');
}

describe('an inventory in the shape of its tool', () => {
  it.each(Object.entries(cases))('%s gives our files', (name, given) => {
    const printed = print(given);
    const update = process.env['UPDATE_GOLDEN'] === '1';
    if (update || !existsSync(golden(name))) writeFileSync(golden(name), printed);
    expect(printed).toBe(readFileSync(golden(name), 'utf8'));
  });

  it.each(Object.entries(cases))('%s copies no secret', (_, given) => {
    const { plan, texts } = runImport(given);
    expect(JSON.stringify([plan, texts])).not.toContain('not-to-be-copied');
  });

  it.each(Object.entries(cases))('%s gives files without a mistake', (_, given) => {
    const { plan, texts } = runImport(given);
    expect(errorsOf(plan)).toEqual([]);
    const after = written(texts);
    const { inventory, problems } = readInventory(
      { hosts: after.hosts ?? { file: 'hosts.yaml', text: '' }, groups: after.groups, defaults: after.defaults },
      (name) => findPlatform(name)?.id ?? null,
    );
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(inventory.devices.length).toBe(plan.hosts);
  });

  it.each(Object.entries(cases))('%s imported twice changes nothing the second time', (_, given) => {
    const first = runImport(given);
    const second = runImport({ ...given, before: written(first.texts) });
    expect(second.plan.changes).toEqual([]);
    expect(second.texts).toEqual({ hosts: null, groups: null, defaults: null });
    expect(second.plan.unchanged).toBe(first.plan.hosts);
  });
});
