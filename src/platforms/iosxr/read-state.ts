import type { Parsed } from '../../core/result.ts';
import { allMatches, compact, type Fields, firstMatch, parsed, readFields, readLines } from '../shared/read-kit.ts';

/**
 * Reads `show variables boot`: the BOOT list and register of classic XR, the kernel's boot parameters of 64-bit XR (`root=` is
 * the volume in use). Sources: capture corpus; platforms.md 6.2.
 */
export function readXrBootVariables(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const boot = lines
    .map((line) => /^\s*BOOT(?: variable)? ?= ?(.*)$/.exec(line)?.[1])
    .find((value) => value !== undefined);
  const list = boot
    ?.split(';')
    .map((entry) => entry.trim().replace(/,\d{1,4}$/, ''))
    .filter((entry) => entry !== '');
  const fields = {
    next_boot: list,
    ...readFields(lines, {
      boot_volume: /(?:^|\s)root=(\S+)/,
      model: /(?:^|\s)chassis_pid=(\S+)/,
      serial: /(?:^|\s)chassis_serial=(\S+)/,
      config_register: /^\s*(?:CONFREG|Configuration register)(?: is| ?=) ?(0x[0-9a-f]+)/i,
    }),
  };
  return parsed(fields, output, []);
}

const row =
  /^\s*(\d{1,3}\/[A-Z]{0,4}\d{0,3}\/CPU\d|\d{1,3}\/[A-Z]{1,4}\d{1,3})\s{1,40}(\S{1,60}?)(?:\((Active|Standby)\))?\s{2,60}(\S.{0,60}?)\s{2,60}(\S+)\s*$/;

/** Reads `show platform`: one entry a node with type, state, and whether it is the active or the standby processor. */
export function readXrPlatform(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const members = allMatches(output.lines, row).map(([, id = '', model, role, columns = '']) =>
    compact({
      id,
      model,
      role: role?.toLowerCase(),
      active: role === 'Active' ? true : undefined,
      processor: /\/R(?:S?P|P)\d/i.test(id) || role !== undefined ? true : undefined,
      // CRS has a column for the interface card between type and state.
      state: columns.split(/\s{2,}/).at(-1),
    }),
  );
  return parsed({ members: members.length > 0 ? members : undefined }, output, ['members']);
}

/** Reads `show redundancy [summary]`: active and standby node, and whether the standby is ready. */
export function readXrRedundancy(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const pair = lines
    .map((line) => /^\s*(\d{1,3}\/R\S{1,20})\(A\)\s{1,30}(\d{1,3}\/R\S{1,20}|N\/A)\(?[SP]?\)?/.exec(line))
    .find((found) => found !== null);
  const fields = {
    active_node: pair?.[1] ?? firstMatch(lines, /^\s*Node (\S+) is in ACTIVE role/i),
    standby_node:
      pair?.[2] === 'N/A'
        ? undefined
        : (pair?.[2] ?? firstMatch(lines, /^\s*(?:Partner node \((\S+)\)|Node (\S+)) is in STANDBY role/i)),
  };
  return parsed(fields, output, ['active_node']);
}
