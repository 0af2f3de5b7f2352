import type { Parsed } from '../../core/result.ts';
import { type Fields, firstMatch, parsed, readFields, readLines } from '../shared/read-kit.ts';
import { uptimeSeconds } from '../shared/uptime.ts';

/**
 * Reads `show version` and `show version detail` of EOS. The name of an engineering build is the whole build version. A
 * serial is absent on virtual machines that have none. Sources: capture corpus; platforms.md 11.2.
 */
export function readEosVersion(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const uptime = firstMatch(lines, /^\s*Uptime: {1,24}(\S.*)$/i);
  const fields = {
    model: readModel(lines),
    ...readFields(lines, {
      version: /^\s*Software image version: {1,8}(\S+)/i,
      release_type: /^\s*Software image version: {1,8}\S+ {1,4}\(([^)]{1,60})\)/i,
      build: /^\s*Internal build version: {1,8}(\S+)/i,
      build_id: /^\s*Internal build ID: {1,12}(\S+)/i,
      architecture: /^\s*Architecture: {1,20}(\S+)/i,
      hardware_version: /^\s*Hardware version: {1,12}(\S+)/i,
      serial: /^\s*Serial number: {1,16}(\S+)/i,
      system_mac: /^\s*System MAC address: {1,12}(\S+)/i,
      image_format: /^\s*Image format version: {1,8}(\S+)/i,
      image_optimization: /^\s*Image optimization: {1,8}(\S.*)$/i,
      kernel_version: /^\s*Kernel version: {1,8}(\S+)/i,
      bootloader: /^\s*Aboot(?: version)?\s{1,40}(Aboot-\S+|\S+)\s*$/i,
    }),
    uptime,
    uptime_seconds: uptime === undefined ? undefined : uptimeSeconds(uptime),
  };
  return parsed(fields, output, ['version', 'model', 'uptime']);
}

/** The line above `Hardware version:`, without the maker's name. */
function readModel(lines: readonly string[]): string | undefined {
  const below = lines.findIndex((line) => /^\s*Hardware version:/i.test(line));
  const head = (below === -1 ? lines.filter((line) => /^\s*Arista \S/.test(line)) : lines.slice(0, below))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1);
  const model = head?.replace(/^Arista(?: Networks)? /i, '');
  return model === undefined || /[:>#]/.test(model) ? undefined : model;
}
