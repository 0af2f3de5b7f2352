import type { Parsed } from '../core/result.ts';
import type { Platform, Reader } from './platform.ts';

/** What a platform's reader made of one output; `value` has the field names of the capture corpus. */
export type ReadOutput = {
  readonly kind: Reader['kind'];
  readonly parsed: Parsed<Readonly<Record<string, unknown>>>;
};

/**
 * Reads one output with the first reader of the platform whose command fits; case and the number of blanks do not
 * matter, arguments are part of the command. Null: the platform has no reader for the command.
 */
export function readOutput(platform: Pick<Platform, 'readers'>, command: string, text: string): ReadOutput | null {
  const typed = command.trim().replace(/\s+/g, ' ');
  const reader = platform.readers.find((candidate) => candidate.command.test(typed));
  return reader === undefined ? null : { kind: reader.kind, parsed: reader.read(text, typed) };
}
