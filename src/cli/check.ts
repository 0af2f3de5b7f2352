import type { Command } from 'commander';
import { UsageError } from './command-line.ts';
import { type PlaceFlags, withPlaces } from './fleet.ts';
import type { Finish, Services } from './services.ts';

/** `pawl check`: everything that is wrong in the operator's files, all at once. */
export function checkCommand(program: Command, services: Services, finish: Finish): void {
  withPlaces(program.command('check').description('validate inventory, baselines and agent settings'))
    .option('--print-schema', 'print the JSON Schemas of the files')
    .action(async (flags: PlaceFlags & { readonly printSchema?: true }) => {
      if (flags.printSchema === true) {
        const schemas = await services.schemas();
        await services.terminal.out(
          `${JSON.stringify(Object.fromEntries(Object.entries(schemas).map(([name, text]) => [name, JSON.parse(text)])), null, 2)}\n`,
        );
        return finish(0);
      }
      const read = await services.readConfiguration(flags);
      if (!read.ok) throw new UsageError(read.error);
      const { configuration, problems } = read.value;
      // At once: a line for each of ten thousand devices would be as many system calls.
      if (problems.length > 0) await services.terminal.out(`${problems.map(({ text }) => text).join('\n')}\n`);
      const errors = problems.filter(({ severity }) => severity === 'error').length;
      const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
      services.terminal.say(
        `${count(configuration.inventory.devices.length, 'device')}, ${count(configuration.baselines.length, 'baseline')}: ${count(errors, 'error')}, ${count(problems.length - errors, 'warning')}`,
      );
      finish(errors > 0 ? 2 : 0);
    });
}
