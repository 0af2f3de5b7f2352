import type { Command } from 'commander';
import { parsedOutput } from '../app/parsed-output.ts';
import { platformOrHelp } from '../app/version-answers.ts';
import { printable } from '../core/printable.ts';
import { UsageError } from './command-line.ts';
import type { Finish, Services } from './services.ts';

type Flags = { readonly platform: string; readonly command: string; readonly format: string };

/** `pawl parse FILE…`: what pawl reads from saved outputs, and what it could not. */
export function parseCommand(program: Command, { terminal, readText }: Services, finish: Finish): void {
  program
    .command('parse <files...>')
    .description('what pawl reads from a saved output, and what it could not')
    .requiredOption('--platform <name>', 'platform that printed it')
    .requiredOption('--command <text>', 'command that was typed, with its arguments')
    .option('--format <format>', 'text, json or ndjson', 'text')
    .action(async (files: readonly string[], flags: Flags) => {
      const platform = platformOrHelp(flags.platform);
      if (!platform.ok) throw new UsageError(platform.error);
      for (const file of files) {
        const text = await readText(file);
        if (!text.ok) throw new UsageError(text.error);
        const parsed = parsedOutput(platform.value, flags.command, file, text.value);
        if (flags.format === 'ndjson') await terminal.out(`${JSON.stringify(parsed)}\n`);
        else if (flags.format === 'json') await terminal.out(`${JSON.stringify(parsed, null, 2)}\n`);
        else {
          const fields = Object.entries(parsed.value).map(
            ([field, value]) => `${field}: ${printable(typeof value === 'string' ? value : JSON.stringify(value))}`,
          );
          const problems = parsed.problems.map(({ field, message }) => `not read: ${field}: ${printable(message)}`);
          await terminal.out(`${[printable(file), ...fields, ...problems].join('\n')}\n`);
        }
      }
      finish(0);
    });
}
