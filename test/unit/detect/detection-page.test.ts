import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sideBySideExamples, sideBySideTables, withPart } from './side-by-side.ts';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/detection.md'), 'utf8');
const corpus = process.env['PAWL_CORPUS'];

/** `node test/tooling/detection-page.mjs` writes what is expected here. */
describe('the counted parts of docs/detection.md', () => {
  it('are those of our own fixtures', () => {
    expect(page).toBe(withPart(page, 'own fixtures', sideBySideTables(join(root, 'test/fixtures/syslog'))));
  });
  it('are those of the examples', () => {
    const examples = sideBySideExamples(join(root, 'test/fixtures/detection/side-by-side.yaml'));
    expect(page).toBe(withPart(page, 'examples', examples));
  });
  it(corpus === undefined ? 'are there for the corpus' : 'are those of the corpus', () => {
    expect(page).toMatch(/<!-- begin corpus -->\n520 lines\./);
    if (corpus !== undefined) expect(page).toBe(withPart(page, 'corpus', sideBySideTables(join(corpus, 'syslog'))));
  });
  it('see in the examples what the rule does not, and the other way round', () => {
    const examples = page.slice(page.indexOf('<!-- begin examples -->'), page.indexOf('<!-- end examples -->'));
    expect(examples.match(/The rule: nothing[^.]*\. pawl: `/g)?.length).toBeGreaterThan(8);
    expect(examples.match(/The rule: reports it with \d\. pawl: nothing\./g)?.length).toBeGreaterThan(3);
  });
});
