import type { Parsed } from '../../core/result.ts';
import { allMatches, compact, type Fields, firstMatch, parsed, readLines, wholeNumber } from '../shared/read-kit.ts';

/**
 * Reads `show install summary|active|inactive|committed|uncommitted` and `show install rollback [id N]`: rows `IMG` or
 * `SMU` with their state letter, and the members that the heading in brackets names. `packages` is `[]` where the device
 * says that there are none. Sources: platforms.md 5.2; capture corpus.
 */
export function readInstall(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const packages: Fields[] = [];
  let where: string | undefined;
  for (const line of output.lines) {
    where = /^\s*\[ ?([^\]]{1,200}?) ?\] \w.*Information/i.exec(line)?.[1] ?? where;
    const row = /^\s*(IMG|SMU|[A-Z]{3,8})\s{1,10}([IUCD])\s{1,10}(\S+)\s*$/.exec(line);
    if (row !== null) packages.push(compact({ type: row[1], state: row[2], name: row[3], where }));
  }
  const { lines } = output;
  const none = lines.some((line) => /^\s*No (?:\w+ ){0,2}Packages?\b/i.test(line));
  const ids = rollbackIds(lines);
  const fields = {
    packages: packages.length > 0 || none ? packages : undefined,
    auto_abort: firstMatch(lines, /^\s*Auto abort timer\s*: *(\S.*)/i),
    rollback_id: firstMatch(lines, /^\s*Rollback id\s*[-:]\s*(\d{1,5})/i),
    rollback_ids: ids.length > 1 || packages.length === 0 ? nonEmpty(ids) : undefined,
    created: firstMatch(lines, /\(Created on ([^)]{4,80})\)/i),
    label: firstMatch(lines, /^\s*Label\s*: *(\S.*)/i),
  };
  return parsed(fields, output, ids.length > 0 ? [] : ['packages']);
}

/** Rows under `ID  Label …`, and the headings `Rollback id - N` where the points are printed one after another. */
function rollbackIds(lines: readonly string[]): readonly string[] {
  const head = lines.findIndex((line) => /^\s*ID\s+Label\b/i.test(line));
  const rows = head === -1 ? [] : allMatches(lines.slice(head + 1), /^\s*(\d{1,5})\s+\S/);
  return [...rows, ...allMatches(lines, /^\s*Rollback id\s*[-:]\s*(\d{1,5})/i)].map((found) => found[1] ?? '');
}

/** Reads `show install package FILE`: what the device says about one package. */
export function readInstallPackage(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const field = (label: RegExp): string | undefined => {
    const line = lines.find((candidate) => label.test(candidate));
    const value = line?.slice(line.indexOf(':') + 1).trim();
    return value === undefined || value === '' ? undefined : value;
  };
  const size = field(/^\s*(?:Package )?Size(?: in bytes)?\s*:/i);
  const fields = {
    name: field(/^\s*(?:Package )?Name\s*:/i),
    version: field(/^\s*Version\s*:/i),
    platform: field(/^\s*Platform\s*:/i),
    package_type: field(/^\s*Package Type\s*:/i),
    defect: field(/^\s*Defect ID\s*:/i),
    state: field(/^\s*(?:Package )?State\s*:/i),
    smu_type: field(/^\s*SMU Type\s*:/i),
    size: wholeNumber(size),
    sha1: field(/^\s*(?:SHA1(?: checksum)?|Checksum)\s*:/i),
  };
  return parsed(fields, output, ['name', 'version']);
}

/**
 * Reads `more …packages.conf`, the provisioning file of install mode: its own SHA-1, the build it is for, and the
 * packages that boot, each once, in the order of their first line.
 */
export function readPackagesConf(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const rows = allMatches(lines, /^\s*(?:boot|iso|pkg)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+\.pkg)\s*$/i);
  const names = [...new Set(rows.map((row) => row[5] ?? ''))];
  const fields = {
    sha1: firstMatch(lines, /^\s*sha1sum\s*: *([0-9a-f]{40})\s*$/i),
    build: firstMatch(lines, /^\s*#.*provisioned software file for build (\S+)/i),
    files: names.length > 0 ? names.map((name) => ({ name })) : undefined,
  };
  return parsed(fields, output, ['files']);
}

/** Reads `show version running` and `show version rp active running`: each running package with the SHA-1 of its file. */
export function readVersionRunning(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const packages: Record<string, unknown>[] = [];
  for (const line of output.lines) {
    const head = /^\s*Package: ([^,]{1,120}), version: ([^,]{1,120}), status: (\S+)/i.exec(line);
    if (head !== null) packages.push({ name: head[1]?.trim(), version: told(head[2]), status: head[3] });
    const last = packages.at(-1);
    if (last === undefined) continue;
    const file = /^\s*File: ([^,]{1,400}), on: (\S+)/i.exec(line);
    if (file !== null) Object.assign(last, { file: told(file[1]), where: file[2] });
    const built = /^\s*Built: ([^,]{1,80}), by:/i.exec(line);
    if (built !== null) last['built'] = told(built[1]);
    const sum = /^\s*File SHA1 checksum: ([0-9a-f]{8,64})\s*$/i.exec(line);
    if (sum !== null) last['sha1'] ??= sum[1];
    const role = /^\s*Role: (\S.*)/i.exec(line);
    if (role !== null) last['role'] = role[1];
  }
  const short = packages.some(({ sha1 }) => typeof sha1 === 'string' && sha1.length !== 40);
  const problems = short
    ? [...output.problems, { field: 'packages', message: 'a SHA-1 has not 40 digits' }]
    : output.problems;
  return parsed({ packages: packages.length > 0 ? packages.map(compact) : undefined }, { problems }, ['packages']);
}

const nonEmpty = (ids: readonly string[]): readonly string[] | undefined => (ids.length > 0 ? ids : undefined);

const told = (text: string | undefined): string | undefined =>
  text === undefined || /^n\/a$/i.test(text.trim()) ? undefined : text.trim();
