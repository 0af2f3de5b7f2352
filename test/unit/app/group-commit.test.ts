import { expect, test } from 'vitest';
import { groupCommit } from '../../../src/app/group-commit.ts';
import { err, ok } from '../../../src/core/result.ts';
import type { RecordFailure } from '../../../src/record-ports.ts';

/** Counts transactions; fails those that are named. */
function record(failing: readonly number[] = []) {
  let count = 0;
  const failure: RecordFailure = { kind: 'full', message: 'no space', advice: 'make room' };
  return {
    together(writes: () => void) {
      count += 1;
      if (failing.includes(count)) return err(failure);
      writes();
      return ok(undefined);
    },
    count: () => count,
  };
}

test('results that come together are one transaction, in their order', async () => {
  const store = record();
  const { add } = groupCommit(store);
  const written: number[] = [];
  const added = [1, 2, 3].map((value) => add(() => written.push(value)));
  expect(written).toEqual([]);
  expect(await Promise.all(added)).toEqual([1, 2, 3].map((value) => ({ ok: true, value })));
  expect([written, store.count()]).toEqual([[1, 2, 3], 1]);
});

test('the last result takes those along that wait, at once', async () => {
  const store = record();
  const { add } = groupCommit(store);
  const first = add(() => 'first');
  const last = add(() => 'last', true);
  expect(store.count()).toBe(1);
  expect(await Promise.all([first, last])).toEqual([
    { ok: true, value: 'first' },
    { ok: true, value: 'last' },
  ]);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(store.count()).toBe(1);
});

test('a transaction that fails fails all of its results, and the next is a new one', async () => {
  const { add } = groupCommit(record([1]));
  const both = await Promise.all([add(() => 1), add(() => 2)]);
  expect(both).toMatchObject([
    { ok: false, error: { kind: 'full' } },
    { ok: false, error: { kind: 'full' } },
  ]);
  expect(await add(() => 3)).toEqual({ ok: true, value: 3 });
});

test('a bug in one write rejects that one and keeps the others', async () => {
  const { add } = groupCommit(record());
  const bad = add(() => {
    throw new Error('bug');
  });
  const good = add(() => 'kept');
  await expect(bad).rejects.toThrow('bug');
  expect(await good).toEqual({ ok: true, value: 'kept' });
});
