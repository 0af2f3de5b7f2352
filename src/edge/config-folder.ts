import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { err, ok, type Result } from '../core/result.ts';

const limitBytes = 8 * 1024 * 1024;
/** The largest list of published values seen has some 30 MB. */
const besideLimitBytes = 256 * 1024 * 1024;

type TextFile = { readonly file: string; readonly text: string };

export type ConfigFolders = { readonly inventory: string; readonly baselines: string };

/** Texts of an inventory folder and of every YAML or JSON file of a baselines folder, in the order of their names. */
export async function readConfigFolders({ inventory, baselines }: ConfigFolders): Promise<
  Result<
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
  >
> {
  const hosts = await readConfigFile(join(inventory, 'hosts.yaml'));
  if (!hosts.ok) return hosts;
  if (hosts.value === null)
    return err(`${join(inventory, 'hosts.yaml')} does not exist; \`pawl init\` writes a commented example`);
  const others: (TextFile | null)[] = [];
  for (const name of ['groups.yaml', 'defaults.yaml', 'agent.yaml']) {
    const read = await readConfigFile(join(inventory, name));
    if (!read.ok) return read;
    others.push(read.value);
  }
  const [groups = null, defaults = null, agent = null] = others;
  const rules: TextFile[] = [];
  for (const name of await yamlNames(baselines)) {
    const read = await readConfigFile(join(baselines, name));
    if (!read.ok) return read;
    if (read.value !== null) rules.push(read.value);
  }
  return ok({ inventory: { hosts: hosts.value, groups, defaults }, agent, baselines: rules });
}

/** Null: there is no such file. */
async function readConfigFile(file: string): Promise<Result<TextFile | null, string>> {
  try {
    const { size } = await stat(file);
    if (size > limitBytes) return err(`${file} has ${size} bytes; at most ${limitBytes} are read`);
    return ok({ file, text: await readFile(file, 'utf8') });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? ok(null) : err(`cannot read ${file}: ${code ?? String(error)}`);
  }
}

async function yamlNames(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder).catch(() => []);
  return entries.filter((name) => /\.(?:ya?ml|json)$/i.test(name) && !name.startsWith('.')).sort();
}

/** Bytes of a file that a baseline names, from the folder of the baseline. */
export async function readBeside(baselineFile: string, path: string): Promise<Result<Uint8Array, string>> {
  const file = resolve(dirname(baselineFile), path);
  try {
    const { size } = await stat(file);
    if (size > besideLimitBytes) return err(`${path} has ${size} bytes; at most ${besideLimitBytes} are read`);
    return ok(await readFile(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return err(`cannot read ${path}: ${code ?? String(error)}`);
  }
}
