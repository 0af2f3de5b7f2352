import { createHash, timingSafeEqual } from 'node:crypto';
import type { HttpRight, HttpSettings } from '../../core/agent.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Secrets } from '../../ports.ts';
import { minuteLimit } from './minute-limit.ts';
import { type Answer, problem } from './problem.ts';

type Key = { readonly name: string; readonly digest: Buffer };

/** Who may do what, with every secret as its SHA-256. */
export type Access = {
  /** No tokens: only where nothing but this machine reaches the listener; everybody may do everything. */
  readonly open: boolean;
  /** The name of the token that a request carries, or the answer that refuses it. */
  readonly caller: (authorization: string | undefined, right: HttpRight, from: string) => Result<string, Answer>;
  /** The name of the hook whose secret stands in the path; null: there is none. */
  readonly hook: (name: string, secret: string) => string | null;
};

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Wrong tokens of one address within a minute, after which it is told to wait. */
const wrongPerMinute = 1000;

/** Resolves the secrets of `http`; the errors name what cannot be had and never hold one. */
export async function accessOf(
  { tokens, hooks }: HttpSettings,
  secrets: Secrets,
  now: () => number,
): Promise<Result<Access, string>> {
  const tokenKeys = await keysOf(tokens, 'token', secrets);
  if (!tokenKeys.ok) return tokenKeys;
  const hookKeys = await keysOf(hooks, 'hook', secrets);
  if (!hookKeys.ok) return hookKeys;
  const rights = new Map(tokens.map(({ name, may }) => [name, may]));
  const tooMany = minuteLimit(wrongPerMinute, now);
  return ok({
    open: tokens.length === 0,
    caller(authorization, right, from) {
      if (tokens.length === 0) return ok('local');
      const presented = /^Bearer +([!-~]{1,4096})$/i.exec(authorization ?? '')?.[1];
      if (presented === undefined) return err(unauthorized('a bearer token is needed', ''));
      const name = matching(tokenKeys.value, presented);
      if (name === null)
        return err(
          tooMany(from)
            ? problem(429, 'too many wrong tokens from this address', { headers: { 'retry-after': '60' } })
            : unauthorized('no token has this secret', ', error="invalid_token"'),
        );
      if (rights.get(name)?.includes(right) === true) return ok(name);
      return err(
        problem(403, `the token "${name}" may not "${right}" (\`may\` in http.tokens)`, {
          headers: { 'www-authenticate': `Bearer realm="pawl", error="insufficient_scope", scope="${right}"` },
        }),
      );
    },
    hook: (name, secret) => {
      const found = matching(hookKeys.value, secret);
      return found === name ? found : null;
    },
  });
}

const unauthorized = (detail: string, more: string): Answer =>
  problem(401, detail, { headers: { 'www-authenticate': `Bearer realm="pawl"${more}` } });

/** Compares with every key, found or not: the time tells neither how much was right nor which one it was. */
function matching(keys: readonly Key[], presented: string): string | null {
  const digest = digestOf(presented);
  let found: string | null = null;
  for (const key of keys) if (timingSafeEqual(key.digest, digest)) found = key.name;
  return found;
}

async function keysOf(
  entries: HttpSettings['hooks'],
  what: 'token' | 'hook',
  secrets: Secrets,
): Promise<Result<readonly Key[], string>> {
  const keys: Key[] = [];
  for (const { name, secret } of entries) {
    const revealed = await secrets.wrap(secret).reveal();
    if (!revealed.ok) return err(`http: the ${what} "${name}": ${revealed.error}`);
    if (revealed.value === '') return err(`http: the secret of the ${what} "${name}" is empty`);
    if (what === 'token' && !/^[!-~]{1,4096}$/.test(revealed.value))
      return err(`http: the secret of the token "${name}" holds blanks or characters that no header carries`);
    const digest = digestOf(revealed.value);
    const twin = keys.find((key) => key.digest.equals(digest));
    if (twin !== undefined) return err(`http: the ${what}s "${twin.name}" and "${name}" have the same secret`);
    keys.push({ name, digest });
  }
  return ok(keys);
}
