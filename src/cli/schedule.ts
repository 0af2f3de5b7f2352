import type { Command } from 'commander';
import { nextDues } from '../app/schedule-times.ts';
import { isoTime } from '../core/brands.ts';
import { textTable } from '../report/text-table.ts';
import { deliver, type PlaceFlags, validConfiguration, withFormat, withPlaces } from './fleet.ts';
import type { Finish, Services } from './services.ts';

const shown = 3;

/** `pawl schedule list`: when the agent runs what next. */
export function scheduleCommand(program: Command, services: Services, finish: Finish): void {
  const schedule = program.command('schedule').description('schedules of agent.yaml');
  withFormat(withPlaces(schedule.command('list').description('the next runs of each')), ['table', 'json']).action(
    async (flags: PlaceFlags & { readonly format: string; readonly output?: string }) => {
      const { settings } = await validConfiguration(services, flags, true);
      const now = services.clock.now();
      const items = settings.schedules.map(({ name, cron, timeZone, select, hash }) => ({
        name,
        cron,
        timeZone,
        select,
        hash,
        next: nextDues({ cron, timeZone }, now, shown).map(isoTime),
      }));
      const text =
        flags.format === 'json'
          ? JSON.stringify({ schema: 'pawl/schedules/v1', items }, null, 2)
          : items.length === 0
            ? 'no schedules'
            : textTable(
                [
                  { title: 'NAME', most: 24 },
                  { title: 'CRON' },
                  { title: 'TIME ZONE' },
                  { title: 'NEXT (UTC)', wraps: true },
                ],
                items.map(({ name, cron, timeZone, next }) => [
                  name,
                  cron,
                  timeZone,
                  next.length === 0 ? 'never' : next.map((time) => time.slice(0, 16)).join(' '),
                ]),
                services.terminal.width,
              );
      await deliver(services, flags, `${text}\n`);
      finish(0);
    },
  );
}
