import { stringify } from 'csv-stringify/sync';
import type { Alert } from '../core/alert.ts';
import { printable } from '../core/printable.ts';
import { alertCsvColumns, alertCsvRow, alertJson } from '../report/alert-json.ts';
import { alertsTable } from '../report/alert-text.ts';
import { type FoundIndicator, indicatorCsv, indicatorCsvHeader, indicatorJson } from '../report/indicator-json.ts';
import type { ReplayFlags } from './replay-flags.ts';
import type { Services } from './services.ts';

type Printer = {
  readonly begin: () => Promise<void>;
  readonly print: (found: FoundIndicator) => Promise<void> | undefined;
  readonly end: (alerts: readonly Alert[]) => Promise<void>;
};

/** Indicators as they come or, where alerts are wanted, these alone at the end. */
export function replayPrinter({ terminal }: Services, { format, alerts: wantsAlerts }: ReplayFlags): Printer {
  const all: object[] = [];
  let pending: string[] = [];
  const flush = async (): Promise<void> => {
    const text = pending.join('');
    pending = [];
    if (text !== '') await terminal.out(text);
  };
  if (wantsAlerts === true)
    return {
      begin: async () => undefined,
      print: () => undefined,
      async end(alerts) {
        if (format === 'json') await terminal.out(`${JSON.stringify(alerts.map(alertJson), null, 2)}\n`);
        else if (format === 'ndjson')
          for (const alert of alerts) await terminal.out(`${JSON.stringify(alertJson(alert))}\n`);
        else if (format === 'csv')
          await terminal.out(stringify([alertCsvColumns, ...alerts.map(alertCsvRow)].map((row) => [...row])));
        else await terminal.out(`${alertsTable(alerts, terminal.width)}\n`);
      },
    };
  return {
    async begin() {
      if (format === 'csv') await terminal.out(indicatorCsvHeader());
    },
    print(found) {
      if (format === 'json') all.push(indicatorJson(found));
      else if (format === 'ndjson') pending.push(`${JSON.stringify(indicatorJson(found))}\n`);
      else if (format === 'csv') pending.push(indicatorCsv(found));
      else pending.push(`${printable(tableLine(found))}\n`);
      return pending.length >= 1000 ? flush() : undefined;
    },
    async end() {
      await flush();
      if (format === 'json') await terminal.out(`${JSON.stringify(all, null, 2)}\n`);
    },
  };
}

const tableLine = ({ file, lineNumber, time, device, hit, line }: FoundIndicator): string =>
  [
    `${file}:${lineNumber}`,
    time ?? '-',
    device ?? hit.host ?? '-',
    hit.detail === null ? hit.kind : `${hit.kind}/${hit.detail}`,
    String(hit.score),
    hit.user ?? '-',
    hit.command ?? line.slice(0, 200),
  ].join('  ');
