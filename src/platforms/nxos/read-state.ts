import type { Parsed } from '../../core/result.ts';
import {
  allMatches,
  compact,
  type Fields,
  firstMatch,
  parsed,
  readFields,
  readLines,
  sections,
} from '../shared/read-kit.ts';

const moduleStates =
  'active|ha-standby|standby|ok|powered-up|powered-dn|failure|offline|present|testing|initializing|err-pwd-dn|powered-ip';
const moduleRow = new RegExp(
  `^\\s*(\\d{1,2})\\s{1,10}\\d{1,4}\\s{1,10}(\\S.{0,60}?)\\s{1,40}(\\S{1,40})\\s{1,30}(${moduleStates})(?: \\*)?\\s*$`,
  'i',
);
const softwareRow = /^\s*(\d{1,2})\s+(\d{1,2}\.\d+\(\S{1,30})\s+/;
const addressRow = /^\s*(\d{1,2})\s+(?:[0-9a-f]{2}[-:.]?){6}\S*(?: to \S+)?\s+(\S+)\s*$/i;

/**
 * Reads `show module`: one entry a module with type, model, state, release and serial; `supervisor` true for those that
 * hold a boot variable. A fixed switch shows its only module as an active supervisor.
 */
export function readNxosModules(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const software = new Map(allMatches(lines, softwareRow).map(([, id = '', version]) => [id, version]));
  const serials = new Map(allMatches(lines, addressRow).map(([, id = '', serial]) => [id, serial]));
  const members = allMatches(lines, moduleRow).map(([, id = '', type = '', model, state = '']) => {
    const supervisor = /supervisor|\bsup\b/i.test(type) || /^(?:active|ha-standby|standby)$/i.test(state);
    return compact({
      id,
      description: type,
      model: model === 'N/A' ? undefined : model,
      state: state.toLowerCase(),
      active: state.toLowerCase() === 'active' ? true : undefined,
      supervisor: supervisor && !/system controller/i.test(type) ? true : undefined,
      version: software.get(id),
      serial: serials.get(id),
    });
  });
  return parsed({ members: members.length > 0 ? members : undefined }, output, ['members']);
}

/**
 * Reads `show system reset-reason`: the last resets of each module, newest first. The top level is the newest of the
 * first module. `Version` of a reset is what ran before it.
 */
export function readNxosResetReason(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const heads = /^\s*-{2,8}\s*(?:reset reason|reset reasons) for (.{1,60}?)\s*-{2,8}\s*$/i;
  const members = sections(output.lines, heads).map(({ head, lines }) => {
    const resets = sections(lines, /^\s*(\d{1,2})\) (?:At (?:\d{1,9} usecs after )?|No time)\s*(.*)$/i).map((entry) =>
      compact({
        restarted_at: entry.head[2]?.trim(),
        ...readFields(entry.lines, {
          reload_reason: /^\s*Reason: (\S.*)$/,
          service: /^\s*Service: {0,4}(\S.*)$/,
          previous_version: /^\s*Version: {0,4}(\S+)/,
        }),
      }),
    );
    return {
      id: /\(from (?:Supervisor in slot|module) (\d{1,2})\)/i.exec(head[1] ?? '')?.[1] ?? moduleOf(head[1] ?? ''),
      resets,
    };
  });
  const newest = members[0]?.resets[0] ?? {};
  return parsed({ ...newest, members: members.length > 0 ? members : undefined }, output, ['reload_reason']);
}

const moduleOf = (title: string): string => /\bmodule (\d{1,2})/i.exec(title)?.[1] ?? title.trim();

/** Reads `show system uptime`: start time (as printed) and the uptime of system and kernel. */
export function readNxosUptime(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const fields = readFields(output.lines, {
    restarted_at: /^\s*System start time: {1,20}(\S.*)$/i,
    uptime: /^\s*System uptime: {1,20}(\d.*)$/i,
    kernel_uptime: /^\s*Kernel uptime: {1,20}(\d.*)$/i,
  });
  return parsed(fields, output, ['uptime']);
}

/** Reads `show boot mode`: `LXC`, `native` in any case. */
export function readNxosBootMode(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const mode =
    firstMatch(output.lines, /\b(?:boot )?mode\s?(?:is|:|=)\s{0,4}(\S+?)\.?$/i) ??
    firstMatch(output.lines, /^\s*(LXC|native)\s*$/i);
  return parsed({ boot_mode: mode }, output, ['boot_mode']);
}

/**
 * Reads `show scheduler config`: jobs with their commands and the schedules that run them. `scheduled` names the first
 * schedule whose job reloads or installs.
 */
export function readNxosScheduler(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const jobs = new Map<string, readonly string[]>();
  for (const { head, lines } of sections(
    output.lines,
    /^\s*(?:scheduler job name (\S+)|end|config terminal|scheduler schedule name \S+)\s*$/i,
  )) {
    const name = head[1];
    if (name !== undefined)
      jobs.set(
        name,
        lines.map((line) => line.trim()).filter((line) => line !== ''),
      );
  }
  const schedules = sections(
    output.lines,
    /^\s*(?:scheduler schedule name (\S+)|end|config terminal|scheduler job name \S+)\s*$/i,
  )
    .filter(({ head }) => head[1] !== undefined)
    .map(({ head, lines }) => ({
      name: head[1],
      time: firstMatch(lines, /^\s*time (\S.*)$/i),
      jobs: allMatches(lines, /^\s*job name (\S+)/i).map((found) => found[1] ?? ''),
    }));
  const risky = /^(?:reload|install\b|boot (?:nxos|system|kickstart)\b|system switchover)/i;
  const hit = schedules.flatMap((schedule) =>
    schedule.jobs.flatMap((job) => {
      const words = jobs.get(job)?.find((line) => risky.test(line));
      return words === undefined ? [] : [`${schedule.name} (${schedule.time ?? 'no time'}): ${words}`];
    }),
  )[0];
  return parsed({ jobs: [...jobs.keys()], schedules: schedules.map(compact), scheduled: hit }, output);
}
