import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, parsed, readLines } from '../shared/read-kit.ts';
import { releaseIn } from './release-name.ts';

/**
 * Reads `show log install`: each run of the package tool with what it did. `operations` are in the order of the log;
 * `staged` is the release of `upgrade_platform: Staging of … completed` (host-based QFX and EX, SRX1500 to SRX4700),
 * `result` the tool's own exit value; `cleared` is true where somebody emptied the log. Format as in the logs of a QFX5110 and an SRX1500 that operators published.
 */
export function readInstallLog(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const operations: Operation[] = [];
  for (const line of output.lines) {
    const started = /^\s*(.{1,40}?) mgd\[\d{1,9}\]: (?:\S{1,100}\/)?package(?: .{0,40}?)? -X (\S{1,40})/.exec(line);
    if (started !== null) operations.push({ at: started[1]?.trim(), action: started[2] });
    else if (/^\s*<output>/.test(line) && !isOpen(operations.at(-1))) operations.push({});
    const last = operations.at(-1);
    if (/^\s*<output>/.test(line) && last !== undefined) last.open = true;
    const staged = /^\s*upgrade_platform: Staging of (\S{1,255}) completed/.exec(line);
    if (staged !== null) {
      if (operations.length === 0) operations.push({});
      Object.assign(operations.at(-1) ?? {}, { package: staged[1], staged: releaseIn(staged[1] ?? '') ?? undefined });
    }
    const result = /<package-result>(-?\d{1,4})<\/package-result>/.exec(line);
    if (result !== null && last !== undefined) last.result = Number(result[1]);
  }
  const list = operations.map(({ open: _open, ...operation }) => compact(operation));
  const cleared = output.lines.some((line) => /\bclear-log\[\d{1,9}\]: logfile cleared/.test(line));
  return parsed(
    {
      operations: list,
      cleared: cleared ? true : undefined,
      lines: output.lines.filter((line) => line.trim() !== '').length,
    },
    output,
  );
}

type Operation = {
  at?: string | undefined;
  action?: string | undefined;
  package?: string;
  staged?: string;
  result?: number;
  open?: boolean;
};

/** An operation that was announced and whose output has not begun yet. */
function isOpen(operation: Operation | undefined): boolean {
  return operation !== undefined && operation.open !== true && operation.result === undefined;
}
