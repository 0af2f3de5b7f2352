import type { Parsed } from '../../core/result.ts';
import { bootEntries } from './cisco-boot.ts';
import { allMatches, compact, type Fields, firstMatch, parsed, readLines, sections } from './read-kit.ts';

/**
 * Reads `show switch`: one row a member that the stack knows, also one that is provisioned or removed. `state` is as
 * printed (`Ready`, `Removed`, `Provisioned`, `V-Mismatch`).
 */
export function readSwitchStack(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const row =
    /^\s*(\*)?\s*(\d{1,2})\s+(Active|Standby|Member|Master)\s+([0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})\s+(\d{1,2})\s+(?:(\S+)\s+)?(\S+(?: \S+)?)\s*$/i;
  const members = allMatches(output.lines, row).map((found) =>
    compact({
      id: found[2],
      role: found[3]?.toLowerCase(),
      mac: found[4],
      state: found[7],
      active: /^(?:active|master)$/i.test(found[3] ?? '') ? true : undefined,
    }),
  );
  return parsed({ members: members.length > 0 ? members : undefined }, output, ['members']);
}

/**
 * Reads `show redundancy` of chassis with two supervisors or route processors: `current` and `peer` with `location`,
 * `state`, `version`, `next_boot`, `config_register`; `communications` is `Up` while the peer answers.
 */
export function readRedundancy(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const blocks = sections(output.lines, /^\s*(Current|Peer) Processor Information\s*:?\s*$/i);
  const block = (name: string): Fields | undefined => {
    const found = blocks.find(({ head }) => head[1]?.toLowerCase() === name);
    return found === undefined ? undefined : processorFields(found.lines);
  };
  const fields = {
    mode: firstMatch(output.lines, /^\s*Operating Redundancy Mode = (\S.*)/i),
    hardware_mode: firstMatch(output.lines, /^\s*Hardware Mode = (\S+)/i),
    communications: firstMatch(output.lines, /^\s*Communications = (\S+)/i),
    switchover_reason: firstMatch(output.lines, /^\s*Last switchover reason = (\S.*)/i),
    current: block('current'),
    peer: block('peer'),
  };
  return parsed(fields, output, ['current']);
}

function processorFields(lines: readonly string[]): Fields {
  const boot = lines.map((line) => /^\s*BOOT = (.*)/.exec(line)?.[1]).find((value) => value !== undefined);
  return compact({
    location: firstMatch(lines, /^\s*(?:Active|Standby) Location = (\S.*)/i),
    state: firstMatch(lines, /^\s*Current Software state = (\S.*)/i),
    version: firstMatch(lines, /\bVersion (\d[^\s,]*)/),
    software_image: firstMatch(lines, /\(([A-Za-z0-9_.-]+)\), (?:Experimental )?Version/),
    uptime: firstMatch(lines, /^\s*Uptime in current state = (\S.*)/i),
    next_boot: boot === undefined ? undefined : bootEntries(boot),
    config_register: firstMatch(lines, /^\s*Configuration register = (0x[0-9A-F]+)/i),
  });
}

/** Reads `show region`: memory regions with class and media; code that is not `R/O` was or can be changed. */
export function readRegions(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const regions = allMatches(
    output.lines,
    /^\s*(0x[0-9A-F]{1,16})\s+(0x[0-9A-F]{1,16})\s+(\d{1,19})\s+(\S+)\s+(R\/[OW])\s+(\S+)\s*$/i,
  ).map(([, start, end, size, kind, media, name]) =>
    compact({ name, class: kind, media, start, end, size: Number(size) }),
  );
  return parsed({ regions: regions.length > 0 ? regions : undefined }, output, ['regions']);
}

/** Reads `show rom-monitor [SLOT]`: the loader's line, and on units with two regions the versions of both. */
export function readRomMonitor(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const fields = {
    rommon:
      firstMatch(lines, /^\s*(System Bootstrap, Version .*)/i) ??
      firstMatch(lines, /^\s*((?:IOS-XE )?ROMMON\b.*Version .*)/i) ??
      firstMatch(lines, /^\s*(Version \S.*)/),
    readonly_region: firstMatch(lines, /^\s*ReadOnly ROMMON version[^:]{0,40}: *(\S.*)?$/i),
    upgradable_region: firstMatch(lines, /^\s*Upgrade ROMMON version[^:]{0,40}: *(\S.*)?$/i),
    running_region: firstMatch(
      lines,
      /^\s*(?:Currently running ROMMON from|Current image running\s*:) *(.+?)(?: region)?$/i,
    ),
  };
  return parsed(fields, output, ['rommon']);
}

/** Reads `show processes cpu | include CPU utilization`: percent over the last minute. */
export function readCpu(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const percent = firstMatch(output.lines, /^\s*CPU utilization for .*one minute: (\d{1,3})%/i);
  return parsed({ cpu_percent: percent === undefined ? undefined : Number(percent) }, output, ['cpu_percent']);
}
