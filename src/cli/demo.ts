import type { Command } from 'commander';
import { UsageError } from './command-line.ts';
import type { Finish, Services } from './services.ts';

/** `pawl demo`: the main job on a simulated fleet. */
export function demoCommand(program: Command, services: Services, finish: Finish): void {
  program
    .command('demo')
    .description('audit eight simulated devices before and after changes, then play an alert to its end')
    .action(async () => {
      const came = await services.demo();
      if (!came.ok) throw new UsageError(came.error);
      finish(came.value ? 0 : 1);
    });
}
