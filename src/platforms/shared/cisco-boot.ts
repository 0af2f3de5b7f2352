import type { Parsed } from '../../core/result.ts';
import { allMatches, compact, type Fields, firstMatch, parsed, readLines, sections } from './read-kit.ts';

/**
 * Reads `show boot`, `show bootvar` and `show boot system` of IOS and IOS-XE: variables of a router or chassis (with
 * `Standby …`), the `BOOT path-list` form of fixed switches, and the blocks `Current …` and `… on next reload` of
 * Catalyst IOS-XE. Stacks repeat per `Switch n`; the top level is the first member's.
 * Sources: platforms.md 4.2, 5.2; capture corpus.
 */
export function readCiscoBoot(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const switches = sections(lines, /^\s*Switch (?:Number )?(\d{1,2})\s*:?\s*$/i);
  const before = lines.slice(0, switches[0] === undefined ? lines.length : lines.indexOf(switches[0].head.input));
  const first = blockFields(before);
  const listed = switches.map(({ head, lines: block }) => ({ id: String(Number(head[1])), ...blockFields(block) }));
  const unnamed = Object.keys(first).length > 0 && listed.length > 0 ? [{ id: freeNumber(listed), ...first }] : [];
  const members = [...unnamed, ...listed];
  const top = listed.length === 0 ? first : withoutId(members[0] ?? {});
  const standby = blockFields(lines.map((line) => /^\s*Standby (.*)/.exec(line)?.[1] ?? ''));
  const fields = {
    ...top,
    standby: Object.keys(standby).length > 0 ? standby : undefined,
    standby_ready: lines.some((line) => /^\s*Standby (?:is )?not ready/i.test(line)) ? false : undefined,
    members: members.length > 0 ? members : undefined,
  };
  return parsed(fields, output, ['next_boot']);
}

const withoutId = ({ id: _, ...rest }: Fields): Fields => rest;

/** The number of the member whose block has no heading: the lowest that no other has. */
function freeNumber(listed: readonly { readonly id: string }[]): string {
  const taken = new Set(listed.map(({ id }) => id));
  let number = 1;
  while (taken.has(String(number))) number += 1;
  return String(number);
}

function blockFields(lines: readonly string[]): Fields {
  const parts = sections(lines, /^\s*(Current Boot Variables|Boot Variables on next reload)\s*:?\s*$/i);
  const part = (name: RegExp): readonly string[] | undefined =>
    parts.find(({ head }) => name.test(head[1] ?? ''))?.lines;
  const current = part(/^Current/i);
  const next = part(/next reload/i) ?? (current === undefined ? lines : []);
  const registers = allMatches(lines, registerLine)[0];
  return compact({
    next_boot: bootVariable(next),
    current_boot: current === undefined ? undefined : bootVariable(current),
    config_register: registers?.[1],
    next_config_register: registers?.[2],
    manual_boot: yesNo(firstMatch(next, /^\s*Manual[ _]Boot(?: variable)?\s*[:=]\s*(\w+)/i)),
    allow_dev_key: yesNo(firstMatch(next, /^\s*Allow Dev Key\s*[:=]\s*(\w+)/i)),
    boot_mode: firstMatch(next, /^\s*Boot ?Mode(?: variable)?\s*[:=]\s*(\S.*)/i),
    boot_optimization: firstMatch(next, /^\s*Boot optimization\s*[:=]\s*(\S.*)/i),
    config_file: firstMatch(next, /^\s*Config(?: |_)file(?: variable)?\s*[:=]\s*(\S.*)/i),
  });
}

const registerLine = /^\s*Configuration register is (0x[0-9A-F]+)(?:\s*\(will be (0x[0-9A-F]+) at next)?/i;

/** The list of the first BOOT line; `[]` where it is empty or does not exist, undefined where there is no such line. */
function bootVariable(lines: readonly string[]): readonly string[] | undefined {
  const line = lines.find((candidate) => /^\s*BOOT (?:variable|path-list)\b/.test(candidate));
  if (line === undefined) return undefined;
  return bootEntries(/^\s*BOOT (?:variable|path-list)\s*[:=]\s*(.*)$/.exec(line)?.[1] ?? '');
}

/** `a,12;b,12;` → `a`, `b`. */
export function bootEntries(value: string): readonly string[] {
  return value
    .split(';')
    .map((entry) =>
      entry
        .trim()
        .replace(/,\d{0,3}$/, '')
        .trim(),
    )
    .filter((entry) => entry !== '');
}

function yesNo(word: string | undefined): boolean | undefined {
  if (word === undefined) return undefined;
  return /^(?:yes|true|1|enabled?)$/i.test(word) ? true : /^(?:no|false|0|disabled?)$/i.test(word) ? false : undefined;
}

/** Reads `show romvar` (IOS-XE 16 and later): `NAME = value` or `NAME="value"`. A later assignment wins. */
export function readRomvar(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const variables = new Map(
    allMatches(output.lines, /^\s*([A-Za-z0-9_?]{1,64})\s*=\s*(?:"([^"]*)"|(.*))$/).map((found) => [
      found[1] ?? '',
      (found[2] ?? found[3] ?? '').trim(),
    ]),
  );
  const boot = variables.get('BOOT');
  const fields = {
    next_boot: boot === undefined ? undefined : bootEntries(boot),
    manual_boot: yesNo(variables.get('MANUAL_BOOT')),
    model: variables.get('MODEL_NUM'),
    serial: variables.get('SYSTEM_SERIAL_NUM'),
    config_file: variables.get('CONFIG_FILE'),
    reload_reason: variables.get('ReloadReason'),
    boot_device_mode: variables.get('BOOT_DEVICE_MODE'),
    device_managed_mode: variables.get('DEVICE_MANAGED_MODE'),
    returned_to_rommon: variables.get('RET_2_RTS'),
  };
  return parsed(fields, output, ['next_boot']);
}
