import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochMs } from '../../src/core/brands.ts';
import type { Answer, AnswerStatus } from '../../src/core/observation.ts';
import { reason } from '../../src/core/reason.ts';
import { platforms } from '../../src/platforms/index.ts';

const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));
const corpus = process.env['PAWL_CORPUS'];

/** Outputs of the platform by the first two words of their command: what a device might say at that place. */
function outputsOf(platform: string): ReadonlyMap<string, readonly string[]> {
  const texts = new Map<string, string[]>();
  for (const root of [
    join(fixtures, 'captures', platform),
    ...(corpus === undefined ? [] : [join(corpus, 'captures', platform)]),
  ]) {
    if (!existsSync(root)) continue;
    for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
      if (!path.endsWith('.json')) continue;
      const { command } = JSON.parse(readFileSync(join(root, path), 'utf8'));
      const key = startOf(command);
      const text = readFileSync(join(root, path.replace(/\.json$/, '.txt')), 'utf8');
      texts.set(key, [...(texts.get(key) ?? []), text]);
    }
  }
  return texts;
}

const startOf = (command: string): string => command.toLowerCase().split(/\s+/).slice(0, 2).join(' ');

const statuses: readonly AnswerStatus[] = [
  'ok',
  'ok',
  'ok',
  'absent',
  'unsupported',
  'denied',
  'truncated',
  'timeout',
  'not-asked',
];

describe.each(platforms.map((platform) => ({ id: platform.id, platform })))('$id', ({ id, platform }) => {
  const outputs = outputsOf(id);
  const all = [...outputs.values()].flat();

  test('a collection ends with facts, whatever is answered', () => {
    const choice = fc.record({
      status: fc.constantFrom(...statuses),
      pick: fc.nat(),
      cut: fc.double({ min: 0, max: 1, noNaN: true }),
      whole: fc.boolean(),
      other: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(choice, { minLength: 1, maxLength: 40 }), fc.boolean(), (choices, hash) => {
        const collection = platform.collect({ now: epochMs(0), hash: () => (hash ? platform.hashes : []) });
        let state = collection.next();
        let asked = 0;
        while (state.done !== true) {
          const { command } = state.value;
          const { status, pick, cut, whole, other } = choices[asked % choices.length] ?? choices[0] ?? never();
          asked += 1;
          if (asked > 400) throw new Error('the collection does not end');
          const fitting = other === 0 ? all : (outputs.get(startOf(command.text)) ?? all);
          const text = fitting[pick % Math.max(1, fitting.length)] ?? '';
          const answer: Answer = {
            command: command.text,
            slug: command.slug,
            status,
            text: whole ? text : text.slice(0, Math.floor(cut * text.length)),
            reason: status === 'ok' || status === 'absent' ? null : reason('internal', status),
            startedAt: null,
            tookMs: 0,
          };
          state = collection.next(answer);
        }
        expect(state.value.members.length).toBeGreaterThan(0);
        expect(new Set(state.value.members.map((member) => member.id)).size).toBe(state.value.members.length);
      }),
      { numRuns: 80 },
    );
  });
});

function never(): never {
  throw new Error('no choice');
}
