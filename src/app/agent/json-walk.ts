/** Reading JSON that somebody else laid out: members in any case, nothing assumed, nothing thrown. */

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members whose names differ in case only are one; the first counts. */
export function member(object: JsonObject, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  const wanted = name.toLowerCase();
  for (const key in object) if (key.length === wanted.length && key.toLowerCase() === wanted) return object[key];
  return undefined;
}

/** The value at a path of members, also where the dots stand in one name, as in `host.name` of ECS. */
export function at(object: JsonObject, path: string): unknown {
  const whole = member(object, path);
  if (whole !== undefined) return whole;
  const [first = '', ...rest] = path.split('.');
  if (rest.length === 0) return undefined;
  const inner = member(object, first);
  return isObject(inner) ? at(inner, rest.join('.')) : undefined;
}

/** A text or a number as text, without control characters; null for anything else and for nothing. */
export function textOf(value: unknown, most = 500): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value)
    .slice(0, most)
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
    .trim();
  return text === '' ? null : text;
}

/** The first of several paths that holds a text. */
export function textAt(object: JsonObject, ...paths: readonly string[]): string | null {
  for (const path of paths) {
    const text = textOf(at(object, path));
    if (text !== null) return text;
  }
  return null;
}

const deepest = 12;

/**
 * Visits every object, from the outside in, to 12 levels. Texts that are JSON themselves (`Entities` of an alert) are
 * read once; within them no further text is.
 */
export function walk(value: unknown, visit: (object: JsonObject) => void, depth = 0, texts = true): void {
  if (depth > deepest) return;
  if (typeof value === 'string') {
    if (texts && /^\s{0,20}[[{]/.test(value)) walk(parsed(value), visit, depth + 1, false);
  } else if (Array.isArray(value)) for (const item of value) walk(item, visit, depth + 1, texts);
  else if (isObject(value)) {
    visit(value);
    for (const item of Object.values(value)) walk(item, visit, depth + 1, texts);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
