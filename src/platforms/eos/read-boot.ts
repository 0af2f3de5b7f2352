import type { Parsed } from '../../core/result.ts';
import { type Fields, firstMatch, parsed, readFields, readLines } from '../shared/read-kit.ts';

/**
 * Reads `show boot-config`, whole or filtered. `(not set)` is an empty list. The Aboot password is not read: whether one is
 * set is all that is told.
 */
export function readEosBootConfig(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const image = firstMatch(lines, /^\s*Software image: {0,8}(\S.*)$/i);
  const password = firstMatch(lines, /^\s*Aboot password(?: \(encrypted\))?: {0,8}(\S.*)$/i);
  const fields = {
    next_boot: image === undefined ? undefined : imageList(image),
    aboot_password: password === undefined ? undefined : !/^\(not set\)/i.test(password),
    ...readFields(lines, {
      console_speed: /^\s*Console speed: {0,8}([^\s(]\S*)/i,
      memory_test: /^\s*Memory test iterations: {0,8}([^\s(]\S*)/i,
    }),
  };
  return parsed(fields, output, ['next_boot']);
}

const imageList = (words: string): readonly string[] =>
  /^\(?not set\)?/i.test(words) ? [] : [words.split(/\s/)[0] ?? words];

/** Reads the file `boot-config` that Aboot reads, whole or filtered: `SWI=flash:/x.swi`; the last such line counts. */
export function readEosBootFile(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const lines = output.lines.map((line) => /^\s*SWI=(.*)$/.exec(line)?.[1]).filter((value) => value !== undefined);
  const last = lines
    .at(-1)
    ?.trim()
    .replace(/^["']|["']$/g, '');
  const known = last !== undefined || output.lines.some((line) => /^\s*[A-Z_]{3,30}=/.test(line));
  return parsed({ next_boot: last === undefined ? (known ? [] : undefined) : last === '' ? [] : [last] }, output, [
    'next_boot',
  ]);
}

/** Reads the comment lines of a saved configuration: `! device: leaf1 (DCS-7050SX3, EOS-4.28.3M)` names who wrote it. */
export function readEosConfigHeader(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const fields = readFields(lines, {
    hostname: /^\s*! device: (\S{1,255}) \(/i,
    model: /^\s*! device: \S{1,255} \(([^,)]{1,80}),/i,
    version: /^\s*! device: \S{1,255} \([^,)]{1,80}, EOS-([^)\s]{1,80})\)/i,
    system_image: /^\s*! boot system (\S+)/i,
  });
  return parsed(fields, output, []);
}

/** Reads `show zerotouch`. */
export function readEosZeroTouch(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const mode = firstMatch(output.lines, /^\s*Zero ?Touch mode: {0,8}(\S+)/i);
  return parsed({ zerotouch: mode === undefined ? undefined : /^enabled/i.test(mode) }, output, ['zerotouch']);
}
