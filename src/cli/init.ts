import { join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from './command-line.ts';
import type { Finish, Services } from './services.ts';

/** `pawl init [DIR]`: the commented example; nothing that exists is touched. */
export function initCommand(program: Command, services: Services, finish: Finish): void {
  program
    .command('init [dir]')
    .description('write a commented example inventory/ and baselines/')
    .action(async (dir: string | undefined) => {
      for (const { path, text } of await services.examples()) {
        const target = join(dir ?? '.', path);
        const written = await services.writeNew(target, text);
        if (!written.ok) throw new UsageError(written.error);
        await services.terminal.out(`${written.value === 'written' ? 'wrote ' : 'exists'}  ${target}\n`);
      }
      services.terminal.say(
        'edit inventory/hosts.yaml and baselines/, then: pawl check, pawl hostkeys scan, pawl audit --dry-run',
      );
      finish(0);
    });
}
