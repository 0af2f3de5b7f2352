import type { Command } from 'commander';
import { complianceReport, type ReportOrder, reportStatus } from '../app/compliance-report.ts';
import { type Configuration, isExcluded } from '../app/configuration.ts';
import { devicePage } from '../app/device-page.ts';
import { readSenders } from '../app/report-senders.ts';
import { selectDevices } from '../app/select-devices.ts';
import { type EpochMs, epochMs } from '../core/brands.ts';
import { readInstant } from '../core/instant.ts';
import { jsonText } from '../core/json-text.ts';
import type { Severity } from '../core/severity.ts';
import type { RecordStore } from '../record-ports.ts';
import type { ComplianceReport } from '../report/compliance-model.ts';
import type { DevicePage } from '../report/device-page-model.ts';
import { readPeriod } from '../report/report-period.ts';
import { UsageError } from './command-line.ts';
import {
  databaseFile,
  deliver,
  oneOf,
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
    readonly paper: 'a4' | 'letter';
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
    .description('compliance baseline report: what was audited, how it came out, what changed, and on what evidence')
    .enablePositionalOptions();
  withSelection(withReport(report, ['table', 'json', 'csv', 'html', 'markdown']))
    .option('--population <file>', 'names of devices from elsewhere, one a line: told where they differ')
    .option('--pdf <file>', 'also print it to a PDF (needs Chromium)')
    .option('--paper <size>', 'of the PDF: a4, letter', oneOf(['a4', 'letter']), 'a4')
    .action(async (flags: Flags) => {
      const made = await make(services, flags, name, complianceReport);
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
    .option('--paper <size>', 'of the PDF: a4, letter', oneOf(['a4', 'letter']), 'a4')
    .action(async (device: string, _: unknown, command: Command) => {
      const flags = givenFlags(command);
      const made = await make(services, { ...flags, device: [device] }, name, (order, configuration, record) => {
        const [one] = order.devices;
        if (one === undefined) throw new UsageError(`no device "${device.slice(0, 80)}" in the inventory`);
        return devicePage({ ...order, device: one }, configuration, record);
      });
      await printPage(services, flags, made);
      finish(flags.exitZero === true ? 0 : made.status);
    });

  withSelection(
    withReport(report.command('summary').description('a few lines for a mail or a chat'), ['text', 'json', 'markdown']),
  ).action(async (_: unknown, command: Command) => {
    const flags = givenFlags(command);
    const made = await make(services, flags, name, complianceReport);
    await deliver(services, flags, await summaryText(services, flags, made));
    finish(flags.exitZero === true ? 0 : reportStatus(made));
  });
}

/** Options may stand before the word `device` or `summary` as well as after it; what was typed wins over defaults. */
function givenFlags(command: Command): Flags {
  const { parent } = command;
  for (const [key, value] of Object.entries(parent?.opts() ?? {})) {
    if (parent?.getOptionValueSource(key) !== 'cli' || command.getOptionValueSource(key) === 'cli') continue;
    const own = command.options.find((option) => option.attributeName() === key);
    if (own === undefined) throw new UsageError(`--${key} is no option of \`pawl report ${command.name()}\``);
    const words = own.description.split(', ');
    if (key === 'format' && !words.includes(String(value)))
      throw new UsageError(`--format of \`pawl report ${command.name()}\` is one of: ${words.join(', ')}`);
    command.setOptionValue(key, value);
  }
  return command.opts<Flags>();
}

async function make<T>(
  services: Services,
  flags: Flags,
  program: string,
  build: (order: ReportOrder, configuration: Configuration, record: RecordStore) => T,
): Promise<T> {
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
  const database = databaseFile(flags, configuration);
  const senders = await services.agentNotes(database, 'senders');
  return withRecord(services, database, 'read', async (record) =>
    build(
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
        senders: readSenders(senders),
      },
      configuration,
      record,
    ),
  );
}

function chosen(configuration: Configuration, flags: Flags, at: EpochMs) {
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
    await toPdf(services, flags.pdf, complianceHtml(report, flags.paper));
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
    return `${jsonText(summaryJson(report), 2)}\n`;
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

async function printPage(services: Services, flags: Flags, page: DevicePage): Promise<void> {
  const { devicePageHtml } = await import('../report/device-page-html.ts');
  if (flags.pdf !== undefined) {
    await toPdf(services, flags.pdf, devicePageHtml(page, flags.paper));
    if (flags.format === 'text' && flags.output === undefined) return;
  }
  switch (flags.format) {
    case 'json': {
      const { devicePageJson } = await import('../report/device-page-json.ts');
      return deliver(services, flags, `${jsonText(devicePageJson(page), 2)}\n`);
    }
    case 'html':
      return deliver(services, flags, devicePageHtml(page));
    case 'markdown': {
      const { devicePageMarkdown } = await import('../report/device-page-markdown.ts');
      return deliver(services, flags, devicePageMarkdown(page));
    }
    default: {
      const { devicePageText } = await import('../report/device-page-text.ts');
      return deliver(services, flags, `${devicePageText(page, services.terminal.width)}\n`);
    }
  }
}
