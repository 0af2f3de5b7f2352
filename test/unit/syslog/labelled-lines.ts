import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { LogEvent } from '../../../src/core/indicator.ts';

export type Labelled = {
  readonly name: string;
  readonly line: string;
  readonly kind: string;
  readonly labels: Readonly<Record<string, string>>;
};

type Entry = { readonly n: number; readonly kind: string; readonly parse?: Readonly<Record<string, string | number>> };

/** Folders with labelled lines: our own fixtures, and the corpus where PAWL_CORPUS names one. */
export const labelledFolders: readonly { readonly name: string; readonly folder: string }[] = [
  { name: 'own fixtures', folder: join(import.meta.dirname, '../../fixtures/syslog') },
  ...(process.env['PAWL_CORPUS'] === undefined
    ? []
    : [{ name: 'corpus', folder: join(process.env['PAWL_CORPUS'], 'syslog') }]),
];

/** Notes of the labeller, not fields of the line. */
const notes = new Set(['note']);

export function labelledLines(folder: string): readonly Labelled[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => {
      const lines = readFileSync(join(folder, name.replace(/\.yaml$/, '.log')), 'utf8').split('\n');
      const { lines: entries }: { lines: readonly Entry[] } = parse(readFileSync(join(folder, name), 'utf8'));
      return entries.map(({ n, kind, parse: labels = {} }) => ({
        name: `${name.replace('.yaml', '')} ${n}`,
        line: lines[n - 1] ?? '',
        kind,
        labels: Object.fromEntries(
          Object.entries(labels)
            .filter(([label]) => !notes.has(label))
            .map(([label, value]) => [label, String(value)]),
        ),
      }));
    });
}

const zoneless = (text: string): string => text;

/** What `readLine` says under the name of a label. */
export function labelValue(event: LogEvent, label: string): string | null {
  switch (label) {
    case 'pri':
      return event.pri === null ? null : String(event.pri);
    case 'syslog_facility':
      return event.facility;
    case 'syslog_severity':
      return event.severity === null ? null : String(event.severity);
    case 'ts':
      return zoneless(event.time?.text ?? '') || null;
    case 'tz':
      return event.time?.zone ?? null;
    case 'clock':
      return event.time?.clock ?? null;
    case 'relay_ts':
      return event.relayTime?.text ?? null;
    case 'host':
      return event.host;
    case 'device_ip':
      return event.fields['device_ip'] ?? null;
    case 'mnemonic':
    case 'tag':
    case 'logid':
      return event.mnemonic;
    case 'user':
      return event.user;
    case 'tty':
      return event.tty;
    case 'src':
      return event.source;
    case 'command':
      return event.command;
    case 'format':
      return event.format.toUpperCase();
    case 'outcome':
      return event.fields['outcome'] ?? event.outcome;
    case 'framing':
      return event.fields['framing'] ?? null;
    default:
      return event.fields[label] ?? null;
  }
}
