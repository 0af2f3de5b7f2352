import { readBaselines } from '../config/baselines.ts';
import type { Alert } from '../core/alert.ts';
import type { ChangeWindow, Waiver } from '../core/baseline.ts';
import { type DeviceName, type EpochMs, epochMs, isoTime } from '../core/brands.ts';
import type { Device } from '../core/inventory.ts';
import type { Severity } from '../core/severity.ts';
import { atLeast } from '../core/severity.ts';
import { assurances, type Verdict, verdicts } from '../core/verdict.ts';
import { findPlatform } from '../platforms/index.ts';
import type { RecordStore } from '../record-ports.ts';
import {
  type ChainState,
  type ComplianceReport,
  emptyCounts,
  type Population,
  type ReportAlert,
  type ReportBaseline,
  type ReportChange,
  type ReportDevice,
  type ReportRuns,
  type Timeline,
  type Totals,
  type TrendPoint,
} from '../report/compliance-model.ts';
import { untilText } from '../report/plain-words.ts';
import type { ReportPeriod } from '../report/report-period.ts';
import type { RecordPoint, ReportedJudgement, ReportReads, SenderNotes, Span, VerdictRow } from '../report-ports.ts';
import { type Configuration, isExcluded } from './configuration.ts';
import { decisionChange, releaseChange, reportFinding } from './report-changes.ts';
import { reportDevice } from './report-devices.ts';
import { logSenders } from './report-senders.ts';
import { scheduledRuns } from './scheduled-runs.ts';

export type ReportOrder = {
  readonly program: string;
  readonly period: ReportPeriod;
  readonly asOf: EpochMs | null;
  /** Devices that the report is about, excluded ones too. */
  readonly devices: readonly Device[];
  readonly selection: string | null;
  readonly failOn: Severity;
  /** Names that another system believes to be there. */
  readonly list: { readonly name: string; readonly devices: readonly string[] } | null;
  /** `always` walks the whole chain; `small` only a record of at most 50 000 links, which takes a second or two. */
  readonly walk: 'always' | 'small';
  /** What the agent remembers of the hosts that send; null: there is no such memory. */
  readonly senders: SenderNotes | null;
};

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
const smallRecord = 50_000;
const mostTimelines = 12;

/**
 * The report of a period from the record and the operator's files; one snapshot of the record. What lies after the
 * period, or was recorded after `asOf`, is not in it.
 */
export function complianceReport(
  order: ReportOrder,
  configuration: Configuration,
  record: RecordStore,
): ComplianceReport {
  return record.consistent(() => build(order, configuration, record));
}

function build(order: ReportOrder, configuration: Configuration, record: RecordStore): ComplianceReport {
  const { period } = order;
  const reads = record.reportReads();
  const end = reads.pointAt(order.asOf);
  const latest = epochMs(Math.min(period.to, order.asOf ?? period.to));
  const until = epochMs(Math.max(period.from, Math.min(latest, end?.at ?? period.from)));
  const span: Span = { from: period.from, to: latest, until: end?.seq ?? 0 };
  const windows = [...configuration.settings.windows, ...record.windows()];
  const waivers = new Map(configuration.baselines.flatMap((one) => one.waivers).map((one) => [one.name, one]));
  const names = new Set(order.devices.map(({ name }) => name));
  const alerts = reads
    .alerts(span)
    .filter(({ device }) => order.selection === null || [...names].some((name) => name === device));
  const walked = walkDevices(order, reads, span, until, windows, waivers, alerts);
  // Of a period that the record does not reach, nothing is known: what is open now need not be open then.
  const reached = end !== null && end.at >= period.from;
  const findings = (reached ? reads.findings(span) : [])
    .filter(({ device }) => names.has(device))
    .map((finding) => reportFinding(finding, period.from, until));
  const changes = [
    ...walked.changes,
    ...reads
      .decisions(span)
      .filter(({ device }) => names.has(device))
      .map(decisionChange),
  ].sort((a, b) => changeTime(a) - changeTime(b) || (a.device < b.device ? -1 : a.device > b.device ? 1 : 0));
  const baselines = reportBaselines(walked.devices, configuration, record, reads);
  const excluded = excludedOf(order.devices, until);
  const withoutApprover =
    baselines.filter(({ approvedBy, devices }) => approvedBy === null && devices > 0).length +
    walked.devices.flatMap(({ exceptions }) => exceptions).filter(({ by }) => by === null).length +
    excluded.filter(({ approvedBy }) => approvedBy === null).length;
  return {
    scope: {
      program: order.program,
      period,
      asOf: order.asOf,
      until,
      recordEndsAt: end?.at ?? null,
      selection: order.selection,
      failOn: order.failOn,
    },
    population: population(order, configuration, reads, span, until, walked.devices, excluded),
    totals: {
      ...countDevices(walked.devices),
      retrospective: findings.filter(({ authorizedBy }) => authorizedBy?.kind === 'retrospective').length,
      noApprover: withoutApprover,
    },
    trend: walked.trend,
    devices: walked.devices,
    timelines: timelines(walked, reads, span),
    changes,
    findings,
    alerts: alerts.map(reportAlert),
    baselines,
    runs: { ...reportRuns(reads, span, until, names, configuration), devicesNotWeekly: walked.notWeekly },
    chain: chainState(order, record, end),
  };
}

type Walked = {
  readonly devices: readonly ReportDevice[];
  readonly changes: readonly ReportChange[];
  readonly trend: readonly TrendPoint[];
  readonly notWeekly: number;
};

/** One pass over the inventory: the row of each device, what changed on it, and its part of the trend. */
function walkDevices(
  { devices: all }: ReportOrder,
  reads: ReportReads,
  span: Span,
  until: EpochMs,
  windows: readonly ChangeWindow[],
  waivers: ReadonlyMap<string, Waiver>,
  alerts: readonly Alert[],
): Walked {
  const alertsOf = new Map<string, Alert[]>();
  for (const alert of alerts)
    if (alert.device !== null) alertsOf.set(alert.device, [...(alertsOf.get(alert.device) ?? []), alert]);
  const points = trendPoints(span.from, until).map((at) => ({ at, verdicts: emptyCounts() }));
  const changes: ReportChange[] = [];
  const devices: ReportDevice[] = [];
  let notWeekly = 0;
  for (const device of all) {
    const rows = reads.verdictRows(device.name, span);
    const within = rows.filter(({ at }) => at >= span.from);
    const earlier = rows.find(({ at }) => at < span.from) ?? null;
    const last = within.at(-1) ?? null;
    const excluded = isExcluded(device, until) ? excludedText(device) : null;
    const opened = new Map<number, ReportedJudgement>();
    const open = (seq: number): ReportedJudgement => {
      const known = opened.get(seq) ?? reads.judgement(seq);
      opened.set(seq, known);
      return known;
    };
    changes.push(...releaseChanges(device, rows, span, open, windows, alertsOf.get(device.name) ?? []));
    if (excluded === null) {
      for (const point of points) {
        const verdict = rows.findLast(({ at }) => at <= point.at)?.verdict ?? 'unverified';
        point.verdicts[verdict] += 1;
      }
      if (hasGap([span.from, ...within.map(({ at }) => at), until])) notWeekly += 1;
    }
    devices.push(
      reportDevice(
        {
          device,
          excluded,
          judgement: last === null ? null : open(last.seq),
          evidenceAt: last?.at ?? null,
          earlier,
          audits: within.length,
        },
        waivers,
      ),
    );
  }
  return { devices, changes, trend: points, notWeekly };
}

/** Worst first; where nothing is wrong, the devices that changed. */
function timelines({ devices, changes }: Walked, reads: ReportReads, span: Span): readonly Timeline[] {
  const changed = new Set(changes.map(({ device }) => device));
  const interesting = devices.filter(
    ({ device, evidence, verdict }) =>
      evidence !== null && (devices.length === 1 || verdict !== 'compliant' || changed.has(device)),
  );
  return [...interesting]
    .sort((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict) || (a.device < b.device ? -1 : 1))
    .slice(0, mostTimelines)
    .map(({ device }) => ({
      device,
      points: reads.verdictRows(device, span).map(({ at, runs, verdict }) => ({ at, runs, verdict })),
    }));
}

function* releaseChanges(
  device: Device,
  rows: readonly VerdictRow[],
  span: Span,
  open: (seq: number) => ReportedJudgement,
  windows: readonly ChangeWindow[],
  alerts: readonly Alert[],
): Generator<ReportChange> {
  let before: VerdictRow | null = null;
  for (const row of rows) {
    if (row.runs === '') continue;
    if (before !== null && before.runs !== row.runs && row.at >= span.from)
      yield releaseChange(device, before, row, open(row.seq), windows, alerts);
    before = row;
  }
}

/** At most 53 points: by day up to two weeks, else by week, for longer periods by more weeks. */
function trendPoints(from: EpochMs, until: EpochMs): readonly EpochMs[] {
  const length = until - from;
  const step = length <= 14 * dayMs ? dayMs : weekMs * Math.max(1, Math.ceil(length / (52 * weekMs)));
  const points: EpochMs[] = [];
  for (let at = from + step - 1; at < until; at += step) points.push(epochMs(at));
  return [...points, until];
}

const hasGap = (times: readonly EpochMs[]): boolean =>
  // An audit that began a little later than a week ago is the next one of a weekly schedule.
  times.some((at, index) => index > 0 && at - (times[index - 1] ?? at) > weekMs + dayMs);

const changeTime = (change: ReportChange): number => change.at ?? (change.kind === 'release' ? change.between[1] : 0);

const excludedText = ({ excluded }: Device): string =>
  `excluded: ${excluded?.reason ?? ''}${excluded?.until == null ? '' : `, until ${untilText(isoTime(excluded.until))}`}`;

const excludedOf = (devices: readonly Device[], at: EpochMs): Population['excluded'] =>
  devices.flatMap((device) =>
    isExcluded(device, at) && device.excluded !== null ? [{ device: device.name, ...device.excluded }] : [],
  );

function population(
  { devices, list, selection, senders, period }: ReportOrder,
  { inventory }: Configuration,
  reads: ReportReads,
  span: Span,
  until: EpochMs,
  rows: readonly ReportDevice[],
  excluded: Population['excluded'],
): Population {
  const counted = rows.filter((row) => !row.excluded);
  const known = new Set<string>(inventory.devices.map(({ name }) => name));
  const gone = selection === null ? reads.devices().filter((device) => !known.has(device)) : [];
  return {
    inInventory: devices.length,
    audited: counted.filter(({ evidence }) => evidence !== null).length,
    verified: counted.filter(
      ({ evidence, verdict, reason }) => evidence !== null && verdict !== 'unverified' && reason === null,
    ).length,
    notVerified: counted.flatMap(({ device, verdict, reason }) =>
      verdict === 'unverified' || reason !== null
        ? [{ device, reason: reason ?? 'a finding leaves it undecided' }]
        : [],
    ),
    excluded,
    notInInventory: gone.flatMap((device) => {
      const last = reads.verdictRows(device, span).at(-1);
      return last === undefined ? [] : [{ device, lastEvidenceAt: last.at }];
    }),
    logs: senders === null ? null : logSenders(senders, inventory.devices, devices, selection, period.from, until),
    list:
      list === null
        ? null
        : {
            name: list.name,
            entries: list.devices.length,
            missingHere: list.devices.filter((name) => !known.has(name)),
            missingThere: devices.map(({ name }) => name).filter((name) => !list.devices.includes(name)),
          },
  };
}

function countDevices(devices: readonly ReportDevice[]): Pick<Totals, 'verdicts' | 'assurance'> {
  const counted = devices.filter(({ excluded }) => !excluded);
  const count = (rows: readonly ReportDevice[]): Readonly<Record<Verdict, number>> => {
    const counts = emptyCounts();
    for (const { verdict } of rows) counts[verdict] += 1;
    return counts;
  };
  const of = (wanted: ReportDevice['assurance']) => count(counted.filter(({ assurance }) => assurance === wanted));
  const [version, device, offbox, signature, measured] = assurances;
  return {
    verdicts: count(counted),
    assurance: {
      [version]: of(version),
      [device]: of(device),
      [offbox]: of(offbox),
      [signature]: of(signature),
      [measured]: of(measured),
      none: of(null),
    },
  };
}

/** Revisions that ruled a verdict of the report, and those of the folder today; approvers are read from the very text. */
function reportBaselines(
  devices: readonly ReportDevice[],
  { baselines }: Configuration,
  record: RecordStore,
  reads: ReportReads,
): readonly ReportBaseline[] {
  const recorded = reads.baselineRevisions();
  const current = new Map(baselines.map((one) => [one.revision, one]));
  const ruled = new Map<string, { readonly name: string; devices: number }>();
  for (const { revision, name } of baselines) ruled.set(`${name}\n${revision}`, { name, devices: 0 });
  for (const { baseline } of devices) {
    if (baseline === null) continue;
    const key = `${baseline.name}\n${baseline.revision}`;
    const known = ruled.get(key) ?? { name: baseline.name, devices: 0 };
    known.devices += 1;
    ruled.set(key, known);
  }
  return [...ruled]
    .map(([key, { name, devices: count }]) => {
      const revision = key.slice(key.indexOf('\n') + 1);
      return {
        name,
        revision,
        approvedBy: current.get(revision)?.approvedBy ?? approverOf(record.baselineText(revision)),
        recordedAt: recorded.get(revision) ?? null,
        current: current.has(revision),
        devices: count,
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.revision < b.revision ? -1 : 1));
}

function approverOf(text: string | null): string | null {
  if (text === null) return null;
  const rules = {
    platformId: (name: string) => findPlatform(name)?.id ?? null,
    schemeOf: (platform: string) => findPlatform(platform)?.versions ?? null,
  };
  return readBaselines([{ file: 'baseline', text }], rules).baselines[0]?.approvedBy ?? null;
}

function reportRuns(
  reads: ReportReads,
  span: Span,
  until: EpochMs,
  names: ReadonlySet<DeviceName>,
  { settings }: Configuration,
): Omit<ReportRuns, 'devicesNotWeekly'> {
  const audits = reads.audits(span).filter(({ selected }) => selected.some((name) => names.has(name)));
  const weeks = Math.floor((until - span.from + 1) / weekMs);
  const starts = Array.from({ length: weeks }, (_, week) => epochMs(span.from + week * weekMs));
  return {
    audits: audits.map(({ id, trigger, startedAt, finishedAt, outcome, selected, answered }) => ({
      id,
      trigger,
      startedAt,
      finishedAt,
      outcome: outcome ?? 'cut off',
      selected: selected.length,
      answered,
    })),
    resultsMissing: audits.reduce((sum, { selected, answered }) => sum + Math.max(0, selected.length - answered), 0),
    weeks,
    weeksWithout: starts.filter(
      (start) => !audits.some(({ startedAt }) => startedAt >= start && startedAt < start + weekMs),
    ),
    schedules: settings.schedules.map((schedule) =>
      scheduledRuns(schedule, audits, epochMs(Math.max(span.from, reads.beginsAt() ?? until)), until),
    ),
  };
}

const reportAlert = ({ id, device, stage, score, disposition, openedAt, updatedAt, steps }: Alert): ReportAlert => ({
  id,
  device,
  stage,
  score,
  disposition,
  openedAt: openedAt === null ? null : epochMs(openedAt),
  updatedAt: updatedAt === null ? null : epochMs(updatedAt),
  users: [...new Set(steps.flatMap(({ user }) => user ?? []))].sort(),
});

function chainState({ walk, asOf }: ReportOrder, record: RecordStore, end: RecordPoint | null): ChainState {
  const told = { links: end?.seq ?? 0, head: end?.sha256 ?? null, headAt: end?.at ?? null };
  if (walk === 'small' && told.links > smallRecord)
    return {
      ...told,
      state: 'not walked',
      why: `${told.links} links; \`pawl records verify\` or --verify-chain walks them`,
    };
  const check = record.verifyChain();
  if (check.ok) return { ...told, state: 'holds', why: null };
  const beyond = asOf !== null && check.brokenAt !== null && check.brokenAt > told.links;
  return {
    ...told,
    state: beyond ? 'holds' : 'broken',
    why: `${check.brokenAt === null ? '' : `link ${check.brokenAt}: `}${check.why}${beyond ? ', after this report ends' : ''}`,
  };
}

/** 0 all verified and nothing found · 1 findings · 3 no findings, but some devices could not be verified. */
export function reportStatus({ population: { notVerified }, devices, scope, findings }: ComplianceReport): 0 | 1 | 3 {
  const listed = new Set(
    devices.filter(({ excluded, evidence }) => !excluded && evidence !== null).map(({ device }) => device),
  );
  const undecided = new Set<string>(['member-missing', 'identity-ambiguous', 'os-incomparable-step']);
  const verdicts = new Map(devices.map(({ device, verdict }) => [device, verdict]));
  const found = findings.some(
    ({ device, status, authorizedBy, severity, type }) =>
      status !== 'closed' &&
      authorizedBy === null &&
      listed.has(device) &&
      atLeast(severity, scope.failOn) &&
      !(verdicts.get(device) === 'unverified' && undecided.has(type)),
  );
  if (found) return 1;
  return notVerified.length > 0 ? 3 : 0;
}
