import { type Command, InvalidArgumentError } from 'commander';
import type { Observe } from '../app/audit-fleet.ts';
import type { Configuration } from '../app/configuration.ts';
import type { Selection } from '../app/select-devices.ts';
import type { Device } from '../core/inventory.ts';
import { type Severity, severities } from '../core/severity.ts';
import type { RecordStore } from '../record-ports.ts';
import { UsageError } from './command-line.ts';
import type { ConfigFolders, Services } from './services.ts';

/** Options that say where the operator's files and the record are. */
export type PlaceFlags = { readonly inventory: string; readonly baselines: string; readonly db?: string };

/**
 * Path of the database for a command that asks no device: `--db` is enough. Else only agent.yaml is read, and only where
 * it may name one: the rest of the configuration of a large fleet takes longer than the answer.
 */
export async function databaseOf(services: Services, flags: PlaceFlags): Promise<string> {
  if (flags.db !== undefined) return flags.db;
  const text = await services.readIfPresent(`${flags.inventory}/agent.yaml`);
  if (!text.ok || !text.value?.includes('database')) return 'pawl.db';
  const { databaseIn } = await import('../app/database-place.ts');
  return databaseIn(text.value) ?? 'pawl.db';
}

export const withPlaces = (command: Command): Command =>
  command
    .option('--inventory <dir>', 'folder of the inventory', 'inventory')
    .option('--baselines <dir>', 'folder of the baselines', 'baselines')
    .option('--db <file>', 'database (default: `database` of agent.yaml, else pawl.db)');

export const withFormat = (command: Command, formats: readonly string[]): Command =>
  command
    .option('--format <format>', formats.join(', '), oneOf(formats), formats[0])
    .option('-o, --output <file>', 'write the data to a file');

/** Selection of devices, the same for every command. */
export const withSelection = (command: Command): Command =>
  command
    .option('--limit <pattern>', 'names: comma list, * as wildcard, ! excludes')
    .option('--device <name>', 'one device (repeatable)', collect)
    .option('--group <name>', 'group (repeatable)', collect)
    .option('--tag <name>', 'tag (repeatable)', collect)
    .option('--platform <name>', 'platform (repeatable)', collect)
    .option('--site <name>', 'site (repeatable)', collect);

export type SelectionFlags = Selection;

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export function oneOf(words: readonly string[]): (value: string) => string {
  return (value) => {
    if (!words.includes(value)) throw new InvalidArgumentError(`one of: ${words.join(', ')}`);
    return value;
  };
}

export const severityOption = (value: string): Severity => {
  const severity = severities.find((one) => one === value);
  if (severity === undefined) throw new InvalidArgumentError(`one of: ${severities.join(', ')}`);
  return severity;
};

export const countOption = (value: string): number => {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1 || count > 10_000)
    throw new InvalidArgumentError('a whole number from 1 to 10000');
  return count;
};

/** The configuration, or its problems on standard error and wrong use. Warnings are told and do not stop. */
export async function validConfiguration(
  services: Services,
  flags: ConfigFolders,
  quiet = false,
): Promise<Configuration> {
  const read = await services.readConfiguration(flags);
  if (!read.ok) throw new UsageError(read.error);
  const { configuration, problems } = read.value;
  const errors = problems.filter(({ severity }) => severity === 'error');
  for (const { text } of quiet ? errors : problems) services.terminal.say(text);
  if (errors.length > 0)
    throw new UsageError(
      `${errors.length} ${errors.length === 1 ? 'problem' : 'problems'} in the configuration; nothing was contacted`,
    );
  return configuration;
}

/** Devices over SSH; a secret that cannot be had is a mistake in the configuration, and nothing is contacted. */
export async function overSshOrStop(
  services: Services,
  flags: PlaceFlags,
  configuration: Configuration,
  devices: readonly Device[],
): Promise<Observe> {
  const observe = await services.observeOverSsh(flags.inventory, configuration, devices);
  if (observe.ok) return observe.value;
  for (const text of observe.error) services.terminal.say(text);
  throw new UsageError(`${observe.error.length} secrets cannot be had; nothing was contacted`);
}

/** Path of the database: the option, else agent.yaml, else `pawl.db`. */
export const databaseFile = (flags: PlaceFlags, configuration: Configuration | null): string =>
  flags.db ?? configuration?.settings.database ?? 'pawl.db';

/** Runs with an open record and closes it on every path. */
export async function withRecord<T>(
  services: Services,
  file: string,
  mode: 'write' | 'read',
  use: (record: RecordStore) => Promise<T>,
): Promise<T> {
  const opened = await services.openRecord(file, mode);
  if (!opened.ok) throw new UsageError(opened.error);
  try {
    return await use(opened.value);
  } finally {
    opened.value.close();
  }
}

/** Data to standard output, or to the file of `-o`. */
export async function deliver(services: Services, flags: { readonly output?: string }, text: string): Promise<void> {
  if (flags.output === undefined) return services.terminal.out(text);
  const written = await services.writeFile(flags.output, text);
  if (!written.ok) throw new UsageError(written.error);
}
