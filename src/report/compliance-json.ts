import { type EpochMs, isoTime } from '../core/brands.ts';
import { tactics } from '../core/finding-types.ts';
import { jsonText } from '../core/json-text.ts';
import { verdicts } from '../core/verdict.ts';
import { durationText } from './audit-json.ts';
import type { ComplianceReport, ReportChange, ReportDevice, ReportFinding, ReportMember } from './compliance-model.ts';
import { controlMapping } from './control-mapping.ts';
import { evidenceNote } from './evidence-note.ts';

/** Rows that become JSON one after the other: ten thousand devices need not stand there twice. */
type Rows = { readonly count: number; readonly row: (index: number) => unknown };

const lazy = <T>(values: readonly T[], json: (value: T) => unknown): Rows => ({
  count: values.length,
  row: (index) => {
    const value = values[index];
    return value === undefined ? null : json(value);
  },
});

const isRows = (value: unknown): value is Rows =>
  typeof value === 'object' && value !== null && 'row' in value && 'count' in value;

/** The parts of `pawl/report/v1`. Its schema is `schemas/report.json`, of `config/report-schema.ts`. */
function parts(report: ComplianceReport): Readonly<Record<string, unknown>> {
  const { scope, population, totals, runs, chain } = report;
  return {
    schema: 'pawl/report/v1',
    scope: {
      program: scope.program,
      asOf: isoOrNull(scope.asOf),
      until: isoTime(scope.until),
      recordEndsAt: isoOrNull(scope.recordEndsAt),
      selection: scope.selection,
      failOn: scope.failOn,
      note: evidenceNote(report),
    },
    period: periodJson(scope),
    population: {
      ...population,
      excluded: population.excluded.map((one) => ({ ...one, until: isoOrNull(one.until) })),
      notInInventory: population.notInInventory.map(({ device, lastEvidenceAt }) => ({
        device,
        lastEvidenceAt: isoTime(lastEvidenceAt),
      })),
      logs:
        population.logs === null
          ? null
          : {
              ...population.logs,
              listensSince: isoOrNull(population.logs.listensSince),
              unknownSenders: population.logs.unknownSenders.map(({ name, relays, firstSeen, lastSeen }) => ({
                name,
                relays,
                firstSeen: isoOrNull(firstSeen),
                lastSeen: isoOrNull(lastSeen),
              })),
            },
    },
    totals,
    trend: report.trend.map(({ at, verdicts: counts }) => ({ at: isoTime(at), verdicts: counts })),
    devices: lazy(report.devices, deviceJson),
    timelines: report.timelines.map(({ device, points }) => ({
      device,
      points: points.map((point) => ({ ...point, at: isoTime(point.at) })),
    })),
    changes: lazy(report.changes, changeJson),
    findings: lazy(report.findings, findingJson),
    alerts: report.alerts.map((one) => ({
      ...one,
      openedAt: isoOrNull(one.openedAt),
      updatedAt: isoOrNull(one.updatedAt),
    })),
    baselines: report.baselines.map((one) => ({ ...one, recordedAt: isoOrNull(one.recordedAt) })),
    controls: controlMapping(report),
    runs: {
      ...runs,
      audits: runs.audits.map((one) => ({
        ...one,
        startedAt: isoTime(one.startedAt),
        finishedAt: isoOrNull(one.finishedAt),
      })),
      weeksWithout: runs.weeksWithout.map(isoTime),
      schedules: runs.schedules.map((one) => ({ ...one, missedAt: one.missedAt.map(isoTime) })),
    },
    chain: { ...chain, headAt: isoOrNull(chain.headAt) },
  };
}

const rowsAtOnce = 200;

/** The text of `pawl/report/v1`, a row a line, in pieces. */
export function* complianceJsonText(report: ComplianceReport): Generator<string> {
  const entries = Object.entries(parts(report));
  yield '{\n';
  for (const [index, [key, given]] of entries.entries()) {
    const end = index === entries.length - 1 ? '\n' : ',\n';
    const rows = isRows(given) ? given : Array.isArray(given) ? lazy(given, (value) => value) : null;
    if (rows === null || rows.count === 0) {
      yield `  ${JSON.stringify(key)}: ${rows === null ? jsonText(given) : '[]'}${end}`;
      continue;
    }
    yield `  ${JSON.stringify(key)}: [\n`;
    for (let from = 0; from < rows.count; from += rowsAtOnce) {
      const to = Math.min(rows.count, from + rowsAtOnce);
      const lines = Array.from({ length: to - from }, (_, offset) => `    ${jsonText(rows.row(from + offset))}`);
      yield `${lines.join(',\n')}${to < rows.count ? ',' : ''}\n`;
    }
    yield `  ]${end}`;
  }
  yield '}\n';
}

const periodJson = ({ period }: ComplianceReport['scope']): object => ({
  text: period.text,
  from: isoTime(period.from),
  to: isoTime(period.to),
});

export const isoOrNull = (at: EpochMs | null): string | null => (at === null ? null : isoTime(at));

export function deviceJson(device: ReportDevice): object {
  const { evidence, members, exceptions } = device;
  return {
    ...device,
    digestAgeMs: undefined,
    digestAge: device.digestAgeMs === null ? null : durationText(device.digestAgeMs),
    historySince: isoOrNull(device.historySince),
    members: members.map((member: ReportMember) => ({ ...member, startedAt: isoOrNull(member.startedAt) })),
    exceptions: exceptions.map((one) => ({ ...one, until: isoOrNull(one.until) })),
    evidence: evidence === null ? null : { ...evidence, at: isoTime(evidence.at) },
  };
}

function changeJson(change: ReportChange): object {
  if (change.kind === 'decision') return { ...change, at: isoTime(change.at), until: isoOrNull(change.until) };
  return { ...change, at: isoOrNull(change.at), between: change.between.map(isoTime) };
}

export function findingJson(finding: ReportFinding): object {
  return {
    ...finding,
    tactics: tactics(finding.type),
    firstSeen: isoTime(finding.firstSeen),
    lastSeen: isoTime(finding.lastSeen),
    closedAt: isoOrNull(finding.closedAt),
  };
}

/** `pawl/report-summary/v1`: the figures alone. Its schema is `schemas/report-summary.json`. */
export function summaryJson(report: ComplianceReport): object {
  const { scope, population, totals, chain, runs, findings, changes } = report;
  return {
    schema: 'pawl/report-summary/v1',
    period: periodJson(scope),
    until: isoTime(scope.until),
    note: evidenceNote(report),
    population: {
      inInventory: population.inInventory,
      audited: population.audited,
      verified: population.verified,
      notVerified: population.notVerified.length,
      excluded: population.excluded.length,
    },
    verdicts: Object.fromEntries(verdicts.map((verdict) => [verdict, totals.verdicts[verdict]])),
    findings: {
      open: findings.filter(({ status }) => status !== 'closed').length,
      opened: findings.filter(({ openedInPeriod }) => openedInPeriod).length,
      closed: findings.filter(({ status }) => status === 'closed').length,
    },
    changes: changes.length,
    audits: runs.audits.length,
    chain: chain.state,
  };
}
