import type { Command } from 'commander';
import type { Configuration } from '../app/configuration.ts';
import {
  type BaselineDiff,
  baselinesAlone,
  diffBaselines,
  isRevision,
  type JudgedSide,
  withRevision,
} from '../app/diff-baselines.ts';
import { printable } from '../core/printable.ts';
import type { RecordStore } from '../record-ports.ts';
import { UsageError } from './command-line.ts';
import {
  databaseFile,
  deliver,
  type PlaceFlags,
  validConfiguration,
  withFormat,
  withPlaces,
  withRecord,
} from './fleet.ts';
import type { Finish, Services } from './services.ts';

/** `pawl baseline diff A B`: folders, or recorded revisions of one baseline. */
export function addBaselineDiff(baseline: Command, services: Services, finish: Finish): void {
  withFormat(
    withPlaces(
      baseline
        .command('diff <before> [after]')
        .description(
          'which devices change their verdict between two folders or recorded revisions (default: --baselines)',
        ),
    ),
    ['text', 'json'],
  ).action(
    async (
      before: string,
      after: string | undefined,
      flags: PlaceFlags & { readonly format: string; readonly output?: string },
    ) => {
      const sides = [before, after ?? flags.baselines];
      const present = await validConfiguration(services, flags, true);
      const alone = sides.some(isRevision) ? baselinesAlone : (one: Configuration) => one;
      const side = async (name: string, record: RecordStore): Promise<Configuration> => {
        if (!isRevision(name))
          return alone(
            name === flags.baselines
              ? present
              : await validConfiguration(services, { ...flags, baselines: name }, true),
          );
        const found = withRevision(present, record, name);
        if (!found.ok) throw new UsageError(found.error);
        return alone(found.value);
      };
      const diff = await withRecord(services, databaseFile(flags, present), 'read', async (record) => {
        const [left = '', right = ''] = sides;
        const configurations = { before: await side(left, record), after: await side(right, record) };
        return record.consistent(() =>
          diffBaselines(
            record,
            { name: left, configuration: configurations.before },
            { name: right, configuration: configurations.after },
            services.clock.now(),
          ),
        );
      });
      await deliver(services, flags, `${flags.format === 'json' ? JSON.stringify(diff, null, 2) : diffText(diff)}\n`);
      finish(0);
    },
  );
}

function diffText({ before, after, baselines, devices, judged, unjudged }: BaselineDiff): string {
  const side = ({ verdict, reason, baseline, rule }: JudgedSide): string =>
    `${verdict}${reason === null ? '' : ` (${reason})`}, ${baseline === null ? 'no baseline' : `${baseline}: ${rule ?? 'none'}`}`;
  const lines = [
    `${before} → ${after}`,
    ...baselines.map(({ name, change }) => `  ${change === 'added' ? '+' : change === 'removed' ? '-' : '~'} ${name}`),
    ...devices.flatMap((one) => [
      `${one.device}`,
      `    ${side(one.before)}`,
      `  → ${side(one.after)}`,
      ...(one.opens.length > 0 ? [`    opens ${one.opens.join(', ')}`] : []),
      ...(one.closes.length > 0 ? [`    closes ${one.closes.join(', ')}`] : []),
    ]),
    `${devices.length} of ${judged} devices differ, judged on their last recorded observation`,
  ];
  if (unjudged.length > 0)
    lines.push(
      `never audited (${unjudged.length}): ${unjudged.slice(0, 12).join(', ')}${unjudged.length > 12 ? ', …' : ''}`,
    );
  return lines.map(printable).join('\n');
}
