import type { Parsed } from '../../core/result.ts';
import { allMatches, type Fields, firstMatch, parsed, readLines } from '../shared/read-kit.ts';

/**
 * Reads `show platform integrity [sign nonce N]`: what the boot chain measured. The file hashes are measurements, never
 * comparable with a digest of the file (platforms.md 1.6). The signature itself is left to the text.
 */
export function readPlatformIntegrity(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const files = allMatches(lines, /^\s*(\S{1,200}\.(?:bin|pkg|conf|SPA|SSA))\s*: *([0-9A-F]{32,128})\s*$/i).map(
    ([, name, digest]) => ({ name, digest }),
  );
  const signature = lines.findIndex((line) => /^\s*Signature\s*:/i.test(line));
  const signed = signature !== -1 && lines.slice(signature, signature + 3).some((line) => /[0-9A-F]{32}/i.test(line));
  const fields = {
    model: firstMatch(lines, /^\s*Platform\s*: *(\S.*)/i),
    boot0_version: firstMatch(lines, /^\s*Boot 0 Version\s*: *(\S.*)/i),
    boot0_hash: firstMatch(lines, /^\s*Boot 0 Hash\s*: *([0-9A-F]+)\s*$/i),
    bootloader: firstMatch(lines, /^\s*Boot Loader Version\s*: *(\S.*)/i),
    bootloader_hash: firstMatch(lines, /^\s*Boot Loader Hash\s*: *([0-9A-F]+)\s*$/i),
    version: firstMatch(lines, /^\s*OS Version\s*: *(\S.*)/i),
    files: files.length > 0 ? files : undefined,
    pcr0: firstMatch(lines, /^\s*PCR0\s*: *([0-9A-F]+)/i),
    pcr8: firstMatch(lines, /^\s*PCR8\s*: *([0-9A-F]+)/i),
    signature_version: firstMatch(lines, /^\s*Signature version\s*: *(\S+)/i),
    has_signature: signed ? true : undefined,
  };
  return parsed(fields, output, ['version', 'files']);
}
