import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { type VersionCases, versionCases } from './corpus-cases.ts';
import { schemes } from './version-schemes.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
const corpus = process.env['PAWL_CORPUS'];
/** `versions` has the format and most entries of the corpus; `version-cases` is ours. */
const folders = [
  join(fixtures, 'versions'),
  join(fixtures, 'version-cases'),
  ...(corpus === undefined ? [] : [join(corpus, 'versions')]),
];

for (const folder of folders) {
  for (const [name, scheme] of Object.entries(schemes)) {
    const path = join(folder, `${name}.yaml`);
    if (!existsSync(path)) continue;
    const cases: VersionCases = parseYaml(readFileSync(path, 'utf8'));
    describe(`versions of ${name}`, () => {
      for (const { name: behaviour, seen, wanted } of versionCases(scheme, cases)) {
        it(behaviour, () => {
          expect(seen()).toEqual(wanted);
        });
      }
    });
  }
}
