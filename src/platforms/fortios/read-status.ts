import type { Parsed } from '../../core/result.ts';
import { type Fields, firstMatch, parsed, readFields, readLines } from '../shared/read-kit.ts';
import { uptimeSeconds } from '../shared/uptime.ts';

/** After `v`: release, build, date, and the words in brackets; `,build1175,201110 (GA)` or `-build3737 260601 (GA.M)`. */
const versionText =
  /(?:^| )v(\d{1,2}\.\d{1,2}(?:\.\d{1,3})?)(?:\.[A-Z])?[,-] ?build ?(\d{1,6})(?:[, ] ?(\d{6}))?(?: ?\(([^()]{1,60})\))?/i;

/** Reads `get system status`: `Key: value`, in some products with blanks before the colon. */
export function readStatus(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const version = firstMatch(lines, /^\s*Version\s*: {0,40}(\S.{0,200})$/) ?? '';
  const found = versionText.exec(version);
  const ha = /^([\w-]{1,30})(?:, ?([\w-]{1,30}))?/.exec(
    firstMatch(lines, /^\s*Current HA mode\s*: {0,40}(\S.{0,60})$/) ?? '',
  );
  const fields = {
    model: modelOf(version, found) ?? firstMatch(lines, /^\s*Platform Full Name\s*: {0,40}(\S.{0,80})$/),
    version: found?.[1],
    build: found?.[2],
    build_date: found?.[3],
    release_type: found?.[4],
    ha_mode: ha?.[1],
    ha_role: ha?.[2],
    ...readFields(lines, {
      serial: /^\s*Serial[- ]Number\s*: {0,40}(\S{1,40})/,
      hostname: /^\s*Hostname\s*: {0,40}(\S{1,255})/,
      bootloader: /^\s*BIOS version\s*: {0,40}(\S{1,40})/,
      part_number: /^\s*System Part-Number\s*: {0,40}(\S{1,40})/,
      firmware_signature: /^\s*Firmware Signature\s*: {0,40}(\S.{0,60})$/,
      security_level: /^\s*(?:Current )?Security Level\s*: {0,40}(\S.{0,40})$/,
      vdom: /^\s*Virtual domain configuration\s*: {0,40}(\S{1,40})/,
      cluster_uptime: /^\s*Cluster uptime\s*: {0,40}(\S.{0,100})$/,
      branch_point: /^\s*Branch point\s*: {0,40}(\S{1,20})/,
      reload_reason: /^\s*Last reboot reason\s*: {0,40}(\S.{0,100})$/,
      current_time: /^\s*(?:System|Current) [Tt]ime\s*: {0,40}(\S.{0,60})$/,
    }),
  };
  return parsed(fields, output, ['version', 'build']);
}

function modelOf(version: string, found: RegExpExecArray | null): string | undefined {
  const before = found === null ? '' : version.slice(0, found.index).trim();
  return before === '' ? undefined : before;
}

/** Reads `get system performance status`: the start of the unit itself, which the cluster's uptime is not. */
export function readPerformance(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const uptime = firstMatch(output.lines, /^\s*Uptime\s*: {0,40}(\S.{0,100})$/);
  return parsed({ uptime, uptime_seconds: uptime === undefined ? undefined : uptimeSeconds(uptime) }, output, [
    'uptime',
  ]);
}
