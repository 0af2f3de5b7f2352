import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, parsed, readLines, wholeNumber } from '../shared/read-kit.ts';

const longRow =
  /^\s*([-dlbcps])[-rwxsStT]{9}[+@]?\s+\d{1,6}\s+\S{1,40}\s+(?:\S{1,40}\s+)?(\d{1,19})\s+([A-Z][a-z]{2} {1,2}\d{1,2} {1,2}(?:\d{4}|\d{1,2}:\d{2}(?::\d{2} \d{4})?))\s+(\S.*)$/;
const types: Readonly<Record<string, string>> = { '-': 'file', d: 'dir', l: 'link' };

/**
 * Reads `file list [detail] [PATH]`. Without `detail` only names are printed, with `/` after a folder and `@ -> …` after
 * a link. `complete` is true where the closing count of a detailed listing was seen.
 */
export function readFileList(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const files: Fields[] = [];
  const folders: string[] = [];
  let error: string | undefined;
  let closed = false;
  for (const line of output.lines) {
    const trimmed = line.trim();
    const failed = /^(?:error: )?(\S{1,255}): (No such file or directory|Permission denied|Not a directory)$/.exec(
      trimmed,
    );
    if (failed !== null) error ??= failed[2];
    else if (/^(?:error|warning): /.test(trimmed)) error ??= trimmed.slice(7);
    else if (/^\/\S{0,254}:$/.test(trimmed)) folders.push(trimmed.slice(0, -1));
    else if (/^total files: \d{1,9}$/.test(trimmed)) closed = true;
    else if (!/^(?:total(?: blocks:)? \d{1,12}|(?:fpc|node|re)\d{1,2}:|-{5,}|\{[a-z:0-9]{1,20}\})$/.test(trimmed)) {
      const file = fileRow(line);
      const folder = folders.at(-1);
      if (file !== undefined) files.push(folders.length > 1 ? compact({ ...file, dir: folder }) : file);
    }
  }
  const listed = files.length > 0 || folders.length > 0 || closed || error !== undefined;
  const fields = {
    filesystem: folders[0],
    files: listed ? files : undefined,
    error,
    complete: closed ? true : undefined,
  };
  return parsed(fields, output, ['files']);
}

function fileRow(line: string): Fields | undefined {
  const long = longRow.exec(line);
  if (long !== null) {
    const name = (long[4] ?? '').replace(/ -> .*$/, '');
    const type = types[long[1] ?? ''];
    return compact({ name: plainName(name), type, size: wholeNumber(long[2]), date: long[3] });
  }
  const short = /^\s*([^\s/][^\s]{0,254})(?: -> \S{1,255})?$/.exec(line);
  if (short === null) return undefined;
  const printed = short[1] ?? '';
  const type = printed.endsWith('@') ? 'link' : printed.endsWith('/') ? 'dir' : undefined;
  return compact({ name: plainName(printed), type });
}

/** The name without the mark of its type: `/` folder, `@` link, `*` executable. */
function plainName(printed: string): string {
  return printed.replace(/[/@*]$/, '');
}

/** Reads `file checksum md5|sha1|sha-256 FILE`: `MD5 (/path) = hex`. */
export function readChecksum(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const digests = output.lines
    .map((line) => /^\s*(MD5|SHA-?1|SHA-?256) \((.{1,255})\) = ([0-9a-fA-F]{32,64})$/i.exec(line))
    .filter((found) => found !== null)
    .map(([, algo = '', file, digest = '']) => ({
      file,
      algo: algo.toLowerCase().replace('-', ''),
      digest: digest.toLowerCase(),
    }));
  return parsed({ digests: digests.length === 0 ? undefined : digests }, output, ['digests']);
}
