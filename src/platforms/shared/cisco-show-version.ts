import type { Parsed } from '../../core/result.ts';
import { allMatches, compact, type Fields, firstMatch, parsed, readLines, sections, wholeNumber } from './read-kit.ts';
import { uptimeSeconds } from './uptime.ts';

/** `Version` of the system line, as IOS, IOS-XE 3.x (with `IOS-XE Software`) and IOS before 12.3 (`IOS (tm)`) print it. */
const systemLine = /^\s*(?:Cisco )?IOS (?:\(tm\)|Software\b).*?[ ,](?:Experimental )?Version ([^\s,]+)/;
const xeLine = /^\s*Cisco IOS[ -]XE Software, Version ([^\s,]+)/;
const serialLine = /^\s*System serial number\s*: *(\S+)/i;

/**
 * Reads `show version` of IOS and IOS-XE. Boot loader and ROM lines also say `Version` and `RELEASE SOFTWARE`; only the
 * system's own lines count. A register, image or model that the output does not show is absent.
 * Sources: capture corpus; platforms.md 4.2, 5.2.
 */
export function readCiscoVersion(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const systemLines = lines.filter((line) => systemLine.test(line));
  const system = systemLines.find((line) => !/IOS-XE Software/.test(line)) ?? systemLines[0] ?? '';
  const xe =
    firstMatch(lines, xeLine) ??
    firstMatch(
      systemLines.filter((line) => /IOS-XE Software/.test(line)),
      systemLine,
    );
  const ios = firstMatch([system], systemLine);
  const version = xe ?? ios;
  const serials = allMatches(lines, serialLine).map((found) => found[1] ?? '');
  const board = firstMatch(lines, /^\s*Processor board ID ([^\s,]+)/i);
  const members = readSwitchTable(lines);
  const uptime = firstMatch(lines, uptimeLine);
  const fileSystems = allMatches(lines, /^\s*\d{1,12}K bytes of .{1,60} at (\S{1,40}:)\.?$/).map(
    (found) => found[1] ?? '',
  );
  const register =
    /^\s*Configuration register(?: on node \S+)? is (0x[0-9A-Fa-f]+)(?:\s*\(will be (0x[0-9A-Fa-f]+) at next)?/i;
  const registers = allMatches(lines, register)[0];
  const fields = {
    version,
    version_alt: xe !== undefined && ios !== undefined && xe !== ios ? [ios] : undefined,
    release_type: firstMatch(
      [system],
      /((?:EARLY DEPLOYMENT )?(?:RELEASE|DEVELOPMENT|MAINTENANCE INTERIM) SOFTWARE(?: \(\w+\))?)/,
    ),
    software_image: firstMatch([system], /\(([A-Za-z0-9_.-]+)\), (?:Experimental )?Version/),
    model: firstMatch(lines, /^\s*[A-Za-z][\w-]* (\S+) .*bytes of (?:physical )?memory/),
    model_number: firstMatch(lines, /^\s*Model number\s*: *(\S+)/i),
    hostname: firstMatch(lines, /^\s*(\S+) uptime is /),
    serial: serials.find(isSerial) ?? (isSerial(board) ? board : undefined),
    serials: serials.length > 1 ? serials : undefined,
    processor_board_id: board,
    system_image: firstMatch(lines, /^\s*System image file is (?:"([^"]*)"|([^\s"]+))/),
    rommon: firstMatch(lines, /^\s*ROM: (.*?),?$/),
    bootloader: firstMatch(lines, /^\s*BOOTLDR: (.*?),?$/),
    install_mode: activeMode(members) ?? firstMatch(lines, /^\s*Installation mode is (INSTALL|BUNDLE)/i),
    operating_mode: firstMatch(lines, /^\s*(?:Router|Controller) operating mode: (.*)/i),
    config_register: registers?.[1],
    next_config_register: registers?.[2],
    uptime,
    uptime_seconds: uptime === undefined ? undefined : uptimeSeconds(uptime),
    control_processor_uptime: firstMatch(lines, /^\s*Uptime for this control processor is (.*)/),
    reload_reason: reloadReason(lines),
    last_reload_reason: firstMatch(lines, /^\s*Last reload reason\s*: (.*)/),
    last_reset_from: firstMatch(lines, /^\s*Last reset from (.*)/),
    restarted_at: firstMatch(lines, /^\s*System restarted at (.*)/),
    compiled: firstMatch(lines, /^\s*Compiled (\w{3} \d{1,2}-\w{3}-\d{2} \d{1,2}:\d{2})/),
    members: members.length > 0 ? members : undefined,
    switch_blocks: readSwitchBlocks(lines),
    filesystems: fileSystems.length > 0 ? fileSystems : undefined,
    patches: readActiveSmus(lines),
  };
  return parsed(fields, output, ['version', 'uptime', 'system_image', 'model', 'serial']);
}

/** A line cut at the width of the terminal ends without a unit: then the figure is not known. */
const uptimeLine = /^\s*\S+ uptime is ((?:[^,]{1,40}, ){0,6}\d+ (?:year|week|day|hour|minute|second)s?)\s*$/;

const isSerial = (text: string | undefined): text is string =>
  text !== undefined && !/^(?:unknown|n\/a|0+|none)$/i.test(text);

function reloadReason(lines: readonly string[]): string | undefined {
  return firstMatch(lines, /^\s*System (?:returned to ROM|restarted) by (.*)/)
    ?.replace(/ *\([A-Z]{1,4} by [^)]*\)$/, '')
    .replace(/ at \d{1,2}:\d{2}:\d{2} .*$/, '')
    .trim();
}

/** Rows under `Switch Ports Model SW Version SW Image [Mode]`; `*` marks the active member. */
function readSwitchTable(lines: readonly string[]): readonly Fields[] {
  const head = lines.findIndex((line) => /^\s*Switch\s+Ports\s+Model\s+SW Version/.test(line));
  if (head === -1) return [];
  const row = /^(\*)?\s*(\d{1,2})\s+(\d{1,4})\s+(\S+)\s+(\S+)\s+(\S+)(?:\s+(INSTALL|BUNDLE))?\s*$/;
  return allMatches(lines.slice(head + 1), row).map(([, star, id, ports, model, version, image, mode]) =>
    compact({
      id,
      ports: wholeNumber(ports),
      model,
      version,
      image,
      install_mode: mode,
      active: star === '*' ? true : undefined,
    }),
  );
}

/**
 * Serial, model and uptime of the other members, from the blocks `Switch 02`; the block of the active one has no heading
 * and stands for itself at the top level.
 */
function readSwitchBlocks(lines: readonly string[]): readonly Fields[] | undefined {
  const blocks = sections(lines, /^\s*Switch (\d{1,2})\s*$/).map(({ head, lines: block }) => {
    const serial = firstMatch(block, serialLine);
    return compact({
      id: String(Number(head[1])),
      serial: isSerial(serial) ? serial : undefined,
      model_number: firstMatch(block, /^\s*Model number\s*: *(\S+)/i),
      uptime: firstMatch(block, /^\s*Switch uptime\s*: *(\S.*)/i),
      reload_reason: firstMatch(block, /^\s*Last reload reason\s*: *(\S.*)/i),
    });
  });
  return blocks.length > 0 ? blocks : undefined;
}

function activeMode(members: readonly Fields[]): string | undefined {
  const mode = (members.find((member) => member['active'] === true) ?? members[0])?.['install_mode'];
  return typeof mode === 'string' ? mode : undefined;
}

/** Rows of `Active SMU Information`; absent where the output has no such block. */
function readActiveSmus(lines: readonly string[]): readonly Fields[] | undefined {
  const head = lines.findIndex((line) => /^\s*Active SMU Information/.test(line));
  if (head === -1) return undefined;
  return allMatches(lines.slice(head + 1), /^\s*SMU\s+(\S+)\s+(\S+)\s+([A-Z])\s+(\S+)\s*$/).map(
    ([, name, version, state, file]) => ({ name, version, state, file }),
  );
}
