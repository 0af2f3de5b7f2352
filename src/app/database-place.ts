import { readYaml } from '../config/yaml-document.ts';

/** `database` of an agent.yaml, without looking at anything else in it; null: it names none, or cannot be read. */
export function databaseIn(text: string): string | null {
  const { value } = readYaml({ file: 'agent.yaml', text });
  const named: unknown = Object.getOwnPropertyDescriptor(Object(value), 'database')?.value;
  return typeof named === 'string' && named !== '' ? named : null;
}
