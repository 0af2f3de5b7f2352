import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, parsed, readLines } from '../shared/read-kit.ts';

const versionRow =
  /^\s*(\d{1,2}\.\d{1,2}\.\d{1,3}(?:-[a-z]{1,4}\d{0,4})?(?:\.[a-z_]{1,12})?)\s+(?:(\d{1,7}) ?([KMG]B)\s+)?(?:(\d{4}\/\d\d\/\d\d(?: \d\d:\d\d:\d\d)?)\s+)?(.{1,200})$/;

/**
 * Reads `request system software info`, the device's cached list of releases. The yes/no columns after the date are
 * named by the heading line (`Downloaded`, `Current`, `Uploaded`, …); without one the first is `downloaded`.
 */
export function readSoftwareInfo(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const heading = output.lines.find((line) => /^\s*Version\s+Size\s/i.test(line)) ?? '';
  const flags = heading
    .replace(/^.*?Released on/i, '')
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const names = flags.length === 0 ? ['downloaded'] : flags;
  const packages = output.lines
    .map((line) => versionRow.exec(line))
    .filter((found) => found !== null)
    .map((found) => {
      const [, version, size, unit, released, rest = ''] = found;
      const marks = rest
        .trim()
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word === 'yes' || word === 'no');
      const told = marks.map((mark, index) => [names[index] ?? `flag${index}`, mark === 'yes'] as const);
      return compact({
        name: version,
        version,
        size: size === undefined ? undefined : `${size}${unit}`,
        released,
        ...Object.fromEntries(told),
      });
    });
  const listed = packages.length > 0 || heading !== '';
  return parsed({ packages: listed ? packages : undefined }, output, ['packages']);
}

const jobRow =
  /^\s*(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d)\s+(?:(\d\d:\d\d:\d\d)\s+)?(\d{1,9})\s+(?:(\d{1,4})\s+)?([A-Za-z][\w-]{0,40})\s+([A-Z]{2,8})\s+([A-Z]{2,10})\s+(\S{1,20})/;

/** Reads `show jobs all`: one job a line; details below a job (`Warnings:`, user, …) are left out. */
export function readJobs(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const jobs = output.lines
    .map((line) => jobRow.exec(line))
    .filter((found) => found !== null)
    .map(([, enqueued, dequeued, id, position, type, status, result, completed]) =>
      compact({ id, enqueued, dequeued, position, type, status, result, completed }),
    );
  const heading = output.lines.some((line) => /^\s*Enqueued\s/.test(line));
  return parsed({ jobs: jobs.length > 0 || heading ? jobs : undefined }, output, ['jobs']);
}
