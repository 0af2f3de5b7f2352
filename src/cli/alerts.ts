import type { Command } from 'commander';
import { dispositions } from '../core/alert.ts';
import { epochMs } from '../core/brands.ts';
import { readInstant } from '../core/instant.ts';
import { alertDetailJson, alertJson } from '../report/alert-json.ts';
import { alertsTable, alertText } from '../report/alert-text.ts';
import { UsageError } from './command-line.ts';
import { databaseOf, deliver, oneOf, type PlaceFlags, withFormat, withPlaces, withRecord } from './fleet.ts';
import type { Finish, Services } from './services.ts';

type ListFlags = PlaceFlags & {
  readonly device?: string;
  readonly disposition?: string;
  readonly since?: string;
  readonly format: string;
  readonly output?: string;
};

/** `pawl alerts`: what the log lines gave, from the record. */
export function alertsCommand(program: Command, services: Services, finish: Finish): void {
  const alerts = program.command('alerts').description('alerts on record');

  withFormat(withPlaces(alerts.command('list').description('alerts, oldest first')), ['table', 'json', 'ndjson'])
    .option('--device <name>', 'one device')
    .option('--disposition <word>', dispositions.join(', '), oneOf(dispositions))
    .option('--since <time>', 'updated at or after this time')
    .action(async (flags: ListFlags) => {
      const wanted = dispositions.find((word) => word === flags.disposition);
      const since = flags.since === undefined ? null : readInstant(flags.since, 'start');
      if (since !== null && !since.ok) throw new UsageError(since.error);
      const file = await databaseOf(services, flags);
      await withRecord(services, file, 'read', async (record) => {
        const all = record.alerts({
          ...(flags.device === undefined ? {} : { devices: [flags.device] }),
          ...(wanted === undefined ? {} : { dispositions: [wanted] }),
          ...(since === null ? {} : { since: epochMs(since.value) }),
        });
        const text =
          flags.format === 'json'
            ? `${JSON.stringify({ schema: 'pawl/alerts/v1', items: all.map(alertJson) }, null, 2)}\n`
            : flags.format === 'ndjson'
              ? all.map((alert) => `${JSON.stringify(alertJson(alert))}\n`).join('')
              : `${alertsTable(all, services.terminal.width)}\n`;
        await deliver(services, flags, text);
      });
      finish(0);
    });

  withFormat(withPlaces(alerts.command('show <id>').description('one alert with its lines')), ['text', 'json']).action(
    async (id: string, flags: PlaceFlags & { readonly format: string; readonly output?: string }) => {
      const file = await databaseOf(services, flags);
      await withRecord(services, file, 'read', async (record) => {
        const exact = record.alertById(id);
        const fitting = exact === null ? record.alerts({}).filter((alert) => alert.id.startsWith(id)) : [exact];
        const [alert] = fitting;
        if (alert === undefined) throw new UsageError(`no alert "${id}" on record`);
        if (fitting.length > 1)
          throw new UsageError(`"${id}" begins the ids of ${fitting.length} alerts; write more of it`);
        const text =
          flags.format === 'json'
            ? JSON.stringify(alertDetailJson(alert), null, 2)
            : alertText(alert, services.terminal.width);
        await deliver(services, flags, `${text}\n`);
      });
      finish(0);
    },
  );
}
