import type { ConfigProblem } from '../config/problem.ts';
import { type DraftValue, type DraftValues, problemAt, quoted, writtenValues } from './draft.ts';
import { type Foreign, itemsOf, textOf } from './foreign-yaml.ts';
import { sshArguments, sshOptionValues } from './ssh-words.ts';

/** Ansible's variables for a key of ours; of several the first one that is set holds. */
const variables = {
  hostname: ['ansible_host', 'ansible_ssh_host'],
  port: ['ansible_port', 'ansible_ssh_port'],
  username: ['ansible_user', 'ansible_ssh_user'],
  platform: ['ansible_network_os'],
  'ssh.keyFile': ['ansible_ssh_private_key_file', 'ansible_private_key_file'],
} as const;

const secrets = {
  password: ['ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'],
  enable: ['ansible_become_password', 'ansible_become_pass'],
  'ssh.passphrase': ['ansible_private_key_passphrase', 'ansible_ssh_private_key_passphrase'],
} as const;

const argumentsOf = ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args'];

export type VarsContext = {
  /** Of the host; null for a group, whose templates wait for the hosts. */
  readonly host: string | null;
  /** Further variables by our key, as `--map site=dc` gives them. */
  readonly map: Readonly<Record<string, string>>;
};

/** What variables say in our words. Templates are resolved where they are plain names of other variables. */
export function ansibleValues(
  vars: ReadonlyMap<string, Foreign>,
  { host, map }: VarsContext,
  problems: ConfigProblem[],
): DraftValues {
  const plain = (names: readonly string[], needed: boolean): string | null => {
    for (const name of names) {
      const found = vars.get(name);
      if (found === undefined || found.value.kind === 'null') continue;
      if (found.value.kind === 'closed') {
        if (host !== null)
          problems.push(
            problemAt(found.place, `${name} is vaulted and was not taken over`, needed ? 'error' : 'warning'),
          );
        return null;
      }
      const text = textOf(found);
      if (text === null) continue;
      const resolved = resolveTemplate(text, vars, host);
      if (resolved === null && host !== null)
        problems.push(
          problemAt(
            found.place,
            `${name} is a template that needs Ansible: ${quoted(text)}`,
            needed ? 'error' : 'warning',
          ),
        );
      return resolved;
    }
    return null;
  };
  const values: Record<string, DraftValue | null> = {};
  const fromArguments = sshOptionValues(
    sshArguments(argumentsOf.map((name) => textOf(vars.get(name)) ?? '').join(' ')),
  );
  for (const key of ['ssh.keyFile', 'ssh.jump', 'ssh.algorithms']) values[key] = fromArguments.values[key] ?? null;
  if (host !== null)
    for (const option of fromArguments.unread) {
      const place = argumentsOf.map((name) => vars.get(name)?.place).find((found) => found !== undefined);
      if (place !== undefined)
        problems.push(problemAt(place, `${host}: ${option} is no \`ssh -W\` and was not taken over`, 'warning'));
    }
  for (const [key, names] of Object.entries(variables)) {
    const found = plain(names, key === 'hostname' || key === 'platform');
    if (found !== null) values[key] = found;
  }
  for (const [key, names] of Object.entries(secrets)) values[key] = secretOf(names, vars, host);
  for (const [key, name] of Object.entries(map)) {
    const list = itemsOf(vars.get(name)).flatMap((item) => textOf(item) ?? []);
    const isList = /^(?:data\.(?:tags|serials)|sources)$/.test(key);
    if (isList && list.length > 0) values[key] = list;
    else {
      const text = plain([name], false);
      if (text !== null) values[key] = isList ? text.split(/[\s,;]+/).filter((word) => word !== '') : text;
    }
  }
  return writtenValues(values);
}

function secretOf(
  names: readonly string[],
  vars: ReadonlyMap<string, Foreign>,
  host: string | null,
): DraftValue | null {
  for (const name of names) {
    const found = vars.get(name);
    if (found === undefined || found.value.kind === 'null') continue;
    const text = textOf(found);
    if (text === null) return { secret: { kind: 'closed' } };
    const lookup =
      /^\{\{\s{0,9}lookup\(\s{0,9}['"](?:ansible\.builtin\.)?env['"]\s{0,9},\s{0,9}['"]([A-Za-z_]\w{0,127})['"]\s{0,9}\)\s{0,9}\}\}$/.exec(
        text.trim(),
      );
    if (lookup !== null) return { secret: { kind: 'reference', reference: { env: lookup[1] ?? '' } } };
    const resolved = resolveTemplate(text, vars, host);
    return { secret: resolved === null ? { kind: 'closed' } : { kind: 'clear', text: resolved } };
  }
  return null;
}

/** Puts other variables into `{{ name }}`; null where something else stands between the braces. */
function resolveTemplate(text: string, vars: ReadonlyMap<string, Foreign>, host: string | null): string | null {
  let current = text;
  for (let round = 0; round < 5; round += 1) {
    if (!/\{[{%]/.test(current)) return current;
    let failed = false;
    current = current.replaceAll(/\{\{\s{0,9}(\w{1,128})\s{0,9}\}\}/g, (whole, name: string) => {
      const value = name === 'inventory_hostname' ? host : textOf(vars.get(name));
      failed ||= value === null;
      return value ?? whole;
    });
    if (failed || current.length > 65_536) return null;
  }
  return /\{[{%]/.test(current) ? null : current;
}
