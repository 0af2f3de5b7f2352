import type { Parsed } from '../../core/result.ts';
import { allMatches, type Fields, firstMatch, parsed, readFields, readLines } from '../shared/read-kit.ts';
import { uptimeSeconds } from '../shared/uptime.ts';

const image = (name: string): RegExp => new RegExp(`^\\s*${name} image file is: {0,8}(\\S+)`, 'i');
/** `NXOS: version 10.4(3) [build 10.4(2)IMG9(0.27)] [Feature Release]`: group 1 the version, group 2 the brackets. */
const versionLine = (name: string): RegExp =>
  new RegExp(`^\\s*${name}:\\s{1,12}version (\\S+)((?: \\[[^\\]]{0,60}\\]){0,3})\\s*$`, 'i');

/**
 * Reads `show version` of NX-OS, with one image (`NXOS:`) or two (`kickstart:`, `system:`). The `System version` under the
 * last reset is what ran *before* it, never the running release. Sources: capture corpus; platforms.md 7.2.
 */
export function readNxosVersion(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const running = versionOf(lines, 'NXOS') ?? versionOf(lines, 'system');
  const kickstart = versionOf(lines, 'kickstart');
  const brackets = running?.brackets ?? [];
  const uptime = firstMatch(lines, /^\s*(?:Kernel|System) uptime is (\d.*)$/);
  const reset = lines.findIndex((line) => /^\s*Last reset\b/.test(line));
  const afterReset = reset === -1 ? [] : lines.slice(reset, reset + 12);
  const fields = {
    version: running?.version,
    build: brackets.find((word) => word.startsWith('build '))?.slice('build '.length),
    release_type: brackets.find((word) => !word.startsWith('build ')),
    kickstart_version: kickstart?.version,
    host_version: versionOf(lines, 'Host NXOS')?.version,
    system_image: firstMatch(lines, image('NXOS')) ?? firstMatch(lines, image('system')),
    kickstart_image: firstMatch(lines, image('kickstart')),
    ...readFields(lines, {
      bios_version: /^\s*BIOS:\s{1,12}version (?:v )?(\S+)/i,
      boot_mode: /^\s*NXOS boot mode: {0,4}(\S+)/i,
      compiled: /^\s*(?:NXOS|system) compile time: {0,8}(\S.*)$/i,
      pe_version: /^\s*PE:\s{1,12}version (\S+)/,
      serial: /^\s*Processor Board ID:? (\S+)/i,
      hostname: /^\s*Device name: (\S+)/i,
    }),
    model: readModel(lines),
    uptime,
    uptime_seconds: uptime === undefined ? undefined : uptimeSeconds(uptime),
    restarted_at: firstMatch(afterReset, /^\s*Last reset at \d{1,9} usecs after\s{1,4}(\S.*)$/),
    reload_reason: firstMatch(afterReset, /^\s*Reason: (\S.*)$/),
    previous_version: firstMatch(afterReset, /^\s*System version: {0,4}(\S+)\s*$/),
    packages: readActivePackages(lines),
  };
  return parsed(fields, output, ['version', 'model', 'serial', 'uptime', 'system_image']);
}

function versionOf(
  lines: readonly string[],
  name: string,
): { version: string; brackets: readonly string[] } | undefined {
  const found = allMatches(lines, versionLine(name)).find((match) => match[1] !== 'N/A');
  if (found === undefined) return undefined;
  const brackets = [...(found[2] ?? '').matchAll(/\[([^\]]*)\]/g)].map((match) => (match[1] ?? '').trim());
  return { version: found[1] ?? '', brackets };
}

/** The line below `Hardware`: `cisco Nexus7000 C7009 (9 Slot) Chassis ("Supervisor Module-1X")`. */
function readModel(lines: readonly string[]): string | undefined {
  const head = lines.findIndex((line) => /^\s*Hardware\s*$/.test(line));
  const line = lines.slice(head + 1, head + 6).find((candidate) => /^\s*cisco \S/i.test(candidate));
  if (head === -1 || line === undefined) return undefined;
  const name = line
    .trim()
    .slice('cisco '.length)
    .split(/\(| chassis\b/i)[0]
    ?.trim();
  return name === '' ? undefined : name;
}

/** Names under `Active Package(s):`; `[]` where nothing follows, absent where the heading does not stand there. */
function readActivePackages(lines: readonly string[]): readonly Fields[] | undefined {
  const head = lines.findIndex((line) => /^\s*Active Packages?(?:\(s\))?:?\s*$/.test(line));
  if (head === -1) return undefined;
  return packageNames(lines.slice(head + 1)).map((name) => ({ name }));
}

/** Indented single words, up to the first line that is something else; blank lines and headings of modules are passed over. */
export function packageNames(lines: readonly string[]): readonly string[] {
  const names: string[] = [];
  for (const line of lines) {
    if (/^\s*$/.test(line) || /^\s*(?:In)?(?:Active|Committed) Packages? on Module\b/i.test(line)) continue;
    const name = /^\s+([A-Za-z0-9][\w.+:/-]{3,200})(?: \([^)]{0,80}\))?$/.exec(line)?.[1];
    if (name === undefined) break;
    names.push(name);
  }
  return names;
}
