import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { pawl, workFolder } from './run-pawl.ts';

/**
 * Pages are tests: a block of code with a file name behind its language is written to a folder, and each `$ pawl …` of a
 * `console` block is run there; what it prints must stand below it. `UPDATE_GOLDEN=1` writes the outputs anew.
 */
type Block = { readonly info: string; readonly body: string; readonly from: number; readonly to: number };

const root = join(import.meta.dirname, '../..');
const writtenAt = new Date('2026-04-03T00:00:00Z');

const blocksOf = (page: string): readonly Block[] =>
  [...page.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, info = '', body = ''] = match;
    const from = (match.index ?? 0) + 3 + info.length + 1;
    return { info, body, from, to: from + body.length };
  });

/** Words of a command line; single and double quotes keep blanks. */
const words = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, plain]) => single ?? double ?? plain ?? '');

async function played(page: string, folder: string): Promise<string> {
  const blocks = blocksOf(page);
  for (const { info, body } of blocks) {
    const name = /^\w+ (\S+\.\w+)$/.exec(info)?.[1];
    if (name === undefined) continue;
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, body);
    await utimes(path, writtenAt, writtenAt);
  }
  let text = '';
  let at = 0;
  for (const { info, body, from, to } of blocks) {
    if (info !== 'console') continue;
    const commands = body.split('\n').filter((line) => line.startsWith('$ pawl '));
    const outputs: string[] = [];
    for (const command of commands) {
      const { stdout, status } = await pawl(words(command.slice('$ pawl '.length)), { cwd: folder });
      expect([0, 1], command).toContain(status);
      outputs.push(`${command}\n${stdout}`);
    }
    text += page.slice(at, from) + outputs.join('');
    at = to;
  }
  return text + page.slice(at);
}

describe.each(['docs/detection.md', 'docs/validation.md'])('the outputs of %s', (name) => {
  const folder = workFolder();
  afterAll(async () => (await folder).remove());
  test('are what the program prints', async () => {
    const path = join(root, name);
    const page = await readFile(path, 'utf8');
    const wanted = await played(page, (await folder).path);
    if (process.env['UPDATE_GOLDEN'] === '1') await writeFile(path, wanted);
    else expect(page).toBe(wanted);
    expect(wanted).toContain('\n$ pawl replay ');
  });
});
