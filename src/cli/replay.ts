import type { Command } from 'commander';
import { deviceDirectory } from '../app/device-directory.ts';
import { lineJudge } from '../app/judge-line.ts';
import { type LogInput, replay } from '../app/replay.ts';
import { readInstant } from '../core/instant.ts';
import { printable } from '../core/printable.ts';
import { indicatorCsv, indicatorCsvHeader, indicatorJson } from '../report/indicator-json.ts';
import { UsageError } from './command-line.ts';
import { oneOf, validConfiguration } from './fleet.ts';
import type { Finish, Services } from './services.ts';

type Flags = {
  readonly input?: 'raw' | 'tacacs' | 'cef' | 'table';
  readonly format: string;
  readonly since?: string;
  readonly until?: string;
  readonly inventory?: string;
  readonly baselines?: string;
  readonly prefilter: boolean;
  readonly quiet?: boolean;
};

/** `pawl replay FILE…`: detection over log files; touches no device. */
export function replayCommand(program: Command, services: Services, finish: Finish): void {
  program
    .command('replay <files...>')
    .description('find the steps of a downgrade in log files (- for standard input; .gz and .zst by themselves)')
    .option(
      '--input <kind>',
      'raw, tacacs, cef or table (default: by content)',
      oneOf(['raw', 'tacacs', 'cef', 'table']),
    )
    .option('--format <format>', 'table, json, ndjson, csv', oneOf(['table', 'json', 'ndjson', 'csv']), 'table')
    .option('--since <time>', 'leave out lines before this time')
    .option('--until <time>', 'leave out lines after this time')
    .option('--inventory <dir>', 'name devices by this inventory')
    .option('--baselines <dir>', 'folder of the baselines')
    .option('--no-prefilter', 'read every line to its end; the result is the same')
    .option('-q, --quiet', 'no progress')
    .action(async (files: readonly string[], flags: Flags) => {
      const directory =
        flags.inventory === undefined ? null : await directoryOf(services, flags.inventory, flags.baselines);
      const judge = lineJudge(directory);
      const { terminal } = services;
      let pending: string[] = [];
      if (flags.format === 'csv') await terminal.out(indicatorCsvHeader());
      const flush = async (): Promise<void> => {
        const text = pending.join('');
        pending = [];
        if (text !== '') await terminal.out(text);
      };
      const all: object[] = [];
      const counts = await replay(
        judge,
        logInputs(services, files),
        {
          input: flags.input ?? null,
          since: flags.since === undefined ? null : instant(flags.since, 'start'),
          until: flags.until === undefined ? null : instant(flags.until, 'end'),
          prefilter: flags.prefilter,
        },
        {
          found({ found }) {
            if (flags.format === 'ndjson') pending.push(`${JSON.stringify(indicatorJson(found))}\n`);
            else if (flags.format === 'csv') pending.push(indicatorCsv(found));
            else if (flags.format === 'json') all.push(indicatorJson(found));
            else pending.push(`${printable(`${found.file}:${found.lineNumber}  ${found.hit.kind}  ${found.line}`)}\n`);
            return pending.length >= 1000 ? flush() : undefined;
          },
          problem: (message) => terminal.say(printable(message)),
          progress: (file, bytes, lines) => {
            if (terminal.redraw !== null && flags.quiet !== true)
              terminal.redraw(printable(`${file}: ${lines} lines, ${(bytes / 1_000_000).toFixed(0)} MB`));
          },
        },
      );
      await flush();
      if (flags.format === 'json') await terminal.out(`${JSON.stringify(all, null, 2)}\n`);
      terminal.redraw?.('');
      if (flags.quiet !== true) terminal.say(`${counts.lines} lines, ${counts.indicators} indicators`);
      finish(0);
    });
}

function instant(text: string, edge: 'start' | 'end'): number {
  const read = readInstant(text, edge);
  if (!read.ok) throw new UsageError(read.error);
  return read.value;
}

async function directoryOf(services: Services, inventory: string, baselines = 'baselines') {
  const configuration = await validConfiguration(services, { inventory, baselines });
  return deviceDirectory(configuration.inventory.devices);
}

async function* logInputs(services: Services, patterns: readonly string[]): AsyncGenerator<LogInput> {
  for (const pattern of patterns) {
    const paths = await services.expandPath(pattern);
    if (paths.length === 0) throw new UsageError(`no file fits ${pattern}`);
    for (const path of paths) yield await services.openLog(path);
  }
}
