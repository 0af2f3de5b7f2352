/**
 * A function of an owner (the case, the facts) and more, whose answers are kept as long as the owner is: many looks ask
 * the same of one case. Only for what follows from its arguments alone.
 */
export function once<O extends object, A extends readonly unknown[], T>(
  keyOf: (...args: A) => unknown,
  work: (owner: O, ...args: A) => T,
): (owner: O, ...args: A) => T {
  const kept = new WeakMap<O, Map<unknown, T>>();
  return (owner, ...args) => {
    const answers = kept.get(owner) ?? new Map<unknown, T>();
    if (answers.size === 0) kept.set(owner, answers);
    const key = keyOf(...args);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = work(owner, ...args);
    answers.set(key, answer);
    return answer;
  };
}
