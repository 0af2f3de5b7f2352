import type { z } from 'zod';
import { type ConfigProblem, nearest } from './problem.ts';
import type { PathPart, YamlDocument } from './yaml-document.ts';

/**
 * Validates a document and gives each issue the place it is about: unknown keys that of the key, all else the value's.
 * After mistakes `value` holds what is right without them, so that the checks that follow tell their problems at the
 * same time; it is null where nothing is left.
 */
export function validate<S extends z.ZodType>(
  document: YamlDocument,
  schema: S,
): { readonly value: z.output<S> | null; readonly problems: readonly ConfigProblem[] } {
  const given = document.value ?? {};
  const read = schema.safeParse(given);
  if (read.success) return { value: read.data, problems: [] };
  const problems = read.error.issues.flatMap((issue): ConfigProblem[] => {
    const path = pathOf(issue);
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => {
        const meant = nearest(key, keysAt(schema, path));
        const message = `unknown key "${key}"${meant === null ? '' : `, did you mean "${meant}"?`}`;
        return { ...document.placeOfKey([...path, key]), message, severity: 'error' };
      });
    return [{ ...document.placeOf(path), message: issueMessage(issue, path), severity: 'error' }];
  });
  return { value: salvage(schema, given, read.error.issues), problems };
}

const pathOf = (issue: z.core.$ZodIssue): readonly PathPart[] => issue.path.filter((part) => typeof part !== 'symbol');

/** Reads again without what was refused; what needs a refused part goes with it. */
function salvage<S extends z.ZodType>(
  schema: S,
  given: unknown,
  issues: readonly z.core.$ZodIssue[],
): z.output<S> | null {
  const rest: unknown = structuredClone(given);
  let open = issues;
  for (let round = 0; round < 8; round += 1) {
    for (const issue of open) {
      const path = pathOf(issue);
      if (issue.code === 'unrecognized_keys') for (const key of issue.keys) remove(rest, [...path, key]);
      else if (!remove(rest, path) && !remove(rest, path.slice(0, -1))) return null;
    }
    const read = schema.safeParse(rest);
    if (read.success) return read.data;
    open = read.error.issues;
  }
  return null;
}

/**
 * Takes out what stands at a path. An item of a list leaves a hole, so that the others keep their places; a list that
 * cannot have holes goes as a whole. False where there was nothing to take.
 */
function remove(from: unknown, path: readonly PathPart[]): boolean {
  const last = path.at(-1);
  if (last === undefined) return false;
  const parent = path.slice(0, -1).reduce(property, from);
  // Gone already, with a part above it.
  if (typeof parent !== 'object' || parent === null) return true;
  if (property(parent, last) === undefined) return false;
  if (!Array.isArray(parent)) return Reflect.deleteProperty(parent, last);
  return property(parent, last) !== null && Reflect.set(parent, last, null);
}

function issueMessage(issue: z.core.$ZodIssue, path: readonly PathPart[]): string {
  const name = path.findLast((part) => typeof part === 'string');
  const led = (message: string): string => (name === undefined ? message : `${name}: ${message}`);
  if (issue.code === 'invalid_type') {
    if (issue.input === undefined && /received undefined/.test(issue.message)) return led('is missing');
    const words: Readonly<Record<string, string>> = {
      string: 'a single value is needed',
      array: 'a list is needed',
      object: 'a map of keys is needed',
      record: 'a map of keys is needed',
    };
    return led(words[issue.expected] ?? issue.message);
  }
  if (issue.code === 'invalid_value') return led(`one of ${issue.values.map(String).join(', ')} is needed`);
  return led(issue.message);
}

/** The keys that a schema knows at a path, for "did you mean". */
function keysAt(schema: z.ZodType, path: readonly PathPart[]): readonly string[] {
  let node: unknown = schema;
  for (const part of path) node = step(unwrap(node), part);
  const shape = property(unwrap(node), 'shape');
  return typeof shape === 'object' && shape !== null ? Object.keys(shape) : [];
}

function step(node: unknown, part: PathPart): unknown {
  const shape = property(node, 'shape');
  if (typeof shape === 'object' && shape !== null) return property(shape, String(part));
  const definition = property(node, 'def');
  return property(definition, typeof part === 'number' ? 'element' : 'valueType') ?? property(definition, 'element');
}

/** Through `optional`, `nullable`, `default` and a following transform. */
function unwrap(node: unknown): unknown {
  let inner = node;
  for (let depth = 0; depth < 8; depth += 1) {
    const definition = property(inner, 'def');
    const next = property(definition, 'innerType') ?? property(definition, 'in');
    if (next === undefined) return inner;
    inner = next;
  }
  return inner;
}

const property = (from: unknown, key: PathPart): unknown =>
  typeof from === 'object' && from !== null ? Reflect.get(from, key) : undefined;
