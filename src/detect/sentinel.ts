import type { SyslogRow } from '../core/syslog-row.ts';
import { type Edges, has, hasAny, type Needle, needle } from './kusto-has.ts';
import { dayInTicks, tickTime } from './tick-time.ts';

/** The nine columns that the rule projects, with its names and in its order. */
export type SentinelRow = {
  readonly TimeGenerated: string;
  readonly DeviceIP: string;
  readonly SyslogMessage: string;
  readonly ParsedCommand: string;
  readonly IsImageTransfer: boolean;
  readonly IsBootChange: boolean;
  readonly IsReloadScheduled: boolean;
  readonly IsInstallOp: boolean;
  readonly RiskScore: number;
};

export type SentinelOptions = {
  /** Clock of the query, ISO 8601: `ago(24h)` counts back from it. */
  readonly now: string;
  readonly edges?: Edges;
};

/** The needles of the public rule for T1601.002, prepared for one reading of their edges. */
function rule(edges: Edges): Readonly<Record<string, readonly Needle[]>> {
  const words = (...texts: readonly string[]): readonly Needle[] => texts.map((text) => needle(text, edges));
  return {
    indicators: words(
      'copy tftp',
      'copy ftp',
      'copy scp',
      'copy http',
      'boot system flash',
      'boot system bootflash',
      'boot system tftp',
      'no boot system',
      'default boot system',
      'archive download',
      'install add',
      'install activate',
      'request system software',
      'request system reboot',
      'set system image',
    ),
    copy: words('copy'),
    places: words('flash:', 'bootflash:', 'disk0:', 'nvram:'),
    boot: words('boot system'),
    bootTargets: words('.bin', '.ova', '.qcow2', '.vmdk'),
    reload: words('reload'),
    reloadWords: words('in ', 'at ', 'cancel'),
    install: words('install'),
    installWords: words('older', 'previous', 'rollback', 'downgrade'),
    transfers: words('copy tftp', 'copy ftp', 'copy scp', 'copy http'),
    transferPlaces: words('flash:', 'bootflash:', 'disk0:'),
    bootImages: words('.bin', '.tar', '.pkg'),
    schedules: words('in ', 'at '),
    installs: words('install add', 'install activate', 'archive download', 'request system software'),
  };
}

const rules: Readonly<Record<Edges, Readonly<Record<string, readonly Needle[]>>>> = {
  literal: rule('literal'),
  trim: rule('trim'),
};

const all = (text: string, needles: readonly Needle[] | undefined): boolean =>
  (needles ?? []).every((one) => has(text, one));
const any = (text: string, needles: readonly Needle[] | undefined): boolean => hasAny(text, needles ?? []);

/** Stage 2: `==` minds the case, `contains` does not and knows no terms. */
const passesFacility = (facility: string, lower: string): boolean =>
  facility === 'local7' ||
  facility === 'local6' ||
  lower.includes('sys-') ||
  lower.includes('config_i') ||
  lower.includes('install');

/** Stage 3: five alternatives. */
const passesIndicators = (lower: string, words: Readonly<Record<string, readonly Needle[]>>): boolean =>
  any(lower, words['indicators']) ||
  (all(lower, words['copy']) && any(lower, words['places'])) ||
  (all(lower, words['boot']) && any(lower, words['bootTargets'])) ||
  (all(lower, words['reload']) && any(lower, words['reloadWords'])) ||
  (all(lower, words['install']) && any(lower, words['installWords']));

/** In Kusto's dialects `.` stops at a line feed only; in this language it would stop at three more characters. */
const commandForm = /copy\s+\S+\s+\S+|boot\s+system\s+[^\n]+|install\s+\S+\s+\S+|request\s+system\s+[^\n]+/;

/** Stages 2 to 5 for one row, without the test of its age; null where the rule gives no row. */
function judged(row: SyslogRow, edges: Edges): SentinelRow | null {
  const lower = row.SyslogMessage.toLowerCase();
  if (!passesFacility(row.Facility, lower)) return null;
  const words = rules[edges];
  if (!passesIndicators(lower, words)) return null;
  const IsImageTransfer = any(lower, words['transfers']) && any(lower, words['transferPlaces']);
  const IsBootChange = all(lower, words['boot']) && any(lower, words['bootImages']);
  const IsReloadScheduled = all(lower, words['reload']) && any(lower, words['schedules']);
  const IsInstallOp = any(lower, words['installs']);
  const RiskScore =
    (IsImageTransfer ? 3 : 0) + (IsBootChange ? 3 : 0) + (IsReloadScheduled ? 1 : 0) + (IsInstallOp ? 2 : 0);
  if (RiskScore === 0) return null;
  return {
    TimeGenerated: row.TimeGenerated,
    DeviceIP: row.Computer,
    SyslogMessage: row.SyslogMessage,
    ParsedCommand: commandForm.exec(row.SyslogMessage)?.[0] ?? '',
    IsImageTransfer,
    IsBootChange,
    IsReloadScheduled,
    IsInstallOp,
    RiskScore,
  };
}

/** The score that the rule gives one row, whatever its age: 1 to 9, or 0 where the rule gives no row. */
export function sentinelScore(row: Pick<SyslogRow, 'Facility' | 'SyslogMessage'>, edges: Edges = 'literal'): number {
  return judged({ TimeGenerated: '', Computer: '', ...row }, edges)?.RiskScore ?? 0;
}

/**
 * Exactly the rows of the public Sentinel rule for T1601.002: younger than 24 hours (a row of exactly that age is out, one
 * of the future is in), filtered, scored, projected, sorted by score and time downwards; rows that are equal in both keep
 * their order. A row whose time cannot be read is out, as a null is in Kusto. `now` that cannot be read gives no row.
 */
export function sentinelRows(
  rows: Iterable<SyslogRow>,
  { now, edges = 'literal' }: SentinelOptions,
): readonly SentinelRow[] {
  const clock = tickTime(now);
  if (clock === null) return [];
  const found: { readonly row: SentinelRow; readonly at: bigint }[] = [];
  for (const row of rows) {
    const at = tickTime(row.TimeGenerated);
    if (at === null || at <= clock - dayInTicks) continue;
    const result = judged(row, edges);
    if (result !== null) found.push({ row: result, at });
  }
  return found
    .sort((a, b) => b.row.RiskScore - a.row.RiskScore || (a.at === b.at ? 0 : a.at < b.at ? 1 : -1))
    .map(({ row }) => row);
}
