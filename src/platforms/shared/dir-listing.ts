import type { EpochMs } from '../../core/brands.ts';
import { epochMs } from '../../core/brands.ts';
import type { FileFacts, Listing } from '../../core/facts.ts';
import type { Parsed } from '../../core/result.ts';
import {
  compact,
  type Fields,
  firstMatch,
  listField,
  numberField,
  parsed,
  readLines,
  textField,
  wholeNumber,
} from './read-kit.ts';

/** `11 -rw- 1234 Apr 10 2017 09:11:45 -07:00 name` of IOS, IOS-XE, XR and EOS; index, link count, year and zone may be missing. */
const permissionRow =
  /^\s*(?:\d{1,9}\s+)?([-dl][-rwxsSt]{2,9}\.?)(?:\s+-)?\s+(?:\d{1,3}\s+)?(\d{1,19}|-)\s+(<no date>|-|(?:\w{3} )?\w{3} {1,3}\d{1,2} {1,3}(?:\d{4}(?: {1,3}\d{1,2}:\d{2}(?::\d{2})?(?: [+-]\d{1,2}:\d{2})?)?|\d{1,2}:\d{2}(?::\d{2})?(?: {1,3}\d{4})?))\s+(\S.*)$/;
/** `4096 Jan 11 15:04:22 2018 .rpmstore/` of NX-OS. */
const plainRow = /^\s*(\d{1,19})\s+(\w{3} {1,3}\d{1,2} {1,3}\d{1,2}:\d{2}:\d{2} {1,3}\d{4})\s+(\S.*)$/;
/** `4 486645440 Apr 20 2017 23:18:43 +00:00 /bootflash/x.bin` of `show bootflash:`. */
const showFlashRow =
  /^\s*\d{1,9}\s+(\d{1,19})\s+(\w{3} {1,3}\d{1,2} {1,3}\d{4} {1,3}\d{1,2}:\d{2}:\d{2}(?:\.\d{1,10})?(?: [+-]\d{1,2}:\d{2})?)\s+(\S.*)$/;
const failure =
  /^\s*(%\s?(?:Error|Invalid|No such|Unknown)[^\n]*|[Nn]o such file or directory[^\n]*|.{1,80}: No such file or directory.*)$/;

/**
 * Reads `dir` and `show FILESYSTEM:` of the Cisco family and EOS. `files` is `[]` for a folder that is empty, absent when
 * nothing says what is in it; what the device answered instead of a listing is `error`.
 */
export function readDir(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const files: Fields[] = [];
  let folder: string | undefined;
  for (const line of output.lines) {
    const heading = /^\s*(?:Directory of|Directory listing of) (\S+)/.exec(line);
    if (heading !== null) {
      folder = heading[1];
      continue;
    }
    const file = readRow(line);
    if (file !== undefined) files.push(folder === undefined ? file : { ...file, dir: folder });
  }
  const { lines } = output;
  const error = firstMatch(lines, failure);
  const space = readSpace(lines);
  const empty = lines.some((line) => /^\s*No files in directory/i.test(line));
  const listed = files.length > 0 || empty || space.total_bytes !== undefined;
  const fields = {
    filesystem: firstMatch(lines, /^\s*(?:Directory of|Directory listing of|Usage for) (\S+)/),
    files: listed ? files : undefined,
    ...space,
    error: listed ? undefined : error,
  };
  const ended =
    space.total_bytes !== undefined ||
    space.free_bytes !== undefined ||
    empty ||
    lines.some((line) => /^\s*No space information/i.test(line));
  const result = parsed(fields, output, error === undefined ? ['files'] : []);
  if (!listed || ended || output.problems.length > 0) return result;
  return {
    ...result,
    problems: [
      ...result.problems,
      { field: 'total_bytes', message: 'the closing line is missing: the listing may be cut' },
    ],
  };
}

function readRow(line: string): Fields | undefined {
  const long = permissionRow.exec(line);
  if (long !== null) return fileFields(long[4] ?? '', long[2], long[3], typeLetters[(long[1] ?? '-').charAt(0)]);
  const plain = plainRow.exec(line);
  if (plain !== null) return fileFields(plain[3] ?? '', plain[1], plain[2], plain[3]?.endsWith('/') ? 'dir' : 'file');
  const flash = showFlashRow.exec(line);
  return flash === null ? undefined : compact({ name: flash[3]?.trim(), size: wholeNumber(flash[1]), date: flash[2] });
}

const typeLetters: Readonly<Record<string, string>> = { '-': 'file', d: 'dir', l: 'link' };

function fileFields(
  printed: string,
  size: string | undefined,
  date: string | undefined,
  type: string | undefined,
): Fields {
  const name = printed.trim().replace(/ -> .*$/, '');
  return compact({
    name: name.length > 1 ? name.replace(/\/$/, '') : name,
    size: wholeNumber(size),
    date: date === undefined || /^(?:<no date>|-)$/.test(date) ? undefined : date,
    type,
  });
}

type Space = {
  readonly total_bytes?: number | undefined;
  readonly free_bytes?: number | undefined;
  readonly used_bytes?: number | undefined;
};

/** `N bytes total (M bytes free)`, `N kbytes total (M kbytes free)`, `N bytes used / free / total`, `available (used)`. */
function readSpace(lines: readonly string[]): Space {
  const figure = (pattern: RegExp): number | undefined => {
    for (const line of lines) {
      const found = pattern.exec(line);
      const value = wholeNumber(found?.[1]);
      if (found !== null && value !== undefined) return /^k/i.test(found[2] ?? '') ? value * 1024 : value;
    }
    return undefined;
  };
  return {
    total_bytes: figure(/^\s*(\d{1,19}) (k?bytes) total\b/i),
    free_bytes:
      figure(/^\s*\d{1,19} k?bytes total \((\d{1,19}) (k?bytes) free/i) ??
      figure(/^\s*(\d{1,19}) (k?bytes) (?:free|available)\b/i),
    used_bytes:
      figure(/^\s*(\d{1,19}) (k?bytes) used\b/i) ??
      figure(/^\s*\d{1,19} k?bytes available \((\d{1,19}) (k?bytes) used/i),
  };
}

/**
 * The listing as facts. `complete` only where the output had its closing line and nothing was cut; `asked` is the file
 * system of the command, used where the output does not repeat it.
 */
export function listingFacts(read: Parsed<Fields>, asked: string, member: string | null): Listing {
  const filesystem = textField(read.value, 'filesystem') ?? asked;
  const entries = listField(read.value, 'files');
  const files = entries.filter((file) => file['type'] !== 'dir').map((file) => fileFacts(file, filesystem));
  const complete = read.problems.length === 0 && read.value['files'] !== undefined;
  const totalBytes = numberField(read.value, 'total_bytes');
  const freeBytes = numberField(read.value, 'free_bytes');
  if (totalBytes === null || freeBytes === null) return { filesystem, member, complete, files };
  return {
    filesystem,
    member,
    complete,
    files,
    space: { totalBytes, freeBytes, folders: entries.length - files.length },
  };
}

function fileFacts(file: Fields, filesystem: string): FileFacts {
  const name = textField(file, 'name') ?? '';
  const date = textField(file, 'date');
  return {
    name,
    path: joinPath(textField(file, 'dir') ?? filesystem, name),
    sizeBytes: numberField(file, 'size'),
    date,
    modifiedAt: date === null ? null : dirDate(date),
  };
}

/** `flash:/` and `x.bin` → `flash:/x.bin`; a name that is a path already stays. */
function joinPath(folder: string, name: string): string {
  if (name.startsWith('/') || name.includes(':')) return name;
  return folder.endsWith('/') || folder.endsWith(':') ? `${folder}${name}` : `${folder}/${name}`;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * A printed file date as a time: with an offset exactly; without one as if it were UTC, which is right to the day only.
 * A date without a year is not known.
 */
export function dirDate(text: string): EpochMs | null {
  const found = /^(?:\w{3} )?(\w{3}) {1,3}(\d{1,2}) {1,3}(.*)$/.exec(text.trim());
  const month = months.indexOf((found?.[1] ?? '').toLowerCase());
  const rest = found?.[3] ?? '';
  const year = /(?:^| )(\d{4})(?: |$)/.exec(rest)?.[1];
  const clock = /(?:^| )(\d{1,2}):(\d{2})(?::(\d{2}))?/.exec(rest.replace(/[+-]\d{1,2}:\d{2}$/, ''));
  if (month === -1 || year === undefined) return null;
  const zone = /([+-])(\d{1,2}):(\d{2})$/.exec(rest);
  const offset = zone === null ? 0 : (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3]));
  const local = Date.UTC(
    Number(year),
    month,
    Number(found?.[2]),
    Number(clock?.[1] ?? 0),
    Number(clock?.[2] ?? 0),
    Number(clock?.[3] ?? 0),
  );
  return Number.isFinite(local) ? epochMs(local - offset * 60_000) : null;
}
