import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { err, ok, type Result } from '../core/result.ts';
import { filesIn, readTextFileIfPresent } from './files.ts';

const limitBytes = 8 * 1024 * 1024;
/** The largest list of published values seen has some 30 MB. */
const besideLimitBytes = 256 * 1024 * 1024;

type TextFile = { readonly file: string; readonly text: string };

/** `baselines` null: none are read. */
export type ConfigFolders = { readonly inventory: string; readonly baselines: string | null };

/** Texts of an inventory folder and of every YAML or JSON file of a baselines folder, in the order of their names. */
export function readConfigFolders({ inventory, baselines }: ConfigFolders): Result<
  {
    readonly inventory: {
      readonly hosts: TextFile;
      readonly groups: TextFile | null;
      readonly defaults: TextFile | null;
    };
    readonly agent: TextFile | null;
    readonly baselines: readonly TextFile[];
  },
  string
> {
  const hosts = readConfigFile(join(inventory, 'hosts.yaml'));
  if (!hosts.ok) return hosts;
  if (hosts.value === null)
    return err(`${join(inventory, 'hosts.yaml')} does not exist; \`pawl init\` writes a commented example`);
  const others: (TextFile | null)[] = [];
  for (const name of ['groups.yaml', 'defaults.yaml', 'agent.yaml']) {
    const read = readConfigFile(join(inventory, name));
    if (!read.ok) return read;
    others.push(read.value);
  }
  const [groups = null, defaults = null, agent = null] = others;
  const rules: TextFile[] = [];
  const names = baselines === null ? ok([]) : yamlFiles(baselines);
  if (!names.ok) return names;
  for (const name of names.value) {
    const read = readConfigFile(name);
    if (!read.ok) return read;
    if (read.value !== null) rules.push(read.value);
  }
  return ok({ inventory: { hosts: hosts.value, groups, defaults }, agent, baselines: rules });
}

/** Null: there is no such file. */
function readConfigFile(file: string): Result<TextFile | null, string> {
  const read = readTextFileIfPresent(file, limitBytes);
  if (!read.ok) return err(read.error.message);
  return ok(read.value === null ? null : { file, text: read.value });
}

function yamlFiles(folder: string): Result<readonly string[], string> {
  const files = filesIn(folder, ['.yaml', '.yml', '.json']);
  if (files.ok) return files;
  return files.error.kind === 'absent' ? ok([]) : err(files.error.message);
}

/** Bytes of a file that a baseline names, from the folder of the baseline. */
export async function readBeside(baselineFile: string, path: string): Promise<Result<Uint8Array, string>> {
  const file = resolve(dirname(baselineFile), path);
  try {
    const { size } = await stat(file);
    if (size > besideLimitBytes) return err(`${path} has ${size} bytes; at most ${besideLimitBytes} are read`);
    return ok(await readFile(file));
  } catch (error) {
    return err(
      `cannot read ${path}: ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`,
    );
  }
}
