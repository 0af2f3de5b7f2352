import { join } from 'node:path';
import type { Command } from 'commander';
import { acceptBaseline, revisionOf } from '../app/accept-baseline.ts';
import { planBaselineImport } from '../app/import-baseline.ts';
import { type Learning, learnBaselines } from '../app/learn-baseline.ts';
import { selectDevices } from '../app/select-devices.ts';
import { printable } from '../core/printable.ts';
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
import { pairs } from './inventory-import.ts';
import type { Finish, Services } from './services.ts';

type OutputFlags = { readonly format: string; readonly output?: string };
type LearnFlags = PlaceFlags &
  SelectionFlags &
  OutputFlags & {
    readonly by?: string;
    readonly all?: boolean;
    readonly everyVersion?: boolean;
    readonly write?: boolean;
  };

/** Where proposals wait. Nothing reads this folder but `baseline accept`: a proposal is not in force. */
const proposed = 'proposed';

/** `pawl baseline learn`: proposes what is observed; `pawl baseline accept`: a second person puts it in force. */
export function addBaselineLearning(baseline: Command, services: Services, finish: Finish): void {
  withSelection(
    withFormat(
      withPlaces(
        baseline.command('learn').description('propose baselines by platform, model and role from what was observed'),
      ),
      ['text', 'json'],
    ),
  )
    .option('--by <person>', 'who learns; needed with --write')
    .option('--all', 'also devices that a baseline matches already')
    .option('--every-version', 'propose every release that runs, not only the most common one')
    .option('--write', `write the proposals to BASELINES/${proposed}/`)
    .action(async (flags: LearnFlags) => {
      const configuration = await validConfiguration(services, flags, true);
      const now = services.clock.now();
      const selected = selectDevices(configuration.inventory, flags, now);
      if (!selected.ok) throw new UsageError(selected.error);
      if (flags.write === true && flags.by === undefined)
        throw new UsageError('--by is needed: a second person accepts what you learn');
      const learning = await withRecord(services, databaseFile(flags, configuration), 'read', async (record) =>
        learnBaselines(configuration, record, selected.value.devices, flags.by ?? 'nobody', now, {
          all: flags.all === true,
          everyVersion: flags.everyVersion === true,
        }),
      );
      const writes = learning.proposals.map(({ name, text }) => ({
        path: join(flags.baselines, proposed, `${name}.yaml`),
        text,
      }));
      if (flags.write === true && writes.length > 0) {
        const written = await services.writeTogether(writes);
        if (!written.ok) throw new UsageError(written.error);
      }
      const text =
        flags.format === 'json'
          ? JSON.stringify({ ...learning, written: flags.write === true }, null, 2)
          : learningText(learning, flags.write === true ? writes.map(({ path }) => path) : null);
      await deliver(services, flags, `${text}\n`);
      finish(0);
    });

  withPlaces(baseline.command('accept <name>').description('put a learned proposal in force, as a second person'))
    .requiredOption('--by <person>', 'who accepts; not the one who learned')
    .option('--ticket <ticket>', 'change record')
    .action(async (name: string, flags: PlaceFlags & { readonly by: string; readonly ticket?: string }) => {
      if (!/^[\w.-]{1,100}$/.test(name) || name.startsWith('.'))
        throw new UsageError(`"${name.slice(0, 40)}" is no name of a proposal`);
      const configuration = await validConfiguration(services, flags, true);
      const source = join(flags.baselines, proposed, `${name}.yaml`);
      const target = join(flags.baselines, `${name}.yaml`);
      const text = await services.readIfPresent(source);
      if (!text.ok) throw new UsageError(text.error);
      if (text.value === null)
        throw new UsageError(`${source} does not exist; \`pawl baseline learn --write\` writes proposals`);
      const there = await services.readIfPresent(target);
      if (!there.ok || there.value !== null)
        throw new UsageError(there.ok ? `${target} is there already` : there.error);
      const accepted = acceptBaseline(
        { file: source, text: text.value },
        target,
        { by: flags.by, ticket: flags.ticket ?? null, at: services.clock.now() },
        configuration,
      );
      if (!accepted.ok) throw new UsageError(accepted.error);
      // The record first: a revision there that no file has is harmless, a file in force that no record knows is not.
      const revision = revisionOf(accepted.value);
      await withRecord(services, databaseFile(flags, configuration), 'write', async (record) => {
        const recorded = record.recordBaseline(revision, accepted.value);
        if (!recorded.ok) throw new UsageError(`${recorded.error.message}; nothing was accepted`);
      });
      const written = await services.writeTogether([
        { path: target, text: accepted.value },
        { path: source, text: null },
      ]);
      if (!written.ok) throw new UsageError(written.error);
      await services.terminal.out(printable(`${target}: accepted by ${flags.by}, ${revision}`).concat('\n'));
      finish(0);
    });
}

function learningText({ proposals, leftOut, notes }: Learning, written: readonly string[] | null): string {
  const lines: string[] = [];
  proposals.forEach(({ text, devices, others, digests }, index) => {
    lines.push(`--- ${written?.[index] ?? 'proposal'} (${devices.length} devices, ${digests} files with digests)`);
    lines.push(...text.trimEnd().split('\n'));
    if (others.length > 0)
      lines.push(
        `(not proposed: ${others.map(({ version, devices: on }) => `${version} on ${on.length}`).join(', ')})`,
      );
  });
  const reasons = new Map<string, string[]>();
  for (const { device, why } of leftOut) reasons.set(why, [...(reasons.get(why) ?? []), device]);
  for (const [why, names] of reasons)
    lines.push(`left out, ${why} (${names.length}): ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}`);
  for (const note of notes) lines.push(`note: ${note}`);
  if (proposals.length === 0) lines.push('nothing to propose');
  else if (written === null) lines.push('nothing was written; --write --by PERSON writes the proposals');
  else lines.push('not in force yet: pawl baseline accept NAME --by SECOND-PERSON');
  return lines.map(printable).join('\n');
}

type ImportFlags = PlaceFlags &
  OutputFlags & {
    readonly map?: Readonly<Record<string, string>>;
    readonly platform?: string;
    readonly platformMap?: Readonly<Record<string, string>>;
    readonly fillDown?: boolean;
    readonly keepDoubtful?: boolean;
    readonly approvedBy?: string;
    readonly write?: boolean;
  };

/** `pawl baseline import`: golden lists as CSV. */
export function addBaselineImport(baseline: Command, services: Services, finish: Finish): void {
  withFormat(
    withPlaces(
      baseline.command('import <file...>').description('golden lists (CSV) into baselines; shows the difference first'),
    ),
    ['text', 'json'],
  )
    .option('--map <pairs>', 'key=HEADER,…: version, file, model, platform, role, sha512, …', pairs)
    .option('--platform <name>', 'for rows that name none')
    .option('--platform-map <pair>', 'WORD=PLATFORM (repeatable)', pairs)
    .option('--fill-down', 'an empty platform or model is that of the row above')
    .option('--keep-doubtful', 'take versions as they are that a spreadsheet may have changed')
    .option('--approved-by <person>', 'for rows that name nobody')
    .option('--write', 'write what is shown')
    .action(async (files: readonly string[], flags: ImportFlags) => {
      const configuration = await validConfiguration(services, flags, true);
      const lists = [];
      for (const file of files) {
        const read = await services.importFiles(file, 'single');
        if (!read.ok) throw new UsageError(read.error);
        lists.push(...read.value);
      }
      const { plan, writes } = planBaselineImport(
        lists,
        {
          map: flags.map ?? {},
          platform: flags.platform ?? null,
          platformWords: Object.fromEntries(
            Object.entries(flags.platformMap ?? {}).map(([word, platform]) => [word.toLowerCase(), platform]),
          ),
          fillDown: flags.fillDown === true,
          keepDoubtful: flags.keepDoubtful === true,
          approvedBy: flags.approvedBy ?? null,
        },
        configuration,
        flags.baselines,
      );
      for (const { text } of plan.problems) services.terminal.say(printable(text));
      const errors = plan.problems.filter(({ severity }) => severity === 'error').length;
      if (errors > 0) throw new UsageError(`${errors} ${errors === 1 ? 'problem' : 'problems'}; nothing was imported`);
      const written = flags.write === true && writes.length > 0;
      if (written) {
        const done = await services.writeTogether(writes);
        if (!done.ok) throw new UsageError(done.error);
      }
      const lines = plan.baselines.flatMap(({ name, file, isNew, added, removed, kept }) => [
        `${isNew ? '+' : added.length + removed.length > 0 ? '~' : '='} ${name} (${file})`,
        ...added.map((entry) => `    + ${entry}`),
        ...removed.map((entry) => `    - ${entry}`),
        ...kept.map((entry) => `      ${entry}`),
      ]);
      for (const note of plan.notes) lines.push(`note: ${note}`);
      lines.push(
        writes.length === 0
          ? 'nothing to write'
          : written
            ? 'written; next: pawl check, pawl baseline diff'
            : 'nothing was written; --write writes this',
      );
      const text =
        flags.format === 'json' ? JSON.stringify({ ...plan, written }, null, 2) : lines.map(printable).join('\n');
      await deliver(services, flags, `${text}\n`);
      finish(0);
    });
}
