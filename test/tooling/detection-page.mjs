// Writes the counted parts of docs/detection.md anew: `node test/tooling/detection-page.mjs`. The counts over the labelled
// corpus are written only where PAWL_CORPUS names its folder; counts go into the page, lines of the corpus do not.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTypeScript } from './load-typescript.mjs';

const root = join(import.meta.dirname, '../..');
const page = join(root, 'docs/detection.md');
const fixtures = join(root, 'test/fixtures');

const { sideBySideTables, sideBySideExamples, withPart } = loadTypeScript(
  join(root, 'test/unit/detect/side-by-side.ts'),
);
let text = readFileSync(page, 'utf8');
text = withPart(text, 'own fixtures', sideBySideTables(join(fixtures, 'syslog')));
text = withPart(text, 'examples', sideBySideExamples(join(fixtures, 'detection/side-by-side.yaml')));
const corpus = process.env.PAWL_CORPUS;
if (corpus !== undefined) text = withPart(text, 'corpus', sideBySideTables(join(corpus, 'syslog')));
writeFileSync(page, text);
