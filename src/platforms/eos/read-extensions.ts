import type { Parsed } from '../../core/result.ts';
import { allMatches, compact, type Fields, parsed, readLines } from '../shared/read-kit.ts';

const row = /^\s*(\S{1,200})\s{1,120}(\S{1,80})\s{1,60}((?:[A-Z]{1,2}, ?){0,8}[A-Z]{1,2})\s{1,40}(\d{1,4})\s*$/;

/**
 * Reads `show extensions`: `installed` (`I`), `at_boot` (`B`, newer releases), `signed` (`S`, `NS`). `packages` is `[]` where
 * the legend stands there without a row.
 */
export function readEosExtensions(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const packages = allMatches(output.lines, row).map(([, name, version, status = '']) => {
    const words = status.split(/, ?/);
    return compact({
      name,
      version: version === '-' ? undefined : version,
      status,
      installed: words.includes('I'),
      at_boot: words.includes('B') ? true : undefined,
      signed: words.includes('S') ? true : words.includes('NS') ? false : undefined,
    });
  });
  const empty = output.lines.some((line) => /^\s*(?:Name\s+Version|A: available|No extensions?\b)/i.test(line));
  return parsed({ packages: packages.length > 0 || empty ? packages : undefined }, output, ['packages']);
}

/** Reads `show boot-extensions` and the file behind it: one name a line; nothing at all means that none is loaded at boot. */
export function readEosBootExtensions(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const names = allMatches(output.lines, /^\s*(\S{1,200}\.(?:swix|rpm))(?:\s{1,20}force)?\s*$/i).map(([, name]) => ({
    name,
  }));
  const other = output.lines.some(
    (line) => line.trim() !== '' && !/\.(?:swix|rpm)/i.test(line) && !/^\s*[#!]|^\s*No\b/i.test(line),
  );
  return parsed({ packages: other && names.length === 0 ? undefined : names }, output, ['packages']);
}
