import type { Platform } from '../platforms/platform.ts';
import { readOutput } from '../platforms/read-output.ts';

export type ParsedOutput = {
  readonly schema: 'pawl/parsed/v1';
  readonly file: string;
  readonly platform: string;
  readonly command: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly problems: readonly { readonly field: string; readonly message: string }[];
};

/** What pawl reads from one saved output, and what it could not. */
export function parsedOutput(platform: Platform, command: string, file: string, text: string): ParsedOutput {
  const base = { schema: 'pawl/parsed/v1', file, platform: platform.id, command } as const;
  const read = readOutput(platform, command, text);
  if (read === null) {
    return {
      ...base,
      value: {},
      problems: [{ field: '*', message: `no reader for "${command.slice(0, 80)}" on ${platform.id}` }],
    };
  }
  return { ...base, value: read.parsed.value, problems: read.parsed.problems };
}
