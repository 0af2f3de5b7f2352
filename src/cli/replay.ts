import type { Command } from 'commander';
import { alertOnRecord } from '../app/alert-on-record.ts';
import type { Configuration } from '../app/configuration.ts';
import { deviceDirectory } from '../app/device-directory.ts';
import { explainLine } from '../app/explain-line.ts';
import { alertJoiner } from '../app/join-alerts.ts';
import { lineJudge } from '../app/judge-line.ts';
import { type LogInput, replay } from '../app/replay.ts';
import { unparsedShapes } from '../app/unparsed-shapes.ts';
import type { Alert } from '../core/alert.ts';
import { readInstant } from '../core/instant.ts';
import { printable } from '../core/printable.ts';
import { type ExitStatus, UsageError } from './command-line.ts';
import { oneOf, validConfiguration, withRecord } from './fleet.ts';
import type { ReplayFlags } from './replay-flags.ts';
import { replayPrinter } from './replay-printer.ts';
import { printSentinelRows } from './replay-sentinel.ts';
import type { Finish, Services } from './services.ts';

/** `pawl replay FILE…`: detection over log files; touches no device. */
export function replayCommand(program: Command, services: Services, finish: Finish): void {
  program
    .command('replay [files...]')
    .description('find the steps of a downgrade in log files (- for standard input; .gz and .zst by themselves)')
    .option('--input <kind>', 'raw, tacacs, cef, table (default: by content)', oneOf(['raw', 'tacacs', 'cef', 'table']))
    .option('--format <format>', 'table, json, ndjson, csv', oneOf(['table', 'json', 'ndjson', 'csv']), 'table')
    .option('--alerts', 'print the alerts that the indicators of each device join to, at the end, in their place')
    .option('--since <time>', 'leave out lines before this time')
    .option('--until <time>', 'leave out lines after this time')
    .option('--explain <line>', 'say how one line is read, which rule fits and which nearly')
    .option('--inventory <dir>', 'name devices and judge windows by this inventory')
    .option('--baselines <dir>', 'hold releases against the baselines of this folder (with --inventory)')
    .option('--db <file>', 'record the alerts in this database')
    .option(
      '--ruleset <name>',
      'pawl, or sentinel: exactly the rows of the public rule',
      oneOf(['pawl', 'sentinel']),
      'pawl',
    )
    .option('--now <time>', 'clock of the sentinel rule (default: now)')
    .option(
      '--edges <reading>',
      'literal or trim: how it reads blanks at the ends of its words',
      oneOf(['literal', 'trim']),
      'literal',
    )
    .option('-o, --output <file>', 'write the data to a file')
    .option('--unparsed', 'count the lines of no known format by their shape, with an example each')
    .option('--no-prefilter', 'read every line to its end; the result is the same')
    .option('-q, --quiet', 'no progress and no counts')
    .option('--exit-zero', 'end with 0 also where alerts are open')
    .action(async (files: readonly string[], flags: ReplayFlags) => {
      const status =
        flags.output === undefined
          ? await run(services, files, flags)
          : await runIntoFile(services, files, flags, flags.output);
      finish(flags.exitZero === true ? 0 : status);
    });
}

/** A file is written whole at the end, or not at all. */
async function runIntoFile(
  services: Services,
  files: readonly string[],
  flags: ReplayFlags,
  path: string,
): Promise<ExitStatus> {
  const texts: string[] = [];
  const out = async (text: string): Promise<void> => {
    texts.push(text);
  };
  const status = await run({ ...services, terminal: { ...services.terminal, out } }, files, flags);
  const written = await services.writeFile(path, texts);
  if (!written.ok) throw new UsageError(written.error);
  return status;
}

async function run(services: Services, files: readonly string[], flags: ReplayFlags): Promise<ExitStatus> {
  const { terminal, clock } = services;
  const configuration = flags.inventory === undefined ? null : await configurationOf(services, flags.inventory, flags);
  if (configuration === null && flags.baselines !== undefined)
    terminal.say(
      '--baselines says nothing without --inventory: a baseline is found by what the inventory says of a device',
    );
  const judge = lineJudge(configuration === null ? null : deviceDirectory(configuration.inventory.devices));
  if (flags.explain !== undefined) {
    const lines = explainLine(judge, flags.explain, clock.now());
    await terminal.out(`${lines.map(printable).join('\n')}\n`);
    return 0;
  }
  if (files.length === 0) throw new UsageError('replay needs a file, or - for standard input');
  const inputs = logInputs(services, await logPaths(services, files));
  if (flags.ruleset === 'sentinel') return printSentinelRows(services, inputs, flags);
  const recordedWindows =
    flags.db === undefined || configuration === null || !(await services.fileExists(flags.db))
      ? []
      : await withRecord(services, flags.db, 'read', async (record) => record.windows());
  const joiner = alertJoiner({
    configuration,
    recordedWindows,
    ownAddresses: configuration === null ? [] : services.ownAddresses(),
  });
  const joins = flags.alerts === true || flags.db !== undefined;
  const ended: Alert[] = [];
  const shapes = flags.unparsed === true ? unparsedShapes() : null;
  const printer = replayPrinter(services, flags);
  await printer.begin();
  const counts = await replay(
    judge,
    inputs,
    {
      input: flags.input ?? null,
      since: instant(flags.since, 'start'),
      until: instant(flags.until, 'end'),
      prefilter: flags.prefilter && shapes === null,
    },
    {
      found(judged) {
        const weighed = joiner.weigh(judged);
        if (joins) ended.push(...joiner.add(weighed));
        return printer.print(weighed.found);
      },
      line: shapes?.add ?? null,
      problem: (message) => terminal.say(printable(message)),
      progress: (file, bytes, lines) => {
        if (terminal.redraw !== null && flags.quiet !== true)
          terminal.redraw(printable(`${file}: ${lines} lines, ${(bytes / 1_000_000).toFixed(0)} MB`));
      },
    },
  );
  const joined = joins ? [...ended, ...joiner.open()].sort((a, b) => (a.openedAt ?? 0) - (b.openedAt ?? 0)) : [];
  const { alerts, problem } =
    flags.db === undefined ? { alerts: joined, problem: null } : await recorded(services, flags.db, joined);
  await printer.end(alerts);
  terminal.redraw?.('');
  for (const line of shapes?.lines() ?? []) terminal.say(printable(line));
  if (flags.quiet !== true)
    terminal.say(
      [
        counted(counts.lines, 'line'),
        counted(counts.indicators, 'indicator'),
        ...(joins ? [counted(alerts.length, 'alert')] : []),
      ].join(', '),
    );
  if (problem !== null) throw new UsageError(problem);
  const isOpen = ({ score, disposition }: Alert): boolean =>
    score >= joiner.threshold && disposition !== 'authorized' && disposition !== 'refuted';
  return flags.alerts === true && alerts.some(isOpen) ? 1 : 0;
}

/** Records the alerts and gives them back with what evidence said of them before; a record that fails is no loss of output. */
const recorded = (
  services: Services,
  file: string,
  joined: readonly Alert[],
): Promise<{ readonly alerts: readonly Alert[]; readonly problem: string | null }> =>
  withRecord(services, file, 'write', async (record) => {
    const alerts = joined.map((alert) => alertOnRecord(record.alertById(alert.id), alert));
    const written = record.recordAlerts(alerts);
    return { alerts, problem: written.ok ? null : `${written.error.message}; ${written.error.advice}` };
  });

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

function instant(text: string | undefined, edge: 'start' | 'end'): number | null {
  if (text === undefined) return null;
  const read = readInstant(text, edge);
  if (!read.ok) throw new UsageError(read.error);
  return read.value;
}

const configurationOf = (services: Services, inventory: string, { baselines }: ReplayFlags): Promise<Configuration> =>
  // Without baselines every device would be warned about for want of one.
  validConfiguration(services, { inventory, baselines: baselines ?? null }, baselines === undefined);

/** Every file that the arguments name; one that is not there is wrong use, told before anything is read. */
async function logPaths(services: Services, patterns: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pattern of patterns) {
    const paths = await services.expandPath(pattern);
    if (paths.length === 0) throw new UsageError(`no file fits ${pattern}`);
    for (const path of paths)
      if (path !== '-' && !(await services.fileExists(path))) throw new UsageError(`${path} does not exist`);
    found.push(...paths);
  }
  return found;
}

async function* logInputs(services: Services, paths: readonly string[]): AsyncGenerator<LogInput> {
  for (const path of paths) yield await services.openLog(path);
}
