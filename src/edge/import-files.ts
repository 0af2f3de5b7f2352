import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../core/result.ts';
import { readTextFile, readTextFileIfPresent } from './files.ts';

type TextFile = { readonly file: string; readonly text: string };

const maxFiles = 20_000;

/**
 * The files that belong to an inventory of another tool. `ansible`: the file (or every file of the folder) with
 * `group_vars/` and `host_vars/` beside it; `nornir`: `hosts.yaml` with its neighbours; else the file alone.
 */
export function readImportFiles(
  path: string,
  layout: 'ansible' | 'nornir' | 'single',
): Result<readonly TextFile[], string> {
  let isFolder = false;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    return err(
      `cannot read ${path}: ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`,
    );
  }
  const folder = isFolder ? path : dirname(path);
  if (layout === 'ansible') {
    const beside = ['group_vars', 'host_vars'].flatMap((name) => filesBelow(join(folder, name), 0));
    const own = isFolder
      ? entriesOf(path)
          .filter((entry) => entry.isFile() && !/^\.|\.(?:retry|orig|bak|pyc|cfg|swp|rpm)$|~$/.test(entry.name))
          .map(({ name }) => join(path, name))
      : [path];
    return readAll([...own, ...beside]);
  }
  if (layout === 'nornir') {
    const hosts = isFolder ? join(path, 'hosts.yaml') : path;
    const read = readAll([hosts]);
    if (!read.ok) return read;
    const files = [...read.value];
    for (const name of ['groups.yaml', 'defaults.yaml']) {
      const beside = readTextFileIfPresent(join(folder, name));
      if (!beside.ok) return err(beside.error.message);
      if (beside.value !== null && join(folder, name) !== hosts)
        files.push({ file: join(folder, name), text: beside.value });
    }
    return ok(files);
  }
  return isFolder ? err(`${path} is a folder; name the file`) : readAll([path]);
}

function readAll(paths: readonly string[]): Result<readonly TextFile[], string> {
  if (paths.length > maxFiles) return err(`over ${maxFiles} files`);
  const files: TextFile[] = [];
  for (const path of paths) {
    const read = readTextFile(path);
    if (!read.ok) return err(read.error.message);
    files.push({ file: path, text: read.value });
  }
  return ok(files);
}

const entriesOf = (folder: string) => {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
};

/** In the order of their names, as Ansible reads them: a folder named like a group holds several files of it. */
function filesBelow(folder: string, depth: number): readonly string[] {
  return entriesOf(folder).flatMap((entry) => {
    if (entry.name.startsWith('.') || entry.name.endsWith('~')) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return depth < 4 ? filesBelow(path, depth + 1) : [];
    return /\.[^.]+$/.test(entry.name) && !/\.(?:ya?ml|json)$/.test(entry.name) ? [] : [path];
  });
}
