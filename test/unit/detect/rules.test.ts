import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { detectEvent } from '../../../src/detect/detect-event.ts';
import { prefilter } from '../../../src/detect/prefilter.ts';
import { ruleBook } from '../../../src/detect/rule-book.ts';
import { platforms } from '../../../src/platforms/index.ts';
import { readLine } from '../../../src/syslog/read-line.ts';

const book = ruleBook(platforms);
const filter = prefilter(book.rules);

/** A command as IOS logs it; a whole line stays as it is. */
const lineOf = (text: string, isCommand: boolean): string =>
  isCommand
    ? `Apr  2 02:11:45\t198.51.100.1\tops\ttty1\t198.51.100.7\tstop\ttask_id=1\tservice=shell\tcmd=${text} <cr>`
    : text;

describe.each(book.rules)('the rule $indicator.id', (rule) => {
  const { id, kind, hits, misses, words, needles, mnemonic } = rule.indicator;
  const isCommand = words !== undefined;
  /** Only this rule, on the platforms that have it. */
  const alone = { ...book, order: () => [rule] };

  it.each(hits)('hits: %s', (text) => {
    const line = lineOf(text, isCommand);
    expect(detectEvent(alone, readLine(line, { receivedAt: null }))?.rule).toBe(id);
    expect(detectEvent(book, readLine(line, { receivedAt: null }), rule.platforms[0] ?? null)?.kind).toBe(kind);
    expect(filter.mayHit(line)).toBe(true);
  });

  it.each(misses)('misses: %s', (text) => {
    expect(detectEvent(alone, readLine(lineOf(text, isCommand), { receivedAt: null }))).toBeNull();
  });

  it('has what the search needs, and examples both ways', () => {
    expect(isCommand).toBe(needles === undefined && mnemonic === undefined);
    for (const needle of needles ?? []) expect(needle.length).toBeGreaterThanOrEqual(4);
    for (const phrase of rule.phrases) expect(phrase[0]?.min ?? 0).toBeGreaterThanOrEqual(3);
    expect(hits.length).toBeGreaterThan(0);
    expect(misses.length).toBeGreaterThan(0);
  });
});

it('all rules together are those of the reviewed table', () => {
  const rows = book.rules.map(({ indicator: { id, kind, detail, techniques }, platforms: ids }) =>
    [id, ids.join(','), kind, detail ?? '-', techniques.join(',')].join('  '),
  );
  const table = `${rows.join('\n')}\n`;
  const file = new URL('../../golden/rules.txt', import.meta.url);
  if (process.env['UPDATE_GOLDEN'] !== undefined || !existsSync(file)) {
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, table);
  }
  expect(table).toBe(readFileSync(file, 'utf8'));
});
