import type { DraftValues, FoundSecret, SecretReference } from './draft.ts';
import type { SecretToSet } from './imported.ts';

/** `id` tells a host from a group of the same name; `scope` is the name, null for the defaults. */
type Scope = { readonly id: string; readonly scope: string | null; readonly entry: { readonly values: DraftValues } };

const words: Readonly<Record<string, string>> = {
  password: 'PASSWORD',
  enable: 'ENABLE',
  'ssh.passphrase': 'PASSPHRASE',
};

/**
 * Gives each secret of a source a variable of the environment: equal clear values share one. The only value of its
 * kind, and one in the defaults, is `PAWL_PASSWORD`; further ones carry the name of the account, group or host
 * (`PAWL_PASSWORD_CORE`). No value leaves this function.
 */
export function nameSecrets(scopes: readonly Scope[]): {
  readonly of: (id: string, key: string) => SecretReference | null;
  readonly list: readonly SecretToSet[];
} {
  const references = new Map<string, SecretReference>();
  const list = new Map<string, { readonly what: string; readonly users: string[] }>();
  for (const [key, word] of Object.entries(words)) {
    const found = scopes.flatMap(({ id: owner, scope, entry: { values } }) => {
      const value = values[key];
      const secret: FoundSecret | null = typeof value === 'object' && 'secret' in value ? value.secret : null;
      return secret === null ? [] : [{ owner, scope, secret, username: values['username'] }];
    });
    const id = ({ owner, secret }: (typeof found)[number]): string =>
      secret.kind === 'clear' ? `=${secret.text}` : `@${owner}`;
    const closed = found.filter(({ secret }) => secret.kind !== 'reference');
    const distinct = new Map<string, (typeof found)[number][]>();
    for (const one of closed) {
      const known = distinct.get(id(one));
      if (known === undefined) distinct.set(id(one), [one]);
      else known.push(one);
    }
    const taken = new Set<string>();
    const nameOf = new Map<string, string>();
    for (const [value, users] of distinct) {
      const accounts = new Set(users.map(({ username }) => (typeof username === 'string' ? username : '')));
      const [account = ''] = accounts;
      const tail =
        distinct.size === 1 || users.some(({ scope }) => scope === null)
          ? ''
          : users.length > 1 && accounts.size === 1 && account !== ''
            ? account
            : (users[0]?.scope ?? '');
      nameOf.set(value, free(`PAWL_${word}${tail === '' ? '' : `_${environmentWord(tail)}`}`, taken));
    }
    for (const one of found) {
      const place = `${one.owner}\u0000${key}`;
      if (one.secret.kind === 'reference') {
        references.set(place, one.secret.reference);
        continue;
      }
      const name = nameOf.get(id(one)) ?? `PAWL_${word}`;
      references.set(place, { env: name });
      const known = list.get(name);
      if (known === undefined) list.set(name, { what: key, users: [one.scope ?? 'defaults'] });
      else known.users.push(one.scope ?? 'defaults');
    }
  }
  return {
    of: (id, key) => references.get(`${id}\u0000${key}`) ?? null,
    list: [...list].map(([name, { what, users }]) => ({
      name,
      what,
      of: users.length > 3 ? `${users.slice(0, 3).join(', ')} and ${users.length - 3} more` : users.join(', '),
    })),
  };
}

const environmentWord = (text: string): string =>
  text
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '')
    .slice(0, 60) || 'X';

function free(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number += 1) candidate = `${name}_${number}`;
  taken.add(candidate);
  return candidate;
}
