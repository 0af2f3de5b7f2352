import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../../src/config/configuration.ts';
import { problemText } from '../../../src/config/problem.ts';
import { findPlatform, platforms } from '../../../src/platforms/index.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const source = (file: string) => ({ file, text: readFileSync(`${root}${file}`, 'utf8') });

const { configuration, problems } = readConfiguration(
  {
    inventory: {
      hosts: source('inventory/hosts.yaml'),
      groups: source('inventory/groups.yaml'),
      defaults: source('inventory/defaults.yaml'),
    },
    agent: source('inventory/agent.yaml'),
    baselines: readdirSync(`${root}baselines`).map((name) => source(`baselines/${name}`)),
  },
  {
    platformId: (name) => findPlatform(name)?.id ?? null,
    schemeOf: (platform) => findPlatform(platform)?.versions ?? null,
  },
);

describe('the example that `pawl init` writes', () => {
  it('has no problem, not even a warning', () => {
    expect(problems.map(problemText)).toEqual([]);
  });

  it('has one device and one baseline for each platform', () => {
    const ids = platforms.map(({ id }) => id).sort();
    expect(configuration.inventory.devices.map(({ platform }) => platform).sort()).toEqual(ids);
    expect(configuration.baselines.flatMap(({ match }) => match.platform ?? []).sort()).toEqual(ids);
  });

  it('asks for every secret from the environment', () => {
    const kinds = configuration.inventory.devices.flatMap(({ password, enable }) => [password?.kind, enable?.kind]);
    expect(new Set(kinds)).toEqual(new Set(['env', undefined]));
  });
});
