import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, parsed, readLines } from '../shared/read-kit.ts';

const row = /^\s*(sysroot\d|maint|[a-z][a-z0-9_-]{0,20})\s{1,40}([A-Z][A-Z-]{1,30})(?:\s{1,40}(\S{1,64}))?$/;

/** Reads `debug swm status`: partitions with state and version; a partition without an image has no version. */
export function readSwmStatus(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const partitions = output.lines
    .map((line) => row.exec(line))
    .filter((found) => found !== null)
    .map(([, id, state, version]) =>
      compact({
        id,
        state,
        version: version === undefined || /^(?:None|-|N\/A)$/i.test(version) ? undefined : version,
      }),
    );
  return parsed({ partitions: partitions.length === 0 ? undefined : partitions }, output, ['partitions']);
}

const release = /(?:^|[^\d.])(\d{1,2}\.\d{1,2}\.\d{1,3}(?:-[bch]\d{1,4})?(?:\.(?:xfr|vm_eval))?)(?![\d.])/;

/**
 * Reads `debug swm history` and `debug swm list`. Their layout is in no source that could be checked, so only what is
 * certain is taken: each line with a release, that release, and the time in front of it where there is one.
 */
export function readSwmLines(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const packages = output.lines
    .map((line) => ({ line: line.trim(), version: release.exec(line.slice(0, 400))?.[1] }))
    .filter(({ version }) => version !== undefined)
    .map(({ line, version }) =>
      compact({
        version,
        created:
          /^\W?(\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d:\d\d|[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?: [A-Z]{1,5})? \d{4})/.exec(
            line,
          )?.[1],
        text: line.slice(0, 300),
      }),
    );
  return parsed({ packages }, output);
}
