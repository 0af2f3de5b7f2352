import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, firstMatch, parsed, readFields, readLines } from '../shared/read-kit.ts';
import { memberBlocks } from './member-blocks.ts';
import { releaseIn } from './release-name.ts';

/** In the order of trust: `Junos:` stands there since 13.x; before it the packages of the base system tell the release. */
const packageLines: readonly RegExp[] = [
  /^\s*JUNOS Software Release \[([^\]\s]{1,80})\]/,
  /^\s*JUNOS Base OS boot \[([^\]\s]{1,80})\]/,
  /^\s*JUNOS Base OS Software Suite \[([^\]\s]{1,80})\]/,
  /^\s*JUNOS EX {1,2}Software Suite \[([^\]\s]{1,80})\]/,
  /^\s*JUNOS [A-Za-z0-9 .()/&-]{0,80}Software Suite \[([^\]\s]{1,80})\]/,
];
/** Patches are packages of their own: Junos Selective Upgrade, continuity (JAM) and hot-fix packages. */
const patchLine = /^\s*(\S[^[\]]{0,120}?) {0,4}\[([^\]]{1,120})\]/;
const patchWords = /\b(?:jsu|jam|hotfix|hot-fix|selective upgrade|continuity)\b/i;

/**
 * Reads `show version [detail] [invoke-on …]`, one block a member where it has headings. `pending` is the release that
 * the device says it will activate (`Pending:` of EX and QFX, `JUNOS Installation Software [ver]` of MX).
 */
export function readVersion(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const blocks = memberBlocks(output.lines);
  const first = blocks[0];
  const members = blocks
    .filter(({ id }) => id !== null)
    .map(({ id, lines }) => compact({ id, ...pick(readBlock(lines), memberFields) }));
  const fields = {
    ...(first === undefined ? {} : readBlock(first.lines)),
    master_banner: firstMatch(output.lines, /^\s*(\{[a-z]{1,20}(?::[a-z]{0,8}\d{1,3})?(?:-re\d)?\})$/),
    members: members.length === 0 ? undefined : members,
  };
  return parsed(fields, output, ['version', 'model']);
}

const memberFields = [
  'hostname',
  'model',
  'version',
  'serial',
  'pending',
  'host_version',
  'host_based',
  'patches',
  'linux_kernel',
];

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

function readBlock(lines: readonly string[]): Fields {
  const fields = readFields(lines, {
    hostname: /^\s*Hostname: (\S{1,255})/,
    model: /^\s*Model: (\S.{0,80})$/,
    serial: /^\s*(?:Serial Number|Chassis serial number): (\S{1,80})/,
    host_version: /^\s*JUNOS Host Software \[([^\]\s]{1,120})\]/,
    linux_kernel: /^\s*Linux Kernel: (\S{1,200})/,
    pending: /^\s*(?:Pending: (\S{1,80})|JUNOS Installation Software \[([^\]\s]{1,80})\])/,
    junos: /^\s*Junos: (\S{1,80})/,
    evolved: /^\s*JUNOS-EVO OS \S{1,20} \[([^\]\s]{1,200})\]/,
  });
  const { junos, evolved, ...told } = fields;
  const patches = lines
    .map((line) => patchLine.exec(line))
    .filter((found) => found !== null && patchWords.test(found[0]))
    .map((found) => `${found?.[1]} [${found?.[2]}]`);
  return compact({
    ...told,
    version: junos ?? releaseOfPackages(lines) ?? (typeof evolved === 'string' ? releaseIn(evolved) : undefined),
    host_based: lines.some((line) => /^\s*JUNOS Host /.test(line)) ? true : undefined,
    patches: patches.length === 0 ? undefined : patches,
  });
}

function releaseOfPackages(lines: readonly string[]): string | undefined {
  for (const pattern of packageLines) {
    const found = firstMatch(lines, pattern);
    if (found !== undefined && releaseIn(found) === found) return found;
  }
  return undefined;
}

/** The release statement at the top of the configuration: the release of the last commit. */
export function readConfigVersion(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  return parsed({ config_version: firstMatch(output.lines, /^\s*version "?([^\s;"]{1,80})"?;/) }, output, [
    'config_version',
  ]);
}
