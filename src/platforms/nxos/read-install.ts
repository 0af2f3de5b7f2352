import type { Parsed } from '../../core/result.ts';
import { allMatches, compact, type Fields, firstMatch, parsed, readFields, readLines } from '../shared/read-kit.ts';
import { packageNames } from './read-version.ts';

const heading = /^\s*(?:Active|Inactive|Committed|Boot Committed|Uncommitted) Packages?(?: on Module\b.*)?:?\s*$/i;

/**
 * Reads `show install active|inactive|committed`: boot image and packages (patches and feature packages alike). `[]`
 * where a heading stands there and nothing below it. Source: vendor's chapters on software maintenance upgrades.
 */
export function readNxosPackages(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const first = lines.findIndex((line) => heading.test(line));
  const none = lines.some((line) => /^\s*(?:No|There are no) (?:active|inactive|committed)? ?packages?\b/i.test(line));
  const nxos = firstMatch(lines, /^\s*(?:NXOS|Boot) Image: {0,8}(\S+)/i);
  const packages = lines.flatMap((line, at) => (heading.test(line) ? packageNames(lines.slice(at + 1)) : []));
  const fields = {
    image: nxos,
    system_image: nxos ?? firstMatch(lines, /^\s*System Image: {0,8}(\S+)/i),
    kickstart_image: firstMatch(lines, /^\s*Kickstart Image: {0,8}(\S+)/i),
    packages: first === -1 && !none ? undefined : [...new Set(packages)].map((name) => ({ name })),
  };
  return parsed(fields, output, ['packages']);
}

const moduleRow = /^\s*(\d{1,3})\s+([A-Za-z][\w-]{1,30})\s{1,80}(\S.{0,80}?)\s{1,60}(\S{1,60})\s{1,30}(yes|no)\s*$/i;
const impactRow = /^\s*(\d{1,3})\s+(yes|no)\s+(disruptive|non-disruptive|rolling|reset|none)\b/i;

/**
 * Reads `show install all status` and `show install all impact`: which image the last run installed (or would), for each
 * module what ran and what is new, and how it ended. Absent `verdict`: the output does not say.
 */
export function readNxosInstallStatus(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const verifying = (variable: string) =>
    firstMatch(lines, new RegExp(`^\\s*Verifying image (\\S+) for boot variable "${variable}"`, 'i'));
  const modules = allMatches(lines, moduleRow).map(([, id, image, running, fresh, required]) =>
    compact({
      id,
      image,
      running: running?.replace(/\s+/g, ' '),
      new: fresh,
      upgrade_required: required?.toLowerCase() === 'yes',
    }),
  );
  const impacts = allMatches(lines, impactRow).map((found) => (found[3] ?? '').toLowerCase());
  const nxos = verifying('nxos');
  const fields = {
    image: nxos,
    system_image: nxos ?? verifying('system'),
    kickstart_image: verifying('kickstart'),
    modules: modules.length > 0 ? modules : undefined,
    impact: impacts.find((word) => word === 'disruptive') ?? impacts[0],
    incompatible: lines.some((line) =>
      /^\s*(?:The following configuration on active is incompatible|.{0,80}\bincompatible with\b)/i.test(line),
    )
      ? true
      : undefined,
    verdict: installVerdict(lines),
  };
  return parsed(fields, output, []);
}

/** A failure outweighs the successes of the steps before it. */
function installVerdict(lines: readonly string[]): string | undefined {
  if (
    lines.some((line) =>
      /^\s*(?:Install has failed|Pre-upgrade check failed|.{0,80}-- ?FAIL(?:ED|URE)?\.?|.{0,80}\bInstall(?:ation)? (?:has )?failed\b)/i.test(
        line,
      ),
    )
  )
    return 'failed';
  return lines.some((line) =>
    /^\s*(?:Install has been successful|.{0,40}upgrade successful\b|Finishing the upgrade, switch will reboot)/i.test(
      line,
    ),
  )
    ? 'success'
    : undefined;
}

/**
 * Reads `show version image FILE`: the release inside an image file, as the device reads it without booting it.
 * Source: platforms.md 7.2; vendor's command reference.
 */
export function readNxosImageVersion(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const { lines } = output;
  const inside = (name: string) => new RegExp(`^\\s*${name}:\\s{1,16}version (?:v )?(\\S+)`, 'i');
  const kickstart = firstMatch(lines, inside('kickstart'));
  const version = firstMatch(lines, inside('(?:nxos|system)')) ?? kickstart;
  const integrity = firstMatch(
    lines,
    /^\s*((?:MD5 Verification|Integrity check|Image integrity|Digital signature)\b.*)$/i,
  );
  const fields = {
    version,
    kickstart_version: kickstart,
    ...readFields(lines, {
      image: /^\s*image name: {0,8}(\S+)/i,
      bios_version: /^\s*bios:\s{1,16}version v?(\S+?)(?:\(|$)/i,
      compiled: /^\s*compiled on (\S.*)$/i,
      error: /^\s*((?:Error|Failed|No such file|Invalid image|Bad image|Could not)\b.*)$/i,
    }),
    verdict: integrity === undefined ? undefined : /pass|success|ok\b/i.test(integrity) ? 'success' : 'failed',
  };
  return parsed(fields, output, ['version']);
}
