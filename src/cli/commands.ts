import type { Command } from 'commander';
import { commandList } from '../app/command-list.ts';
import { platformOrHelp } from '../app/version-answers.ts';
import { UsageError } from './command-line.ts';
import type { Finish, Services } from './services.ts';

/** `pawl commands`: everything that pawl ever sends. */
export function commandsCommand(program: Command, { terminal }: Services, finish: Finish): void {
  program
    .command('commands')
    .description('the full read-only command list, for AAA command authorization')
    .option('--platform <name>', 'one platform only')
    .option('--format <format>', 'text or json', 'text')
    .action(async (flags: { readonly platform?: string; readonly format: string }) => {
      const chosen = flags.platform === undefined ? null : platformOrHelp(flags.platform);
      if (chosen?.ok === false) throw new UsageError(chosen.error);
      const list = commandList(chosen === null ? null : chosen.value);
      if (flags.format === 'json')
        await terminal.out(`${JSON.stringify({ schema: 'pawl/commands/v1', platforms: list }, null, 2)}\n`);
      else {
        const blocks = list.map(({ platform, title, commands }) => {
          const longest = Math.max(...commands.map(({ form }) => form.length));
          return [
            `# ${platform} (${title})`,
            ...commands.map(({ form, why }) => `${form.padEnd(longest)}  # ${why}`),
          ].join('\n');
        });
        await terminal.out(`${blocks.join('\n\n')}\n`);
      }
      finish(0);
    });
}
