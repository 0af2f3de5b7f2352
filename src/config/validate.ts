import type { z } from 'zod';
import { type ConfigProblem, nearest } from './problem.ts';
import type { PathPart, YamlDocument } from './yaml-document.ts';

/** Validates a document and gives each issue the place it is about: unknown keys that of the key, all else the value's. */
export function validate<S extends z.ZodType>(
  document: YamlDocument,
  schema: S,
): { readonly value: z.output<S> | null; readonly problems: readonly ConfigProblem[] } {
  const read = schema.safeParse(document.value ?? {});
  if (read.success) return { value: read.data, problems: [] };
  const problems = read.error.issues.flatMap((issue): ConfigProblem[] => {
    const path = issue.path.filter((part) => typeof part !== 'symbol');
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => {
        const meant = nearest(key, keysAt(schema, path));
        const message = `unknown key "${key}"${meant === null ? '' : `, did you mean "${meant}"?`}`;
        return { ...document.placeOfKey([...path, key]), message, severity: 'error' };
      });
    return [{ ...document.placeOf(path), message: issueMessage(issue, path), severity: 'error' }];
  });
  return { value: null, problems };
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

const property = (from: unknown, key: string): unknown =>
  typeof from === 'object' && from !== null ? Reflect.get(from, key) : undefined;
