import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, firstMatch, parsed, readFields, readLines, sections } from '../shared/read-kit.ts';

/**
 * Reads `show high-availability state`: mode, and what the device says of itself and of its peer. `enabled` is false
 * where HA is off. Field names of the text form follow its labels; `Build Release` is the PAN-OS release.
 */
export function readHaState(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const off = output.lines.some((line) =>
    /^\s*(?:HA|High[- ]Availability)(?: is)? (?:not enabled|disabled)\b/i.test(line),
  );
  const parts = sections(output.lines, /^\s*(Local|Peer) Information:?$/i);
  const side = (name: string): Fields | undefined => {
    const part = parts.find(({ head }) => head[1]?.toLowerCase() === name);
    return part === undefined ? undefined : sideFields(part.lines);
  };
  const local = side('local');
  const fields = {
    enabled: off ? false : local === undefined ? undefined : true,
    ha_mode: firstMatch(output.lines, /^\s*Mode: (\S.{0,40})$/),
    ha_role: local?.['state'],
    local,
    peer: side('peer'),
  };
  return parsed(fields, output, ['enabled']);
}

function sideFields(lines: readonly string[]): Fields {
  return compact({
    ...readFields(lines, {
      state: /^\s*State: ([a-z][a-z-]{1,30})/,
      version: /^\s*(?:Build Release|PAN-OS Version|Software Version): (\d\S{1,63})$/,
      model: /^\s*(?:Platform )?Model: (\S{1,63})$/,
      serial: /^\s*Serial(?: Number| Num)?: (\w{4,40})$/,
      address: /^\s*Management (?:IPv4 |IP )?Address: ([\d.]{7,15})/,
      hostname: /^\s*(?:Hostname|Device Name): (\S{1,255})$/,
      connection: /^\s*Connection [Ss]tatus: (\w{1,20})/,
    }),
  });
}
