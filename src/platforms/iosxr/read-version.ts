import type { Parsed } from '../../core/result.ts';
import { allMatches, compact, type Fields, firstMatch, parsed, readFields, readLines } from '../shared/read-kit.ts';
import { uptimeSeconds } from '../shared/uptime.ts';

const versionLine = /^\s*Cisco IOS XR Software, Version ([^\s[]+)(\[Default\]| ?LNT\b)?/i;
const uptimeLine = /^\s*(\S{1,255}) uptime is (\S.*)$/i;
const packageLine = /^\s*(\S{1,200}), V ([^\s[,]{1,60})(?:\[[^\]]{0,40}\])?, Cisco Systems, at (\S{1,300})\s*$/;

/**
 * Reads `show version` and `show version brief` of all three generations: classic (`[Default]`), 64-bit and XR7 (`LNT`). The
 * date line above an output is no version and no start time. Sources: capture corpus; platforms.md 6.2.
 */
export function readXrVersion(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const found = lines.map((line) => versionLine.exec(line)).find((match) => match !== null);
  const uptimeFound = lines.map((line) => uptimeLine.exec(line)).find((match) => match !== null);
  const host = uptimeFound?.[1];
  const uptime = uptimeFound?.[2]?.trim();
  const packages = allMatches(lines, packageLine).map(([, name, version, where]) => compact({ name, version, where }));
  const fields = {
    version: found?.[1],
    xr_flavour: found === undefined ? undefined : flavour(found[2], lines),
    label: firstMatch(lines, /^\s*Label {0,12}: {0,4}(\S.*)$/i),
    model: readModel(lines),
    chassis: readChassis(lines),
    hostname: host === undefined || host === 'System' ? undefined : host,
    uptime,
    uptime_seconds: uptime === undefined ? undefined : uptimeSeconds(uptime),
    rommon: firstMatch(lines, /^\s*ROM: (\S.*)$/)
      ?.replace(/,$/, '')
      .trim(),
    ...readFields(lines, {
      system_image: /^\s*System image file is "?([^"\s]+)"?/i,
      config_register: /^\s*Configuration register on node \S+ is (0x[0-9a-f]+)/i,
      next_config_register: /^\s*Configuration register on node \S+ is 0x[0-9a-f]+ \(will be (0x[0-9a-f]+) at next/i,
      built_on: /^\s*Built On {0,8}: {0,4}(\S.*)$/i,
    }),
    packages: packages.length > 0 ? packages : undefined,
  };
  return parsed(fields, output, ['version', 'uptime', 'model']);
}

function flavour(mark: string | undefined, lines: readonly string[]): string | undefined {
  if (mark !== undefined) return /lnt/i.test(mark) ? 'lnt' : 'classic';
  return lines.some((line) => /^\s*Build Information:/i.test(line)) ? '64-bit' : undefined;
}

/** `cisco 8202-32FH-M (Intel(R) …) processor with 64GB of memory`, `cisco NCS-5500 () processor`. */
function readModel(lines: readonly string[]): string | undefined {
  const line = firstMatch(lines, /^\s*cisco (\S.{0,200}?) processor\b/i);
  return line?.split(' (')[0]?.trim();
}

/** The line below the processor's speed (classic), or below the uptime (XR7); none on 64-bit XR. */
function readChassis(lines: readonly string[]): string | undefined {
  const speed = lines.findIndex((line) => /\bprocessor at \d+ ?Mhz\b/i.test(line));
  const above = speed === -1 ? lines.findIndex((line) => uptimeLine.test(line)) : speed;
  const line = above === -1 ? undefined : lines[above + 1]?.trim();
  return line === undefined || line === '' || /^(?:System image file|[-*]|Configuration register)/i.test(line)
    ? undefined
    : line;
}
