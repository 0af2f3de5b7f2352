import type { Command } from 'commander';
import { pageOf } from '../app/agent/list-cursor.ts';
import { dispositions } from '../core/alert.ts';
import { jsonText } from '../core/json-text.ts';
import { alertDetailJson, alertJson } from '../report/alert-json.ts';
import { alertsTable, alertText } from '../report/alert-text.ts';
import { UsageError } from './command-line.ts';
import { databaseOf, deliver, oneOf, type PlaceFlags, withFormat, withPlaces, withRecord } from './fleet.ts';
import { limitOf, moreText, type ListFlags as PagingFlags, pageAsked, sinceOf, withPaging } from './list-flags.ts';
import type { Finish, Services } from './services.ts';

type ListFlags = PlaceFlags &
  PagingFlags & {
    readonly device?: string;
    readonly disposition?: string;
    readonly format: string;
    readonly output?: string;
  };

/** `pawl alerts`: what the log lines gave, from the record. */
export function alertsCommand(program: Command, services: Services, finish: Finish): void {
  const alerts = program.command('alerts').description('alerts on record');

  withPaging(
    withFormat(withPlaces(alerts.command('list').description('alerts, oldest first')), ['table', 'json', 'ndjson']),
    'updated at or after',
  )
    .option('--device <name>', 'one device')
    .option('--disposition <word>', dispositions.join(', '), oneOf(dispositions))
    .action(async (flags: ListFlags) => {
      const wanted = dispositions.find((word) => word === flags.disposition);
      const since = sinceOf(flags, services.clock.now());
      const page = pageAsked(flags);
      const file = await databaseOf(services, flags);
      await withRecord(services, file, 'read', async (record) => {
        const found = record.alerts({
          ...(flags.device === undefined ? {} : { devices: [flags.device] }),
          ...(wanted === undefined ? {} : { dispositions: [wanted] }),
          ...(since === null ? {} : { since }),
          ...(page === null ? {} : { page }),
        });
        const listed = pageOf(
          'pawl/alerts/v1',
          found,
          limitOf(flags),
          ({ openedAt, id }) => ({ at: openedAt ?? 0, id }),
          alertJson,
        );
        const more = moreText(listed.next);
        await deliver(
          services,
          flags,
          flags.format === 'json'
            ? `${jsonText(listed, 2)}\n`
            : flags.format === 'ndjson'
              ? listed.items.map((item) => `${jsonText(item)}\n`).join('')
              : `${alertsTable(found.slice(0, limitOf(flags)), services.terminal.width)}\n`,
        );
        if (more !== null && flags.format !== 'json') services.terminal.say(more);
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
          flags.format === 'json' ? jsonText(alertDetailJson(alert), 2) : alertText(alert, services.terminal.width);
        await deliver(services, flags, `${text}\n`);
      });
      finish(0);
    },
  );
}
