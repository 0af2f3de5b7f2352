import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkWindows, readAgentSettings } from '../../../src/config/agent-settings.ts';
import { readBaselines } from '../../../src/config/baselines.ts';
import { readInventory } from '../../../src/config/inventory.ts';
import { problemText } from '../../../src/config/problem.ts';
import { plainRules } from './plain-scheme.ts';

const folder = fileURLToPath(new URL('../../fixtures/config/', import.meta.url));
const plainHosts = { file: 'hosts.yaml', text: 'edge1: {platform: alpha}\n' };

/** The word before the first dash says which file of an operator it is. */
function problemsOf(name: string, text: string): readonly string[] {
  const source = { file: name, text };
  switch (name.split('-')[0]) {
    case 'hosts':
      return readInventory({ hosts: source, groups: null, defaults: null }, plainRules.platformId).problems.map(
        problemText,
      );
    case 'groups':
      return readInventory({ hosts: plainHosts, groups: source, defaults: null }, plainRules.platformId).problems.map(
        problemText,
      );
    case 'defaults':
      return readInventory({ hosts: plainHosts, groups: null, defaults: source }, plainRules.platformId).problems.map(
        problemText,
      );
    case 'baseline':
      return readBaselines([source], plainRules).problems.map(problemText);
    case 'agent': {
      const read = readAgentSettings(source, plainRules);
      const { inventory } = readInventory({ hosts: plainHosts, groups: null, defaults: null }, plainRules.platformId);
      return [...read.problems, ...checkWindows(read, inventory, plainRules)].map(problemText);
    }
    default:
      throw new Error(`name a fixture after its kind of file: ${name}`);
  }
}

for (const kind of ['ok', 'err']) {
  describe(`test/fixtures/config/${kind}`, () => {
    const names = readdirSync(join(folder, kind)).filter((name) => name.endsWith('.yaml'));
    it.each(names)('%s gives exactly the expected problems', (name) => {
      const found = problemsOf(name, readFileSync(join(folder, kind, name), 'utf8'));
      const expectedFile = join(folder, kind, name.replace(/\.yaml$/, '.expected.txt'));
      const text = found.map((line) => `${line}\n`).join('');
      if (process.env['UPDATE_GOLDEN'] === '1' || !existsSync(expectedFile)) writeFileSync(expectedFile, text);
      expect(text).toBe(readFileSync(expectedFile, 'utf8'));
      expect(found.some((line) => !line.includes(': warning: '))).toBe(kind === 'err');
    });
  });
}
