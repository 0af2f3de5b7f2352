import type { Command } from 'commander';
import { selectorOf } from '../app/window-request.ts';
import type { ChangeWindow } from '../core/baseline.ts';
import { type EpochMs, epochMs, isoTime } from '../core/brands.ts';
import { textTable } from '../report/text-table.ts';
import { windowJson } from '../report/window-json.ts';
import { UsageError } from './command-line.ts';
import {
  databaseFile,
  deliver,
  type PlaceFlags,
  type SelectionFlags,
  validConfiguration,
  withFormat,
  withPlaces,
  withRecord,
  withSelection,
} from './fleet.ts';
import type { Finish, Services } from './services.ts';

type AddFlags = PlaceFlags &
  SelectionFlags & {
    readonly from: string;
    readonly to: string;
    readonly ticket: string;
    readonly by: string;
    readonly targetVersion?: string;
    readonly targetImage?: string;
    readonly targetPatch?: string;
  };

/** `pawl window`: change windows as records. A window authorises a step to its target; it mutes nothing. */
export function windowCommand(program: Command, services: Services, finish: Finish): void {
  const window = program.command('window').description('change windows: list, add, end');

  withFormat(withPlaces(window.command('list').description('windows of agent.yaml and of the record')), [
    'table',
    'json',
  ]).action(async (flags: PlaceFlags & { readonly format: string; readonly output?: string }) => {
    const configuration = await validConfiguration(services, flags, true);
    const opened = await services.openRecord(databaseFile(flags, configuration), 'read');
    const all = [...configuration.settings.windows, ...(opened.ok ? opened.value.windows() : [])];
    if (opened.ok) opened.value.close();
    const text =
      flags.format === 'json'
        ? JSON.stringify({ schema: 'pawl/windows/v1', items: all.map(windowJson) }, null, 2)
        : all.length === 0
          ? 'no windows'
          : table(all, services.terminal.width);
    await deliver(services, flags, `${text}\n`);
    finish(0);
  });

  withSelection(withPlaces(window.command('add <name>').description('enter a window')))
    .requiredOption('--from <time>', 'ISO 8601')
    .requiredOption('--to <time>', 'ISO 8601')
    .requiredOption('--ticket <ticket>', 'change record')
    .requiredOption('--by <person>', 'who approves')
    .option('--target-version <version>', 'release that the step leads to')
    .option('--target-image <file>', 'image that the step leads to')
    .option('--target-patch <patch>', 'patch that the step removes')
    .action(async (name: string, flags: AddFlags) => {
      const configuration = await validConfiguration(services, flags, true);
      const from = timeOf(flags.from, '--from');
      const to = timeOf(flags.to, '--to');
      if (to <= from) throw new UsageError('--to must be later than --from');
      const target = {
        version: flags.targetVersion ?? null,
        image: flags.targetImage ?? null,
        patch: flags.targetPatch ?? null,
      };
      if (target.version === null && target.image === null && target.patch === null)
        throw new UsageError('a window needs a target: --target-version, --target-image or --target-patch');
      const select = selectorOf(flags);
      if (!select.ok) throw new UsageError(select.error);
      const entry: ChangeWindow = {
        name,
        select: select.value,
        from,
        to,
        ticket: flags.ticket,
        approvedBy: flags.by,
        target,
        enteredAt: services.clock.now(),
      };
      await withRecord(services, databaseFile(flags, configuration), 'write', async (record) => {
        const added = record.addWindow(entry, flags.by);
        if (!added.ok) throw new UsageError(`${added.error.message}; ${added.error.advice}`);
      });
      await services.terminal.out(`${table([entry], services.terminal.width)}\n`);
      finish(0);
    });

  withPlaces(window.command('end <name>').description('end a window now'))
    .requiredOption('--by <person>', 'who ends it')
    .option('--reason <text>', 'why')
    .action(async (name: string, flags: PlaceFlags & { readonly by: string; readonly reason?: string }) => {
      const configuration = await validConfiguration(services, flags, true);
      await withRecord(services, databaseFile(flags, configuration), 'write', async (record) => {
        const ended = record.endWindow({ name, at: services.clock.now(), by: flags.by, reason: flags.reason ?? null });
        if (!ended.ok) throw new UsageError(`${ended.error.message}; ${ended.error.advice}`);
      });
      await services.terminal.out(`${name}: ended\n`);
      finish(0);
    });
}

function timeOf(text: string, option: string): EpochMs {
  const at = Date.parse(text);
  if (Number.isNaN(at) || !/^\d{4}-\d{2}-\d{2}/.test(text))
    throw new UsageError(`${option}: "${text.slice(0, 40)}" is no ISO 8601 time, such as 2026-12-01T20:00Z`);
  return epochMs(at);
}

function table(windows: readonly ChangeWindow[], width: number): string {
  return textTable(
    [
      { title: 'NAME', most: 16 },
      { title: 'FROM' },
      { title: 'TO' },
      { title: 'TARGET', wraps: true },
      { title: 'TICKET', most: 14 },
    ],
    windows.map(({ name, from, to, target, ticket }) => [
      name,
      isoTime(from).slice(0, 16),
      isoTime(to).slice(0, 16),
      target.version ?? target.image ?? target.patch ?? '',
      ticket ?? '',
    ]),
    width,
  );
}
