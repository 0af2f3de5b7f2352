import { z } from 'zod';
import type { EpochMs } from '../core/brands.ts';
import { readDuration } from '../core/duration.ts';
import { readInstant } from '../core/instant.ts';
import type { SecretSpec } from '../core/inventory.ts';
import { globProblem } from '../core/match.ts';
import type { Result } from '../core/result.ts';

/**
 * The kinds of value that operators' files hold. Every scalar arrives as its text; `meta` says what an editor, which
 * reads numbers and booleans by itself, may find in its place.
 */

/** Free text, also where it looks like a number or a boolean (`17.10`, `no`). */
export const text = z
  .string()
  .min(1, 'must not be empty')
  .meta({ type: ['string', 'number', 'boolean'] });

/** A text that `read` turns into something, or refuses with a sentence. */
export const textAs = <T>(
  read: (given: string) => Result<T, string>,
  meta: Readonly<Record<string, unknown>> = { type: ['string', 'number'] },
) =>
  z
    .string()
    .meta(meta)
    .transform((given, context): T => {
      const result = read(given.trim());
      if (result.ok) return result.value;
      context.issues.push({ code: 'custom', message: result.error, input: given });
      return z.NEVER;
    });

export const integer = (minimum: number, maximum: number) =>
  textAs<number>(
    (given) => {
      const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
      return value >= minimum && value <= maximum
        ? { ok: true, value }
        : { ok: false, error: `a whole number from ${minimum} to ${maximum} is needed, not "${given}"` };
    },
    { type: 'integer', minimum, maximum },
  );

export const flag = textAs<boolean>(
  (given) =>
    given === 'true' || given === 'false'
      ? { ok: true, value: given === 'true' }
      : { ok: false, error: `true or false is needed, not "${given}"` },
  { type: 'boolean' },
);

/** In milliseconds. */
export const duration = (minimumMs = 0, maximumMs = Number.MAX_SAFE_INTEGER) =>
  textAs<number>(
    (given) => {
      const read = readDuration(given);
      if (!read.ok) return read;
      return read.value >= minimumMs && read.value <= maximumMs
        ? read
        : { ok: false, error: `"${given}" is out of range` };
    },
    { type: 'string', examples: ['30s', '20m', '24h', '7d'] },
  );

export const instant = (edge: 'start' | 'end') =>
  textAs<EpochMs>((given) => readInstant(given, edge), {
    type: 'string',
    examples: ['2027-01-31', '2026-12-01T20:00Z'],
  });

export const oneOf = <const T extends readonly [string, ...string[]]>(words: T) => z.enum(words);

/** One glob or a list of them. */
export const globs = z
  .unknown()
  .meta({
    anyOf: [{ type: ['string', 'number'] }, { type: 'array', items: { type: ['string', 'number'] }, minItems: 1 }],
  })
  .transform((given, context): readonly string[] => {
    const list = Array.isArray(given) ? given : [given];
    const read = list.filter((item) => typeof item === 'string');
    const problem =
      read.length === list.length && list.length > 0
        ? (read.map(globProblem).find((found) => found !== null) ?? null)
        : 'a pattern or a list of patterns is needed';
    if (problem === null) return read;
    context.issues.push({ code: 'custom', message: problem, input: given });
    return z.NEVER;
  });

const secretForms = [
  { type: 'string' },
  { type: 'object', properties: { env: { type: 'string' } }, required: ['env'], additionalProperties: false },
  { type: 'object', properties: { file: { type: 'string' } }, required: ['file'], additionalProperties: false },
  {
    type: 'object',
    properties: { exec: { type: 'array', items: { type: 'string' }, minItems: 1 } },
    required: ['exec'],
    additionalProperties: false,
  },
];

/** Text, `{env: NAME}`, `{file: PATH}` or `{exec: [program, …]}`. No message repeats what was given. */
export const secret = z
  .unknown()
  .meta({ anyOf: secretForms })
  .transform((given, context): SecretSpec => {
    const read = readSecret(given);
    if (read !== null) return read;
    const message = 'a secret is text, {env: NAME}, {file: PATH} or {exec: [program, argument, …]}';
    context.issues.push({ code: 'custom', message, input: null });
    return z.NEVER;
  });

function readSecret(given: unknown): SecretSpec | null {
  if (typeof given === 'string') return given === '' ? null : { kind: 'text', text: given };
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return null;
  const [entry, ...more] = Object.entries(given);
  if (entry === undefined || more.length > 0) return null;
  const [key, value]: [string, unknown] = entry;
  if (key === 'env' && typeof value === 'string' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(value))
    return { kind: 'env', name: value };
  if (key === 'file' && typeof value === 'string' && value !== '') return { kind: 'file', path: value };
  if (key !== 'exec' || !Array.isArray(value)) return null;
  const argv = value.filter((item) => typeof item === 'string' && item !== '');
  return argv.length === value.length && argv.length > 0 ? { kind: 'exec', argv } : null;
}

/** `device, group, tag, platform, site`: OR within a key, AND between keys. */
export const select = z.strictObject({
  device: globs.optional(),
  group: globs.optional(),
  tag: globs.optional(),
  platform: globs.optional(),
  site: globs.optional(),
});
