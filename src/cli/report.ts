import type { Command } from 'commander';
import { complianceReport, reportStatus } from '../app/compliance-report.ts';
import { isExcluded } from '../app/configuration.ts';
import { selectDevices } from '../app/select-devices.ts';
import { type EpochMs, epochMs } from '../core/brands.ts';
import { readInstant } from '../core/instant.ts';
import type { Severity } from '../core/severity.ts';
import type { ComplianceReport } from '../report/compliance-model.ts';
import { readPeriod } from '../report/report-period.ts';
import { type ExitStatus, UsageError } from './command-line.ts';
import {
  databaseFile,
  deliver,
  type PlaceFlags,
  type SelectionFlags,
  severityOption,
  validConfiguration,
  withFormat,
  withPlaces,
  withRecord,
  withSelection,
} from './fleet.ts';
import type { Finish, Services } from './services.ts';

type Flags = PlaceFlags &
  SelectionFlags & {
    readonly period: string;
    readonly asOf?: string;
    readonly failOn: Severity;
    readonly exitZero?: true;
    readonly verifyChain?: true;
    readonly population?: string;
    readonly format: string;
    readonly output?: string;
    readonly pdf?: string;
  };

/** `pawl report`: the compliance baseline report, the page of one device, and the summary. */
export function reportCommand(program: Command, services: Services, finish: Finish): void {
  const name = `pawl ${program.version() ?? ''}`.trim();
  const withReport = (command: Command, formats: readonly string[]): Command =>
    withFormat(withPlaces(command), formats)
      .option('--period <period>', '2026-Q4, 2026-11, FROM/TO, 90d', '90d')
      .option('--as-of <time>', 'as it was known at that time')
      .option('--fail-on <severity>', 'severity from which a finding makes the status 1', severityOption, 'medium')
      .option('--verify-chain', 'walk the whole evidence chain, however long it is')
      .option('--exit-zero', 'status 0 whatever was found');

  const report = program
    .command('report')
    .description('compliance baseline report: what was audited, how it came out, what changed, and on what evidence');
  withSelection(withReport(report, ['table', 'json', 'csv', 'html', 'markdown']))
    .option('--population <file>', 'names of devices from elsewhere, one a line: told where they differ')
    .option('--pdf <file>', 'also print it to a PDF (needs Chromium)')
    .action(async (flags: Flags) => {
      const made = await make(services, flags, name);
      await print(services, flags, made);
      finish(flags.exitZero === true ? 0 : reportStatus(made));
    });

  withReport(report.command('device <name>').description('one page about one device'), [
    'text',
    'json',
    'html',
    'markdown',
  ])
    .option('--pdf <file>', 'also print it to a PDF (needs Chromium)')
    .action(async (device: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      finish(await devicePage(services, flags, device, name));
    });

  withSelection(
    withReport(report.command('summary').description('a few lines for a mail or a chat'), ['text', 'json', 'markdown']),
  ).action(async (_: unknown, command: Command) => {
    const flags = command.optsWithGlobals<Flags>();
    const made = await make(services, flags, name);
    await deliver(services, flags, await summaryText(services, flags, made));
    finish(flags.exitZero === true ? 0 : reportStatus(made));
  });
}

async function make(services: Services, flags: Flags, program: string): Promise<ComplianceReport> {
  const asOf = instantOf(flags.asOf);
  const now = asOf ?? services.clock.now();
  const period = readPeriod(flags.period, now);
  if (!period.ok) throw new UsageError(period.error);
  if (asOf !== null && asOf < period.value.from) throw new UsageError('--as-of lies before the period');
  const list = flags.population === undefined ? null : await listOf(services, flags.population);
  const configuration = await validConfiguration(services, flags, true);
  await services.releaseMemory();
  const selection = wordsOf(flags);
  // Excluded devices belong to the population; the selection of audits leaves them out.
  const selected =
    selection === null
      ? { devices: configuration.inventory.devices, excluded: [] }
      : chosen(configuration, flags, epochMs(Math.min(period.value.to, now)));
  const names = new Set([...selected.devices, ...selected.excluded].map(({ name }) => name));
  return withRecord(services, databaseFile(flags, configuration), 'read', async (record) =>
    complianceReport(
      {
        program,
        period: period.value,
        asOf,
        devices: configuration.inventory.devices
          .filter(({ name }) => names.has(name))
          .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        selection,
        failOn: flags.failOn,
        list,
        walk: flags.verifyChain === true ? 'always' : 'small',
      },
      configuration,
      record,
    ),
  );
}

function chosen(configuration: Parameters<typeof complianceReport>[1], flags: Flags, at: EpochMs) {
  const selected = selectDevices(configuration.inventory, flags, at);
  if (selected.ok) return selected.value;
  const { devices } = configuration.inventory;
  if (devices.every((device) => isExcluded(device, at))) return { devices, excluded: [] };
  throw new UsageError(selected.error);
}

function instantOf(text: string | undefined): EpochMs | null {
  if (text === undefined) return null;
  const read = readInstant(text, 'end');
  if (!read.ok) throw new UsageError(`--as-of: ${read.error}`);
  return read.value;
}

/** One name a line, or the first column of a CSV; blank lines, comments and a heading `device` or `name` are skipped. */
async function listOf(services: Services, path: string): Promise<{ name: string; devices: readonly string[] }> {
  const read = await services.readText(path);
  if (!read.ok) throw new UsageError(read.error);
  const names = read.value
    .split(/\r?\n/)
    .map((line) => (line.split(/[,;\t]/)[0] ?? '').trim().replace(/^"(.*)"$/, '$1'))
    .filter((line) => line !== '' && !line.startsWith('#') && !/^(?:device|name|hostname)$/i.test(line));
  return { name: path, devices: [...new Set(names)].sort() };
}

function wordsOf({ limit, device, group, tag, platform, site }: Flags): string | null {
  const words = Object.entries({ limit: limit === undefined ? [] : [limit], device, group, tag, platform, site })
    .flatMap(([key, values]) => (values ?? []).map((value) => `${key} ${value}`))
    .join(', ');
  return words === '' ? null : words;
}

async function print(services: Services, flags: Flags, report: ComplianceReport): Promise<void> {
  if (flags.pdf !== undefined) {
    const { complianceHtml } = await import('../report/compliance-html.ts');
    await toPdf(services, flags.pdf, complianceHtml(report));
    if (flags.format === 'table' && flags.output === undefined) return;
  }
  switch (flags.format) {
    case 'json': {
      const { complianceJsonText } = await import('../report/compliance-json.ts');
      return deliverPieces(services, flags, complianceJsonText(report));
    }
    case 'csv': {
      const { complianceCsv } = await import('../report/compliance-csv.ts');
      return deliver(services, flags, complianceCsv(report));
    }
    case 'html': {
      const { complianceHtml } = await import('../report/compliance-html.ts');
      return deliver(services, flags, complianceHtml(report));
    }
    case 'markdown': {
      const { complianceMarkdown } = await import('../report/compliance-markdown.ts');
      return deliver(services, flags, complianceMarkdown(report));
    }
    default: {
      const { complianceTable } = await import('../report/compliance-table.ts');
      return deliver(services, flags, `${complianceTable(report, services.terminal.width)}\n`);
    }
  }
}

async function deliverPieces(services: Services, flags: Flags, pieces: Iterable<string>): Promise<void> {
  if (flags.output === undefined) {
    for (const piece of pieces) await services.terminal.out(piece);
    return;
  }
  const written = await services.writeFile(flags.output, pieces);
  if (!written.ok) throw new UsageError(written.error);
}

async function summaryText(services: Services, flags: Flags, report: ComplianceReport): Promise<string> {
  if (flags.format === 'json') {
    const { summaryJson } = await import('../report/compliance-json.ts');
    return `${JSON.stringify(summaryJson(report), null, 2)}\n`;
  }
  if (flags.format === 'markdown') {
    const { summaryMarkdown } = await import('../report/compliance-markdown.ts');
    return summaryMarkdown(report);
  }
  const { complianceSummary } = await import('../report/compliance-table.ts');
  return `${complianceSummary(report, services.terminal.width)}\n`;
}

async function toPdf(services: Services, path: string, html: string): Promise<void> {
  const printed = await services.printPdf(html, path);
  if (!printed.ok) throw new UsageError(printed.error);
}

async function devicePage(services: Services, flags: Flags, device: string, program: string): Promise<ExitStatus> {
  const made = await make(services, { ...flags, device: [device] }, program);
  await print(services, { ...flags, format: flags.format === 'text' ? 'table' : flags.format }, made);
  return flags.exitZero === true ? 0 : reportStatus(made);
}
