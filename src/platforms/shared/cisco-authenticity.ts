import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, firstMatch, parsed, readLines } from './read-kit.ts';

const patterns: Readonly<Record<string, RegExp>> = {
  image_type: /^\s*Image type\s*: *(\S.*)/i,
  signer: /^\s*Common Name\s*: *(\S.*)/i,
  org_unit: /^\s*Organization(?:al)? Unit\s*: *(\S.*)/i,
  certificate_serial: /^\s*Certificate Serial Number\s*: *(\S.*)/i,
  hash_algorithm: /^\s*Hash Algorithm\s*: *(\S.*)/i,
  signature_algorithm: /^\s*Signature Algorithm\s*: *(\S.*)/i,
  key_version: /^\s*Key Version\s*: *(\S.*)/i,
  verifier: /^\s*Verifier Name\s*: *(\S.*)/i,
  verifier_version: /^\s*Verifier Version\s*: *(\S.*)/i,
};

/**
 * Reads `show software authenticity running` and `… file F`: one signature a heading that is underlined with dashes
 * (`SYSTEM IMAGE`, `PACKAGE x.pkg`) or a `File Name` line. Sources: platforms.md 4.2, 5.2; capture corpus.
 */
export function readAuthenticity(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const blocks: { name: string; lines: string[] }[] = [];
  output.lines.forEach((line, index) => {
    const file = /^\s*File Name\s*: *(\S+)/i.exec(line)?.[1];
    const underlined =
      /^\s*-{3,}\s*$/.test(output.lines[index + 1] ?? '') && /^\s*\w/.test(line) && !line.includes(':');
    if (file !== undefined) blocks.push({ name: file, lines: [] });
    else if (underlined) blocks.push({ name: line.trim().replace(/^PACKAGE\s+/i, ''), lines: [] });
    else blocks.at(-1)?.lines.push(line);
  });
  const signatures = blocks
    .map(({ name, lines }) =>
      compact({
        name,
        ...Object.fromEntries(Object.entries(patterns).map(([field, pattern]) => [field, firstMatch(lines, pattern)])),
      }),
    )
    .filter((block) => Object.keys(block).length > 1);
  return parsed({ signatures: signatures.length > 0 ? signatures : undefined }, output, ['signatures']);
}
