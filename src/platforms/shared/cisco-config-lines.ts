import type { Parsed } from '../../core/result.ts';
import { allMatches, type Fields, firstMatch, parsed, readLines } from './read-kit.ts';

/**
 * Reads filtered lines of a configuration: the `version` header, the release that some trains write into a comment, and
 * the `boot system` lines in their order. `boot_lines` is `[]` where the filter was asked for them and printed none.
 */
export function readCiscoConfigLines(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const asked = /\^boot|boot system/i.test(command);
  const boot = allMatches(lines, /^\s*(boot\s\S.*|boot-start-marker|no boot\s.*)$/)
    .map((found) => (found[1] ?? '').trim().replace(/\s+/g, ' '))
    .filter((line) => line.startsWith('boot system'));
  const fields = {
    config_version: firstMatch(lines, /^version (\d\S*)/),
    boot_lines: asked || boot.length > 0 ? boot : undefined,
    warm_boot: lines.some((line) => /^warm-reboot/.test(line)) ? true : undefined,
  };
  return parsed(fields, output);
}
