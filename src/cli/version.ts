import type { Command } from 'commander';
import {
  imageReading,
  type KnownPlatform,
  platformOrHelp,
  versionOrder,
  versionReading,
} from '../app/version-answers.ts';
import { UsageError } from './command-line.ts';
import type { Finish, Services } from './services.ts';

type Flags = { readonly stdin?: true; readonly format: 'text' | 'json' };

/** `pawl version compare|parse|image`: the version ordering, by hand. */
export function versionCommand(program: Command, { terminal, inputLines }: Services, finish: Finish): void {
  const version = program.command('version').description('the version ordering, by hand');
  const sub = (name: string, description: string): Command =>
    version
      .command(name)
      .description(description)
      .option('--stdin', 'one input a line, one JSON object a line out')
      .option('--format <format>', 'text or json', 'text');

  /** Answers one input, or every line of standard input in batches that keep the order. */
  const answer = async (
    flags: Flags,
    single: string | undefined,
    read: (line: string) => object,
    text: (line: string) => string,
    usage: string,
  ): Promise<void> => {
    if (flags.stdin === true) {
      let batch: string[] = [];
      for await (const line of inputLines()) {
        batch.push(`${JSON.stringify(read(line))}\n`);
        if (batch.length < 1000) continue;
        await terminal.out(batch.join(''));
        batch = [];
      }
      await terminal.out(batch.join(''));
    } else if (single === undefined) throw new UsageError(usage);
    else await terminal.out(`${flags.format === 'json' ? JSON.stringify(read(single)) : text(single)}\n`);
    finish(0);
  };

  sub('compare <platform> [a] [b]', 'is A older than, the same as, or newer than B?').action(
    async (name: string, a: string | undefined, b: string | undefined, flags: Flags) => {
      const platform = known(name);
      const pair = (line: string): readonly [string, string] => {
        const tab = line.indexOf('\t');
        return tab === -1 ? [line, ''] : [line.slice(0, tab), line.slice(tab + 1)];
      };
      const read = (line: string): ReturnType<typeof versionOrder> => versionOrder(platform, ...pair(line));
      const single = a === undefined || b === undefined ? undefined : `${a}\t${b}`;
      await answer(
        flags,
        single,
        read,
        (line) => `${read(line).order}: ${read(line).why}`,
        'version compare needs PLATFORM A B, or --stdin',
      );
    },
  );
  sub('parse <platform> [text]', 'how a release is read').action(
    async (name: string, text: string | undefined, flags: Flags) => {
      const platform = known(name);
      await answer(
        flags,
        text,
        (line) => versionReading(platform, line),
        (line) => asText(versionReading(platform, line)),
        'version parse needs PLATFORM TEXT, or --stdin',
      );
    },
  );
  sub('image <platform> [file]', 'what a file name tells').action(
    async (name: string, file: string | undefined, flags: Flags) => {
      const platform = known(name);
      await answer(
        flags,
        file,
        (line) => imageReading(platform, line),
        (line) => asText(imageReading(platform, line)),
        'version image needs PLATFORM FILE, or --stdin',
      );
    },
  );
}

function known(name: string): KnownPlatform {
  const platform = platformOrHelp(name);
  if (!platform.ok) throw new UsageError(platform.error);
  return platform.value;
}

const asText = (value: object): string =>
  Object.entries(value)
    .filter(([key]) => key !== 'schema')
    .map(([key, field]) => `${key}: ${field === null ? 'not told' : String(field)}`)
    .join('\n');
