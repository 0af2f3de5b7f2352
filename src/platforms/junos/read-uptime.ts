import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, firstMatch, parsed, readFields, readLines, sections } from '../shared/read-kit.ts';
import { uptimeSeconds } from '../shared/uptime.ts';
import { memberBlocks } from './member-blocks.ts';

/** `29w6d 23:14`, `6d 02:13`, `11:03:05`, `1w0d 00:00:12` in seconds. Two figures are hours and minutes. */
export function shortUptime(text: string): number | undefined {
  const found = /^(?:(\d{1,3})y)?(?:(\d{1,3})w)?(?:(\d{1,5})d)?(?: ?(\d{1,4}):(\d{2})(?::(\d{2}))?)?$/.exec(
    text.trim(),
  );
  if (found === null || text.trim() === '') return undefined;
  const [years, weeks, days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0));
  return (
    (years ?? 0) * 31_536_000 +
    (weeks ?? 0) * 604_800 +
    (days ?? 0) * 86_400 +
    (hours ?? 0) * 3600 +
    (minutes ?? 0) * 60 +
    (seconds ?? 0)
  );
}

/** Reads `show system uptime`, one block a member where it has headings. */
export function readUptime(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const blocks = memberBlocks(output.lines).map(({ id, lines }) => ({ id, fields: uptimeBlock(lines) }));
  const members = blocks.filter(({ id }) => id !== null).map(({ id, fields }) => compact({ id, ...fields }));
  const current = firstMatch(output.lines, currentTime);
  const fields = {
    ...blocks[0]?.fields,
    current_time: current,
    members: members.length === 0 ? undefined : members,
  };
  return parsed(fields, output, ['restarted_at']);
}

const currentTime = /^\s*Current time ?: {0,4}(\S.{0,60})$/i;

function uptimeBlock(lines: readonly string[]): Fields {
  const fields = readFields(lines, {
    current_time: currentTime,
    restarted_at: /^\s*System booted ?: {0,4}(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: [A-Za-z+:\d-]{1,8})?)/i,
    uptime: /^\s*System booted ?: [^(]{0,60}\(([^()]{1,40}?) ago\)/i,
    last_configured: /^\s*Last configured ?: {0,4}(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: [A-Za-z+:\d-]{1,8})?)/i,
    last_configured_by: /^\s*Last configured ?: .{1,80}\) by (\S{1,64})/i,
  });
  const uptime = fields['uptime'];
  return compact({ ...fields, uptime_seconds: typeof uptime === 'string' ? shortUptime(uptime) : undefined });
}

/**
 * Reads `show chassis routing-engine`: one entry a slot (`re0`), or the node's or member's heading where the engine has
 * no slot of its own. The top level is the master's.
 */
export function readRoutingEngines(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const members = memberBlocks(output.lines).flatMap(({ id, lines }) => {
    const slots = sections(lines, /^\s*Slot (\d{1,2}):$/);
    if (slots.length === 0) return [engine(id ?? 're0', lines)];
    return slots.map(({ head, lines: own }) => engine(id !== null && slots.length === 1 ? id : `re${head[1]}`, own));
  });
  const known = members.filter((member) => Object.keys(member).length > 1);
  const master = known.find(({ role }) => role === 'master') ?? known[0];
  const fields = {
    restarted_at: master?.['restarted_at'],
    uptime: master?.['uptime'],
    uptime_seconds: master?.['uptime_seconds'],
    reload_reason: master?.['reload_reason'],
    members: known.length === 0 ? undefined : known,
  };
  return parsed(fields, output, ['restarted_at']);
}

function engine(id: string, lines: readonly string[]): Fields {
  const fields = readFields(lines, {
    state: /^\s*Current state {1,40}(\S.{0,60})$/,
    model: /^\s*Model {1,40}(\S.{0,60})$/,
    serial: /^\s*Serial ID {1,40}(\S{1,40})/,
    restarted_at: /^\s*Start time {1,40}(\S.{0,60})$/,
    uptime: /^\s*Uptime {1,40}(\S.{0,100})$/,
    reload_reason: /^\s*Last reboot reason {1,40}(\S.{0,120})$/,
  });
  const { state, uptime, ...told } = fields;
  return compact({
    id,
    ...told,
    uptime,
    uptime_seconds: typeof uptime === 'string' ? uptimeSeconds(uptime) : undefined,
    role: typeof state === 'string' ? state.toLowerCase() : undefined,
  });
}

/**
 * Reads `show system reboot`. `scheduled` is false where the device says that nothing is; else `requested` tells it in
 * the device's words (`reboot requested by ops at Sun Dec  5 01:00:00 2021`).
 */
export function readReboot(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const request = /^\s*((?:halt|shutdown|reboot|power-off|power-cycle) requested by (\S{1,64})(?: at (\S.{1,60}))?)$/i;
  const found = output.lines.map((line) => request.exec(line)).find((match) => match !== null);
  const none = output.lines.some((line) => /^\s*No (?:shutdown|reboot)[\w/ ]{0,20} scheduled/i.test(line));
  const fields = {
    scheduled: found !== undefined ? true : none ? false : undefined,
    requested: found?.[1],
    requested_by: found?.[2],
    requested_for: found?.[3],
  };
  return parsed(fields, output, ['scheduled']);
}
