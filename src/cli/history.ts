import type { Command } from 'commander';
import { recommission } from '../app/record-decision.ts';
import { deviceName } from '../core/brands.ts';
import { historyJson, historyTable } from '../report/history-text.ts';
import { UsageError } from './command-line.ts';
import { databaseOf, deliver, type PlaceFlags, withFormat, withPlaces, withRecord } from './fleet.ts';
import type { Finish, Services } from './services.ts';

type Flags = PlaceFlags & {
  readonly by?: string;
  readonly reason?: string;
  readonly ticket?: string;
  readonly format: string;
  readonly output?: string;
};

/** `pawl history DEVICE [recommission]`: versions, verdicts and decisions of one device. */
export function historyCommand(program: Command, services: Services, finish: Finish): void {
  const command = program
    .command('history <device> [action]')
    .description('versions, verdicts and decisions of one device; `recommission` starts a new history');
  withFormat(withPlaces(command), ['table', 'json'])
    .option('--by <person>', 'who recommissions')
    .option('--reason <text>', 'why')
    .option('--ticket <ticket>', 'change record')
    .action(async (name: string, action: string | undefined, flags: Flags) => {
      const file = await databaseOf(services, flags);
      if (action === 'recommission') {
        const { by, reason, ticket } = flags;
        if (by === undefined || reason === undefined || ticket === undefined)
          throw new UsageError('recommission needs --by, --reason and --ticket');
        await withRecord(services, file, 'write', async (record) => {
          const done = recommission(record, name, { by, reason, ticket }, services.clock.now(), services.newId());
          if (!done.ok) throw new UsageError(done.error);
        });
        await services.terminal.out(`${name}: a new history begins with the next observation\n`);
        return finish(0);
      }
      if (action !== undefined) throw new UsageError(`"${action.slice(0, 40)}" is no action; there is: recommission`);
      await withRecord(services, file, 'read', async (record) => {
        const entries = record.history(deviceName(name));
        if (entries.length === 0) throw new UsageError(`"${name.slice(0, 80)}" was never audited`);
        const text =
          flags.format === 'json'
            ? JSON.stringify(historyJson(name, entries), null, 2)
            : historyTable(entries, services.terminal.width);
        await deliver(services, flags, `${text}\n`);
      });
      finish(0);
    });
}
