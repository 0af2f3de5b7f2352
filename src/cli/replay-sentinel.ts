import { stringify } from 'csv-stringify/sync';
import type { LogInput } from '../app/replay.ts';
import { sentinelClock, sentinelReplay } from '../app/sentinel-replay.ts';
import { printable } from '../core/printable.ts';
import { UsageError } from './command-line.ts';
import type { ReplayFlags } from './replay-flags.ts';
import type { Services } from './services.ts';

/** Prints the nine columns of the public rule, in its order and with its names. */
export async function printSentinelRows(
  { terminal, clock }: Services,
  inputs: AsyncIterable<LogInput>,
  flags: ReplayFlags,
): Promise<0> {
  const now = sentinelClock(flags.now ?? null, clock.now());
  if (now === null)
    throw new UsageError(`--now takes an ISO 8601 time such as 2026-03-10T12:00:00Z, not "${flags.now ?? ''}"`);
  const rows = await sentinelReplay(inputs, { input: flags.input ?? null, now, edges: flags.edges }, (message) =>
    terminal.say(printable(message)),
  );
  if (flags.format === 'ndjson') for (const row of rows) await terminal.out(`${JSON.stringify(row)}\n`);
  else if (flags.format === 'json') await terminal.out(`${JSON.stringify(rows, null, 2)}\n`);
  else if (flags.format === 'csv') {
    const cells = rows.map((row) => Object.values(row).map(String));
    await terminal.out(stringify([sentinelColumns, ...cells]));
  } else
    for (const row of rows)
      await terminal.out(
        `${printable(`${row.TimeGenerated}  ${row.DeviceIP}  ${row.RiskScore}  ${row.ParsedCommand || row.SyslogMessage}`)}\n`,
      );
  return 0;
}

const sentinelColumns = [
  'TimeGenerated',
  'DeviceIP',
  'SyslogMessage',
  'ParsedCommand',
  'IsImageTransfer',
  'IsBootChange',
  'IsReloadScheduled',
  'IsInstallOp',
  'RiskScore',
];
