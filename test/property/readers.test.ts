import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { platforms } from '../../src/platforms/index.ts';
import type { Reader } from '../../src/platforms/platform.ts';

const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));
const corpus = process.env['PAWL_CORPUS'];
const texts = [
  join(fixtures, 'captures'),
  join(fixtures, 'devices'),
  ...(corpus === undefined ? [] : [join(corpus, 'captures')]),
]
  .filter((folder) => existsSync(folder))
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.txt'))
      .sort()
      .map((path) => readFileSync(join(folder, path), 'utf8')),
  );

/** Each reading function once, with a command that leads to it. */
const readers = [
  ...new Map<Reader['read'], { readonly name: string; readonly read: Reader['read'] }>(
    platforms.flatMap(({ id, readers }) =>
      readers.map(({ command, read }) => [read, { name: `${id} ${command.source}`, read }] as const),
    ),
  ).values(),
];

const commands = ['show version', 'dir flash:', 'verify /md5 flash:x.bin', 'show startup-config | include ^boot', ''];

/** A reader gives an object and sentences, whatever the text. */
function check({ read }: { readonly read: Reader['read'] }, text: string, command: string): void {
  const { value, problems } = read(text, command);
  expect(typeof value).toBe('object');
  for (const problem of problems) expect(problem.message).not.toBe('');
}

const garbage: Readonly<Record<string, string>> = {
  'one long line': 'a'.repeat(1 << 20),
  blanks: ' '.repeat(1 << 20),
  'line ends': '\n'.repeat(1 << 20),
  'carriage returns': '\r'.repeat(1 << 20),
  escapes: '\x1b[1;2'.repeat(1 << 18),
  pagers: ' --More-- \b\b\b'.repeat(1 << 16),
  'digits and blanks': '1 -rw- 2 '.repeat(1 << 17),
  'short lines': 'Version 1.2, x: y = z (a) "b"\n'.repeat(1 << 15),
  colons: 'a: b, '.repeat(1 << 17),
};

describe.each(readers)('$name', (reader) => {
  test('random text is no trouble', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.constantFrom(...commands), (text, command) =>
        check(reader, text, command),
      ),
      { numRuns: 30 },
    );
  });

  test('cut and spliced outputs are no trouble', () => {
    const part = fc
      .tuple(
        fc.constantFrom(...texts, ''),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
      )
      .map(([text, from, to]) => {
        const start = Math.floor(Math.min(from, to) * text.length);
        return text.slice(start, Math.min(Math.ceil(Math.max(from, to) * text.length), start + 20_000));
      });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 3 }), fc.constantFrom(...commands), (parts, command) =>
        check(reader, parts.join(''), command),
      ),
      { numRuns: 25 },
    );
  });

  test.each(Object.entries(garbage))('a mebibyte of %s is read in less than a second', (_, text) => {
    // A machine that is busy with other things may need a second and a third try; a quadratic pattern fails them all.
    let best = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < 3 && best >= 1000; attempt += 1) {
      const start = performance.now();
      check(reader, text, 'show version');
      best = Math.min(best, performance.now() - start);
    }
    expect(best).toBeLessThan(1000);
  });
});
