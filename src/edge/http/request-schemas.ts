import { z } from 'zod';
import type { ListQuery } from '../../agent-ports.ts';
import type { Match } from '../../core/baseline.ts';
import { readInstant } from '../../core/instant.ts';
import { globProblem } from '../../core/match.ts';
import type { Result } from '../../core/result.ts';

/** What the routes take. Unknown members and parameters are refused: a filter that is not there must not be ignored. */

const mostText = 1024;
const name = z.string().min(1).max(mostText);

/** A text that `read` turns into something, or refuses with a sentence. */
const textAs = <T>(read: (given: string) => Result<T, string>, meta: Readonly<Record<string, unknown>>) =>
  z
    .string()
    .max(mostText)
    .meta(meta)
    .transform((given, context): T => {
      const result = read(given);
      if (result.ok) return result.value;
      context.issues.push({ code: 'custom', message: result.error, input: given });
      return z.NEVER;
    });

const instant = (edge: 'start' | 'end') =>
  textAs((given) => readInstant(given.trim(), edge), {
    type: 'string',
    examples: ['2026-12-01T20:00Z', '2026-12-01'],
  });

const limit = textAs<number>(
  (given) => {
    const value = /^\d{1,4}$/.test(given) ? Number(given) : 0;
    return value >= 1 && value <= 1000
      ? { ok: true, value }
      : { ok: false, error: 'a whole number from 1 to 1000 is needed' };
  },
  { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
);

/** In an address `+` means a blank: an offset such as +01:00 that was not encoded is still meant. */
const since = textAs((given) => readInstant(given.trim().replace(/ (?=\d\d:?\d\d$)/, '+'), 'start'), {
  type: 'string',
  examples: ['2026-12-01T20:00Z'],
});

const filters = ['device', 'type', 'status', 'disposition', 'since'] as const;

const wholeQuery = z.strictObject({
  limit: limit.optional(),
  cursor: name.optional().describe('`next` of the answer before.'),
  device: name.optional().describe('Names of devices, joined by commas.'),
  type: name.optional().describe('Words, joined by commas.'),
  status: name.optional().describe('Words, joined by commas.'),
  disposition: name.optional().describe('Words, joined by commas.'),
  since: since.optional().describe('At or after this time.'),
});

/** `?limit=`, `?cursor=` and the filters that a list has; one that it has not is refused, not ignored. */
export function listQuery(has: readonly (typeof filters)[number][]) {
  const lacks = filters.filter((filter) => !has.includes(filter));
  const { properties } = z.toJSONSchema(wholeQuery, { io: 'input' });
  const shown = Object.entries(properties ?? {}).filter(([key]) => !lacks.some((filter) => filter === key));
  return wholeQuery
    .superRefine((given, context) => {
      for (const filter of lacks)
        if (given[filter] !== undefined)
          context.addIssue({ code: 'custom', path: [filter], message: 'this list has no such filter' });
    })
    .meta({ properties: Object.fromEntries(shown) })
    .transform(
      (given): ListQuery => ({
        limit: given.limit ?? 100,
        cursor: given.cursor ?? null,
        device: given.device ?? null,
        type: given.type ?? null,
        status: given.status ?? null,
        disposition: given.disposition ?? null,
        since: given.since ?? null,
      }),
    );
}

export const nothing = z.strictObject({});

const glob = z
  .string()
  .max(255)
  .superRefine((given, context) => {
    const wrong = globProblem(given);
    if (wrong !== null) context.addIssue({ code: 'custom', message: wrong });
  });
const globs = z.union([glob, z.array(glob).min(1).max(10_000)]);

const select = z
  .strictObject({
    device: globs.optional(),
    group: globs.optional(),
    tag: globs.optional(),
    platform: globs.optional(),
    site: globs.optional(),
  })
  .describe('Globs or lists of globs: OR within a key, AND between keys.')
  .transform(
    (given): Match =>
      Object.fromEntries(
        Object.entries(given).flatMap(([key, value]) =>
          value === undefined ? [] : [[key, typeof value === 'string' ? [value] : value]],
        ),
      ),
  );

export const verificationBody = z.strictObject({
  device: name.describe('Name in the inventory.'),
  alert: name.nullish().describe('Id of the alert that it is for: ours, or that of another system.'),
});

export const auditBody = z.strictObject({
  select: select.optional().describe('Absent or empty: the whole inventory.'),
  hash: z.boolean().optional().describe('Compute digests on the devices; default true.'),
});

export const windowBody = z.strictObject({
  name: name.max(200),
  select,
  from: instant('start'),
  to: instant('end'),
  ticket: name,
  approvedBy: name,
  target: z
    .strictObject({ version: name.nullish(), patch: name.nullish(), image: name.nullish() })
    .describe('What the step may lead to; at least one.'),
});

/** Payloads of other systems: any JSON; what is not known in them is ignored. */
export const hookBody = z.unknown().meta({ type: ['object', 'array'] });
