import type { Command } from 'commander';
import { pageOf } from '../app/agent/list-cursor.ts';
import { deviceName } from '../core/brands.ts';
import { jsonText } from '../core/json-text.ts';
import type { HistoryEntry } from '../record-ports.ts';
import { historyJson, historyRows, historyTable } from '../report/history-text.ts';
import { UsageError } from './command-line.ts';
import { databaseOf, deliver, type PlaceFlags, withFormat, withPlaces, withRecord } from './fleet.ts';
import { type ListFlags, limitOf, moreText, pageAsked, sinceOf, withPaging } from './list-flags.ts';
import type { Finish, Services } from './services.ts';

type Flags = PlaceFlags &
  ListFlags & {
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
  withPaging(withFormat(withPlaces(command), ['table', 'json']), 'at or after')
    .option('--by <person>', 'who recommissions')
    .option('--reason <text>', 'why')
    .option('--ticket <ticket>', 'change record')
    .action(async (name: string, action: string | undefined, flags: Flags) => {
      const file = await databaseOf(services, flags);
      if (action === 'recommission') {
        const { by, reason, ticket } = flags;
        if (by === undefined || reason === undefined || ticket === undefined)
          throw new UsageError('recommission needs --by, --reason and --ticket');
        const { recommission } = await import('../app/record-decision.ts');
        await withRecord(services, file, 'write', async (record) => {
          const done = recommission(record, name, { by, reason, ticket }, services.clock.now(), services.newId());
          if (!done.ok) throw new UsageError(done.error);
        });
        await services.terminal.out(`${name}: a new history begins with the next observation\n`);
        return finish(0);
      }
      if (action !== undefined) throw new UsageError(`"${action.slice(0, 40)}" is no action; there is: recommission`);
      const since = sinceOf(flags, services.clock.now());
      const page = pageAsked(flags);
      await withRecord(services, file, 'read', async (record) => {
        const all = record.history(deviceName(name));
        if (all.length === 0) throw new UsageError(`"${name.slice(0, 80)}" was never audited`);
        const rows = historyRows(all).filter(({ entry }) => entry.at >= (since ?? 0) && isAfter(entry, page?.after));
        const limit = limitOf(flags);
        const { next } = pageOf(
          '',
          rows.slice(0, page?.limit),
          limit,
          ({ entry }) => keyOf(entry),
          (row) => row,
        );
        const shown = rows.slice(0, limit);
        const more = moreText(next);
        await deliver(
          services,
          flags,
          flags.format === 'json'
            ? `${jsonText(historyJson(name, shown, next), 2)}\n`
            : `${shown.length === 0 ? 'nothing in that time' : historyTable(shown, services.terminal.width)}\n`,
        );
        if (more !== null && flags.format !== 'json') services.terminal.say(more);
      });
      finish(0);
    });
}

/** Entries of one moment keep their order by the number of their link, decisions behind audits. */
const keyOf = (entry: HistoryEntry): { readonly at: number; readonly id: string } => ({
  at: entry.at,
  id: entry.kind === 'judgement' ? `a${String(entry.judgement.seq).padStart(12, '0')}` : `d${entry.decision.id}`,
});

function isAfter(entry: HistoryEntry, after: { readonly at: number; readonly id: string } | null | undefined): boolean {
  if (after == null) return true;
  const { at, id } = keyOf(entry);
  return at > after.at || (at === after.at && id > after.id);
}
