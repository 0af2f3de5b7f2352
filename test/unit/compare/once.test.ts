import { expect, test } from 'vitest';
import { once } from '../../../src/compare/once.ts';

test('the same question about the same owner is worked out once, another owner or question anew', () => {
  const asked: string[] = [];
  const lengthOf = once(
    (text: string) => text,
    (owner: { readonly name: string }, text: string) => {
      asked.push(`${owner.name} ${text}`);
      return { length: text.length };
    },
  );
  const [a, b] = [{ name: 'a' }, { name: 'b' }];
  expect(lengthOf(a, 'xy')).toBe(lengthOf(a, 'xy'));
  expect(lengthOf(a, 'xyz')).toEqual({ length: 3 });
  expect(lengthOf(b, 'xy')).not.toBe(lengthOf(a, 'xy'));
  expect(asked).toEqual(['a xy', 'a xyz', 'b xy']);
});
