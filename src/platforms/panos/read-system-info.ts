import type { Parsed } from '../../core/result.ts';
import { cleanText } from '../shared/clean-text.ts';
import { type Fields, firstMatch, parsed, readFields, readLines } from '../shared/read-kit.ts';
import { uptimeSeconds } from '../shared/uptime.ts';

/** Reads `show system info`: one `key: value` a line. The HA word stands in the prompt only, where it was kept. */
export function readSystemInfo(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const serial = firstMatch(lines, /^\s*serial: (\S{1,64})$/);
  const uptime = firstMatch(lines, /^\s*uptime: (\S.{0,60})$/);
  const fields = {
    ...readFields(lines, {
      hostname: /^\s*hostname: (\S{1,255})$/,
      version: /^\s*sw-version: (\S{1,64})$/,
      model: /^\s*model: (\S.{0,63})$/,
      family: /^\s*family: (\S{1,40})$/,
      vm_mode: /^\s*vm-mode: (\S.{0,63})$/,
      app_version: /^\s*app-version: (\S{1,40})$/,
      multi_vsys: /^\s*multi-vsys: (\S{1,20})$/,
      operational_mode: /^\s*operational-mode: (\S.{0,40})$/,
      device_certificate_status: /^\s*device-certificate-status: (\S.{0,40})$/,
      zero_touch: /^\s*zero-touch-provisioning: (\S.{0,20})$/,
      current_time: /^\s*time: (\S.{0,60})$/,
    }),
    serial: serial === 'unknown' ? undefined : serial,
    uptime,
    uptime_seconds: uptime === undefined ? undefined : uptimeSeconds(uptime),
    ha_role: firstMatch(cleanText(text).split('\n'), /^\s*[\w.-]{1,64}@[\w.-]{1,64}\(([\w -]{1,40})\)>/),
  };
  return parsed(fields, output, ['version', 'model']);
}

/** Reads `show clock`: `Tue Jul 14 06:59:40 PDT 2026`. */
export function readClock(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const current = firstMatch(
    output.lines,
    /^\s*((?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} {1,2}\d{1,2} \d{2}:\d{2}:\d{2}(?: [A-Z+\d-]{1,6})? \d{4})$/,
  );
  return parsed({ current_time: current }, output, ['current_time']);
}
