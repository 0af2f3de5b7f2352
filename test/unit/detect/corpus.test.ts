import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { detectEvent } from '../../../src/detect/detect-event.ts';
import { ruleBook } from '../../../src/detect/rule-book.ts';
import { platforms } from '../../../src/platforms/index.ts';
import { readLine } from '../../../src/syslog/read-line.ts';
import { labelledFolders, labelledLines } from '../syslog/labelled-lines.ts';

type Flags = { readonly n: number; readonly also?: string | readonly string[]; readonly optional?: boolean };

const book = ruleBook(platforms);
const silent = new Set(['benign', 'command', 'config-session']);

function flagsOf(folder: string, name: string): Flags {
  const [file = '', n = '0'] = name.split(' ');
  const { lines }: { lines: readonly Flags[] } = parse(readFileSync(join(folder, `${file}.yaml`), 'utf8'));
  return lines.find((entry) => entry.n === Number(n)) ?? { n: 0 };
}

describe.each(labelledFolders)('indicators on the $name', ({ folder }) => {
  it.each(labelledLines(folder))('of $name are of its kind', ({ name, line, kind, labels }) => {
    const { also = [], optional = false } = flagsOf(folder, name);
    const hit = detectEvent(book, readLine(line, { receivedAt: Date.UTC(2026, 2, 10, 2, 12) }));
    const right = silent.has(kind) ? [null, ...[also].flat()] : [kind, ...[also].flat(), ...(optional ? [null] : [])];
    expect(right).toContain(hit?.kind ?? null);
    if (hit === null) return;
    const told = { user: hit.user, src: hit.source, command: hit.command, image: hit.image, version: hit.version };
    for (const [label, value] of Object.entries(told)) {
      if (labels[label] !== undefined && labels[label] !== '')
        expect(`${label} ${value}`).toBe(`${label} ${labels[label]}`);
    }
  });
});
