import type { ChangeWindow } from '../core/baseline.ts';
import { type EpochMs, epochMs } from '../core/brands.ts';
import type { Decision } from '../core/decision.ts';
import type { Finding } from '../core/finding.ts';
import { effectOf, findingTypes } from '../core/finding-types.ts';
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
    verdict: after.verdict,
  };
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
