import type { FieldValue } from './imported.ts';

/** Keys whose text may look like a number or a boolean to other readers of YAML, because it is one. */
const bare = /(?:^|\.)(?:port|maxSessions|agent|onDevice|offBox)$/;

/** A value in flow form, so that it stands on one line. What other readers would take for a number gets quotes. */
export function flowValue(value: FieldValue, key = ''): string {
  if (typeof value === 'string') return scalarText(value, key);
  if (isList(value)) return `[${value.map((item) => scalarText(item)).join(', ')}]`;
  if ('env' in value) return `{env: ${scalarText(value.env)}}`;
  if ('file' in value) return `{file: ${scalarText(value.file)}}`;
  return `{exec: [${value.exec.map((item) => scalarText(item)).join(', ')}]}`;
}

const isList = (value: FieldValue): value is readonly string[] => Array.isArray(value);

/** Plain where every reader takes it for the same text, else in double quotes. */
export function scalarText(text: string, key = ''): string {
  if (bare.test(key) && /^(?:\d{1,9}|true|false)$/.test(text)) return text;
  const plain = /^(?:~\/)?[A-Za-z0-9_/][A-Za-z0-9_.+@/()-]*$/.test(text);
  const special =
    /^[-+]?(?:[\d_]+\.?\d*|\.\d+)(?:e[-+]?\d+)?$|^0[xob][\da-f_]*$|^(?:true|false|yes|no|on|off|null|y|n)$|^\d{4}-\d/i.test(
      text,
    );
  return plain && !special ? text : JSON.stringify(text);
}

const order = [
  'hostname',
  'port',
  'platform',
  'groups',
  'username',
  'password',
  'enable',
  'sources',
  'ssh',
  'timeouts',
  'hash',
  'maxSessions',
  'excluded',
  'data',
];

/** One line a key, in the order of our own examples; `ssh.jump` and its like share one line. */
export function entryLines(
  values: Readonly<Record<string, FieldValue>>,
  groups: readonly string[],
): readonly (readonly [key: string, text: string])[] {
  const texts = new Map<string, string>();
  if (groups.length > 0) texts.set('groups', flowValue(groups));
  const nested = new Map<string, string[]>();
  for (const [path, value] of Object.entries(values)) {
    const [first = '', second] = path.split('.', 2);
    if (second === undefined) texts.set(first, flowValue(value, path));
    else nested.set(first, [...(nested.get(first) ?? []), `${second}: ${flowValue(value, path)}`]);
  }
  for (const [key, parts] of nested) texts.set(key, `{${parts.join(', ')}}`);
  return [...texts].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
}

/** A host or group as a block of its own. */
export function entryBlock(
  name: string,
  values: Readonly<Record<string, FieldValue>>,
  groups: readonly string[],
): string {
  const lines = entryLines(values, groups);
  if (lines.length === 0) return `${scalarText(name)}: {}\n`;
  return `${scalarText(name)}:\n${lines.map(([key, text]) => `  ${key}: ${text}\n`).join('')}`;
}

/** The same on one line, for a file that is written in flow form. */
export const entryFlow = (
  name: string,
  values: Readonly<Record<string, FieldValue>>,
  groups: readonly string[],
): string =>
  `${scalarText(name)}: {${entryLines(values, groups)
    .map(([key, text]) => `${key}: ${text}`)
    .join(', ')}}`;
