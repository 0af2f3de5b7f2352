import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, firstMatch, parsed, readLines, sections, wholeNumber } from '../shared/read-kit.ts';

/** Reads `show system global` (filtered): the daily restart. A line that is not shown has its default, `disable`. */
export function readGlobal(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const refused = output.problems.length > 0;
  const daily = firstMatch(output.lines, /^\s*(?:set )?daily-restart\s{0,40}:? {0,4}(enable|disable)\b/);
  const time = firstMatch(output.lines, /^\s*(?:set )?restart-time\s{0,40}:? {0,4}"?(\d{1,2}:\d{2})/);
  return parsed(
    { daily_restart: refused && daily === undefined ? undefined : daily === 'enable', restart_time: time },
    output,
  );
}

/** Reads `show system auto-install` or `get system auto-install`: whether a USB stick may replace image or configuration. */
export function readAutoInstall(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const refused = output.problems.length > 0;
  const setting = (name: string): boolean | undefined => {
    const pattern = new RegExp(`^\\s*(?:set )?auto-install-${name}\\s{0,40}:? {0,4}(enable|disable)\\b`);
    const value = firstMatch(output.lines, pattern);
    return refused && value === undefined ? undefined : value === 'enable';
  };
  const fields = {
    install_image: setting('image'),
    install_config: setting('config'),
    image_file: firstMatch(output.lines, /^\s*(?:set )?default-image-file\s{0,40}:? {0,4}"?([^"\s]{1,100})/),
  };
  return parsed(fields, output);
}

/** Reads `show system federated-upgrade`: upgrades of fabric members that wait for their time. */
export function readFederatedUpgrade(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const status = firstMatch(output.lines, /^\s*set status (\S{1,40})/);
  const nodes = sections(output.lines, /^\s*edit "?([^"]{1,64})"?$/).map(({ head, lines }) =>
    compact({
      id: head[1],
      timing: firstMatch(lines, /^\s*set timing (\S{1,20})/),
      time: firstMatch(lines, /^\s*set time (\S.{0,40})$/),
      path: firstMatch(lines, /^\s*set upgrade-path (\S.{0,100})$/),
    }),
  );
  return parsed({ status, nodes }, output);
}

/**
 * Reads `diagnose debug config-error-log read`, or the count of its lines (`| grep -c`), which keeps their content, that
 * can hold secrets, on the device.
 */
export function readConfigErrors(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const count = wholeNumber(firstMatch(output.lines, /^\s*(\d{1,7})$/));
  const errors = output.lines.filter((line) => /^\s*>>>/.test(line)).length;
  return parsed({ config_errors: /\bgrep -c\b/.test(command) ? count : (count ?? errors) }, output, ['config_errors']);
}
