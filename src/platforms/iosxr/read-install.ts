import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, parsed, readLines } from '../shared/read-kit.ts';

const nodeLine = /^\s*Node (\d\S{0,30})(?: \[([A-Z]{1,6})\])?/i;
const heading =
  /^\s*(?:(?:Boot )?(?:Active|Inactive|Committed)|Superseded) Packages?(?:\(s\))?:?|^\s*\d{1,5} (?:inactive )?package\(s\)(?: found| in [\w ]{1,40})?:?\s*$/i;
const packageLine = /^\s*(?:@ ?)?([A-Za-z][\w.+:/-]{3,200})(?: version=(\S{1,60}))?( \[Boot image\])?\s*$/;
const tableRow = /^([A-Za-z][\w.+-]{1,120})\s{1,120}(\d\S{0,60})\s*$/;

type Found = {
  readonly packages: Fields[];
  readonly partitions: Fields[];
  readonly images: string[];
  readonly fixes: string[];
};

/**
 * Reads `show install active|committed|inactive [summary]` and `show install repository` of all generations: package names
 * with their node, tables of XR7 with label and software hash, boot partition and boot image of each node. `packages` is
 * `[]` where the output says that there are none. Sources: capture corpus; platforms.md 6.2.
 */
export function readXrInstall(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const found: Found = { packages: [], partitions: [], images: [], fixes: [] };
  let where: string | undefined;
  let label: string | undefined;
  let hash: string | undefined;
  let list: 'names' | 'table' | 'fixes' | undefined;
  let headed = false;
  for (const line of output.lines) {
    const node = nodeLine.exec(line);
    const labelled = /^\s*Label {0,20}: {0,20}(\S+)/i.exec(line)?.[1];
    const hashed = /^\s*Software Hash {0,20}: {0,20}([0-9a-f]{32,128})\s*$/i.exec(line)?.[1];
    if (node !== null) [where, list] = [node[1], undefined];
    else if (labelled !== undefined) label ??= labelled;
    else if (hashed !== undefined) hash ??= hashed.toLowerCase();
    else if (/^\s*(?:Active|Committed) Fixes\b/i.test(line)) list = 'fixes';
    else if (heading.test(line)) [list, headed] = ['names', true];
    else if (/^-{8,}(?: -{4,})?\s*$/.test(line)) list = 'table';
    else if (/^\s*No (?:active|inactive|committed)? ?packages?\b/i.test(line)) headed = true;
    else if (!bootLine(line, where, found)) list = readEntry(line, list, where, found);
  }
  const fields = {
    label,
    software_hash: hash,
    packages: found.packages.length > 0 || headed ? found.packages : undefined,
    fixes: found.fixes.length > 0 ? found.fixes : undefined,
    boot_partitions: found.partitions.length > 0 ? found.partitions : undefined,
    boot_images: found.images.length > 0 ? [...new Set(found.images)] : undefined,
  };
  return parsed(fields, output, ['packages']);
}

function bootLine(line: string, where: string | undefined, found: Found): boolean {
  const partition = /^\s*Boot Partition: {0,8}(\S+)/i.exec(line)?.[1];
  const image = /^\s*Boot Image: {0,8}(\S+)/i.exec(line)?.[1];
  if (partition !== undefined) found.partitions.push(compact({ where, partition }));
  if (image !== undefined) found.images.push(image);
  return partition !== undefined || image !== undefined || /^\s*Boot Device:/i.test(line);
}

/** One line below a heading; what does not fit ends the list, a blank line does not. */
function readEntry(
  line: string,
  list: 'names' | 'table' | 'fixes' | undefined,
  where: string | undefined,
  found: Found,
): 'names' | 'table' | 'fixes' | undefined {
  if (line.trim() === '') return list === 'table' ? undefined : list;
  if (list === 'fixes') {
    const fix = /^\s*(CSC[a-z]{2}\d{5})\b/i.exec(line)?.[1];
    if (fix !== undefined) found.fixes.push(fix);
    return fix === undefined ? undefined : list;
  }
  if (list === 'table') {
    const row = tableRow.exec(line);
    if (row !== null) found.packages.push(compact({ name: row[1], version: row[2], where }));
    return row === null ? undefined : list;
  }
  if (list === undefined) return undefined;
  const entry = packageLine.exec(line);
  if (entry === null || !/\d/.test(entry[1] ?? '')) return undefined;
  found.packages.push(
    compact({ name: entry[1], version: entry[2], where, boot_image: entry[3] === undefined ? undefined : true }),
  );
  return list;
}
