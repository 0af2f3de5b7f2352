import type { ApiProblem } from '../../agent-ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Page } from '../../record-ports.ts';

/**
 * Where a list goes on: the key of the last item that was given. A list that grows meanwhile neither repeats nor skips
 * what was there. Clients take it as it is; it holds nothing secret.
 */
export const cursorOf = (at: number, id: string): string => Buffer.from(JSON.stringify([at, id])).toString('base64url');

export function readCursor(cursor: string | null): Result<Page['after'], ApiProblem> {
  if (cursor === null) return ok(null);
  const wrong = err<ApiProblem>({ kind: 'invalid', message: 'the cursor is none that a list gave' });
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(read) || read.length !== 2) return wrong;
    const [at, id]: readonly unknown[] = read;
    return Number.isSafeInteger(at) && typeof at === 'number' && typeof id === 'string' ? ok({ at, id }) : wrong;
  } catch {
    return wrong;
  }
}

/** One page of what was asked for with one item more than it holds: that one tells that there is a next page. */
export function pageOf<T>(
  schema: string,
  items: readonly T[],
  limit: number,
  keyOf: (item: T) => { readonly at: number; readonly id: string },
  json: (item: T) => object,
): { readonly schema: string; readonly items: readonly object[]; readonly next: string | null } {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  const key = last === undefined || items.length <= limit ? null : keyOf(last);
  return { schema, items: shown.map(json), next: key === null ? null : cursorOf(key.at, key.id) };
}
