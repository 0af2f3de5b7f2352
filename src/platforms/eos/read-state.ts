import type { Parsed } from '../../core/result.ts';
import { allMatches, compact, type Fields, firstMatch, parsed, readLines, sections } from '../shared/read-kit.ts';
import { uptimeSeconds } from '../shared/uptime.ts';

/** Reads `show reload cause`: the first (newest) cause and when it happened; `causes` has all of them. */
export function readEosReloadCause(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const causes = sections(lines, /^\s*Reload Cause (\d{1,3}):?\s*$/i)
    .map(({ lines: block }) => block.find((line) => line.trim() !== '' && !/^\s*-{2,}\s*$/.test(line))?.trim())
    .filter((line) => line !== undefined && !/^(?:Reload Time|Recommended Action|Debugging Information):?/i.test(line));
  const fields = {
    reload_reason: causes[0],
    restarted_at: firstMatch(lines, /^\s*Reload occurred at (\S.*?)\.?$/i),
    causes: causes.length > 1 ? causes : undefined,
  };
  return parsed(fields, output, ['reload_reason']);
}

/** Reads `show uptime`: ` 10:30:55 up 5 days,  3:12,  1 user,  load average: …`. */
export function readEosUptime(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const found = output.lines
    .map((line) => /^\s*(\d{1,2}:\d{2}:\d{2}) up (.{1,60}?),\s{1,8}\d{1,3} users?\b/.exec(line))
    .find((match) => match !== null);
  const uptime = found?.[2]?.replace(/\s+/g, ' ');
  const seconds = uptime === undefined ? undefined : uptimeSeconds(uptime);
  return parsed({ current_time: found?.[1], uptime, uptime_seconds: seconds }, output, ['uptime']);
}

/**
 * Reads `show inventory`: the system's own entry. The table's headings may be missing; a virtual machine has a serial but
 * no hardware version.
 */
export function readEosInventory(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const start = output.lines.findIndex((line) => /^\s*System information\s*$/i.test(line));
  const rest = start === -1 ? [] : output.lines.slice(start + 1);
  const end = rest.findIndex((line) => /^\s*System has\b/i.test(line));
  const rows = (end === -1 ? rest.slice(0, 12) : rest.slice(0, end))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^[- ]+$/.test(line) && !/^(?:Model\s+Description|HW Version\b)/i.test(line));
  const [head = '', second = ''] = rows;
  const named = /^(\S+)(?:\s+(\S.*))?$/.exec(head);
  const words = second.split(/\s+/).filter((word) => word !== '');
  const hardware = /^\d{1,2}\.\d{1,2}[a-z]?$/i.test(words[0] ?? '') ? words[0] : undefined;
  const serial = words.slice(hardware === undefined ? 0 : 1).find((word) => /^[A-Za-z0-9]{5,64}$/.test(word));
  const fields = { model: named?.[1], description: named?.[2], hardware_version: hardware, serial };
  return parsed(fields, output, ['model', 'serial']);
}

const cardRow =
  /^\s*(\d{1,2}|Fabric\d{1,2}|Linecard\d{1,2}|Switchcard\d{1,2})\s{1,10}\d{1,4}\s{1,8}(\S.{0,60}?)\s{2,60}(\S{1,40})\s{1,20}(\S{1,40})\s*$/i;
const stateRow =
  /^\s*(\d{1,2})\s.{0,90}?(?:^|\s)(\d{1,2}\.\d{1,3}\.\S{1,60})?\s{1,10}(Active|Standby|Ok|Failed|Power off|Powering on|Unknown|Disabled\S{0,40})\b/i;

/** Reads `show module` of a modular system: supervisors with slot, serial, release and state. */
export function readEosModules(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const cards = allMatches(output.lines, cardRow);
  const states = new Map(
    allMatches(output.lines, stateRow).map(([, id = '', version, state]) => [id, { version, state }]),
  );
  const members = cards
    .filter(([, , type = '']) => /supervisor/i.test(type))
    .map(([, id = '', description, model, serial]) => {
      const state = states.get(id);
      return compact({
        id,
        description,
        model: /^unknown$/i.test(model ?? '') ? undefined : model,
        serial: /^(?:unknown|n\/a)$/i.test(serial ?? '') ? undefined : serial,
        version: state?.version,
        state: state?.state?.toLowerCase(),
        active: /^active$/i.test(state?.state ?? '') ? true : undefined,
      });
    });
  return parsed({ members: members.length > 0 ? members : undefined }, output, ['members']);
}
