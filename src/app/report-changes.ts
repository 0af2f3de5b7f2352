import type { Alert } from '../core/alert.ts';
import type { ChangeWindow } from '../core/baseline.ts';
import { type EpochMs, epochMs } from '../core/brands.ts';
import type { Decision } from '../core/decision.ts';
import type { Finding } from '../core/finding.ts';
import { effectOf, findingTypes } from '../core/finding-types.ts';
import type { IndicatorKind } from '../core/indicator.ts';
import type { Device } from '../core/inventory.ts';
import { matches, subjectOf } from '../core/match.ts';
import { compareTexts } from '../core/version.ts';
import { findPlatform } from '../platforms/index.ts';
import type { ReportChange, ReportFinding } from '../report/compliance-model.ts';
import type { ReportedJudgement, VerdictRow } from '../report-ports.ts';

const slackMs = 2 * 60_000;

/**
 * A device ran another release than at the audit before. A window counts where the step lies in it: its start-up where
 * the device told one between both audits, else the whole stretch between them.
 */
export function releaseChange(
  device: Device,
  before: VerdictRow,
  after: VerdictRow,
  judgement: ReportedJudgement,
  windows: readonly ChangeWindow[],
  alerts: readonly Alert[],
): ReportChange {
  const facts = judgement.members.map((member) => member.facts);
  const started = facts[0]?.startedAt ?? null;
  const at = started !== null && started > before.at - slackMs && started <= after.at + slackMs ? started : null;
  const [from, to]: readonly [EpochMs, EpochMs] = at === null ? [before.at, after.at] : [at, at];
  const known = <T>(values: readonly (T | null | undefined)[]): readonly T[] => values.filter((value) => value != null);
  const subject = subjectOf(device, {
    platform: judgement.platform,
    models: known(facts.map((member) => member?.model)),
    serials: known(facts.map((member) => member?.serial)),
  });
  const covering = windows.find(
    (window) =>
      window.from - slackMs <= from && to <= window.to + slackMs && matches(window.select, subject).matched === 'yes',
  );
  const covered = judgement.findings.find(({ authorizedBy, step }) => authorizedBy !== null && step !== null);
  const authorization = covered?.authorizedBy ?? null;
  const scheme = findPlatform(judgement.platform)?.versions ?? null;
  return {
    kind: 'release',
    device: device.name,
    from: before.runs,
    to: after.runs,
    direction:
      scheme === null || before.runs.includes(' ') || after.runs.includes(' ')
        ? 'incomparable'
        : compareTexts(scheme, after.runs, before.runs).order,
    at,
    between: [before.at, after.at],
    window: covering?.name ?? null,
    ticket: authorization?.ticket ?? covering?.ticket ?? null,
    approvedBy: authorization?.by ?? covering?.approvedBy ?? null,
    typedBy: typedBy(alerts, after.runs, before.at, at === null ? after.at : epochMs(at + slackMs)),
    verdict: after.verdict,
  };
}

/** Steps that bring another release about. A restart and a silenced log do not. */
const handwork: ReadonlySet<IndicatorKind> = new Set([
  'image-transfer',
  'boot-change',
  'reload-requested',
  'reload-scheduled',
  'install-op',
  'software-change',
]);

function typedBy(
  alerts: readonly Alert[],
  runs: string,
  from: EpochMs,
  to: EpochMs,
): Extract<ReportChange, { kind: 'release' }>['typedBy'] {
  const users = new Set<string>();
  const sources = new Set<string>();
  const ids = new Set<string>();
  for (const { id, steps } of alerts) {
    for (const { at, kind, user, source, version } of steps) {
      if (at === null || at <= from || at > to || user === null || !handwork.has(kind)) continue;
      if (version !== null && version !== runs) continue;
      users.add(user);
      if (source !== null) sources.add(source);
      ids.add(id);
    }
  }
  return users.size === 0 ? null : { users: [...users].sort(), sources: [...sources].sort(), alerts: [...ids].sort() };
}

export const decisionChange = (decision: Decision): ReportChange => ({
  kind: 'decision',
  device: decision.device,
  decision: decision.kind,
  finding: decision.kind === 'recommission' ? null : decision.finding,
  at: decision.at,
  by: decision.by,
  ticket: decision.ticket,
  reason: decision.reason,
  until: 'until' in decision ? (decision.until ?? null) : null,
});

const dayMs = 86_400_000;

/**
 * A finding as it stood at `until`: what was closed later was open then. Its age is that of the trouble, which ends where
 * it was closed.
 */
export function reportFinding(finding: Finding, from: EpochMs, until: EpochMs): ReportFinding {
  const { type, severity, firstSeen } = finding;
  const later = finding.closedAt !== null && finding.closedAt > until;
  const closedAt = later ? null : finding.closedAt;
  return {
    id: finding.id,
    device: finding.device,
    member: finding.member,
    type,
    title: findingTypes[type].title,
    severity,
    effect: effectOf(type, severity),
    status: later ? 'open' : finding.status,
    expected: finding.expected,
    observed: finding.observed,
    firstSeen,
    lastSeen: epochMs(Math.min(finding.lastSeen, until)),
    closedAt,
    closedBecause: later ? null : finding.closedBecause,
    openedInPeriod: firstSeen >= from,
    ageDays: Math.max(0, Math.floor(((closedAt ?? until) - firstSeen) / dayMs)),
    authorizedBy: finding.authorizedBy,
    techniques: findingTypes[type].techniques,
  };
}
