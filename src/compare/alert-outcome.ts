import type { Alert, AlertOutcome, Disposition } from '../core/alert.ts';
import type { Finding } from '../core/finding.ts';
import type { JudgedDevice } from '../core/judgement.ts';
import { reasonText } from '../core/reason.ts';
import { severities } from '../core/severity.ts';
import { fileName } from './trusted-files.ts';
import { effectOfFinding } from './verdict.ts';

/** One judgement of the alert's device, as far as it counts for the alert. */
export type AlertEvidence = {
  readonly judged: JudgedDevice;
  /** Every digest was computed for this judgement. */
  readonly fresh: boolean;
  readonly audit: string | null;
  readonly verification: string | null;
};

export type DecidedAlert = {
  readonly disposition: Exclude<Disposition, 'open' | 'verifying'>;
  readonly labels: readonly string[];
  readonly outcome: AlertOutcome;
};

/**
 * What one judgement makes of an alert (VERDICTS 6). Steps of up to `windowMs` before the first indicator belong to it.
 * A confirmed alert stays so, unless its finding was authorised afterwards.
 */
export function alertOutcome(alert: Alert, evidence: AlertEvidence, windowMs: number): DecidedAlert {
  const { judged } = evidence;
  const open = judged.findings.filter(({ status }) => status !== 'closed');
  const counting = open.filter(({ authorizedBy }) => authorizedBy === null).sort(gravestFirst);
  const since = alert.openedAt === null ? null : alert.openedAt - windowMs;
  const isLater = (finding: Finding): boolean => since === null || latestTime(finding) >= since;
  const decided = (
    disposition: DecidedAlert['disposition'],
    finding: Finding | null,
    more: Partial<AlertOutcome> = {},
  ): DecidedAlert => ({
    disposition,
    labels: alert.labels,
    outcome: { ...basis(evidence), finding: finding?.id ?? null, ...versions(judged, finding), ...more },
  });

  const allowed = open.find(
    (finding) => finding.authorizedBy !== null && (isProof(finding) || isWaiting(finding)) && isLater(finding),
  );
  if (alert.disposition === 'confirmed' && alert.outcome !== undefined) {
    const settled = open.find(({ id, authorizedBy }) => id === alert.outcome?.finding && authorizedBy !== null);
    if (settled !== undefined) return decided('authorized', settled, { ticket: settled.authorizedBy?.ticket ?? null });
    return { disposition: 'confirmed', labels: alert.labels, outcome: alert.outcome };
  }
  const proof = counting.find((finding) => isProof(finding) && isLater(finding));
  if (proof !== undefined) return decided('confirmed', proof);
  const waiting = counting.find(
    (finding) => isWaiting(finding) && (finding.type !== 'os-downgrade-staged' || isLater(finding)),
  );
  if (waiting !== undefined) return decided('pending', waiting);

  const older = counting.find(isProof) ?? null;
  const undecided = (reason: string, finding: Finding | null = null): DecidedAlert =>
    decided('inconclusive', finding, { reason, otherFinding: older?.id ?? null });
  if (judged.reason !== null) return undecided(reasonText(judged.reason), counting[0] ?? null);
  if (older !== null) return undecided(`${older.type} is older than this alert`);
  if (!isYoung(alert, evidence)) return undecided('the evidence is older than the last indicator');
  if (judged.verdict === 'authorized' || (judged.verdict === 'noncompliant' && allowed !== undefined)) {
    const by = allowed ?? open.find(({ authorizedBy }) => authorizedBy !== null) ?? null;
    return decided('authorized', by, { ticket: by?.authorizedBy?.ticket ?? null });
  }
  if (judged.verdict !== 'compliant') {
    const [gravest] = counting;
    return undecided(
      gravest === undefined
        ? judged.verdict
        : `${judged.verdict}: ${gravest.type}, expected ${gravest.expected}, observed ${gravest.observed}`,
      gravest ?? null,
    );
  }
  if (!evidence.fresh) return undecided('digest-too-old: remembered digests count for nothing after an alert');
  const prestaged = alert.labels.includes('prestage') || isPrestaged(alert, judged);
  return {
    ...decided('refuted', null),
    labels: prestaged ? [...new Set([...alert.labels, 'prestage'])] : alert.labels,
  };
}

/** True for what proves that the device stepped back, or runs what it should not. */
const isProof = (finding: Finding): boolean => {
  const effect = effectOfFinding(finding);
  return effect === 'downgraded' || effect === 'tampered';
};

/** True for a step back that waits for its reload. */
const isWaiting = (finding: Finding): boolean =>
  effectOfFinding(finding) === 'downgrade-pending' || finding.type === 'os-downgrade-staged';

const gravestFirst = (a: Finding, b: Finding): number =>
  Number(isProof(b)) - Number(isProof(a)) ||
  severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
  b.firstSeen - a.firstSeen;

/** The latest time at which the step can have happened; what has no step is as old as its first sight. */
const latestTime = ({ step, firstSeen }: Finding): number => step?.at ?? step?.between?.[1] ?? firstSeen;

/** The time of the evidence is that before the device was asked: what was heard later is not in it. */
const isYoung = ({ updatedAt }: Alert, { judged }: AlertEvidence): boolean =>
  judged.evidenceAt !== null && updatedAt !== null && judged.evidenceAt > updatedAt;

/** An image that the lines brought lies on a device that is as it should be: somebody prepares a change. */
function isPrestaged({ steps }: Alert, { facts, members }: JudgedDevice): boolean {
  if (steps.some(({ kind }) => kind === 'restarted' || kind === 'software-change')) return false;
  if (
    members.some(
      ({ facts: of, next }) => next?.kind === 'image' && next.versionFrom !== 'running' && next.version !== of?.version,
    )
  )
    return true;
  const files = new Set(facts?.listings.flatMap((listing) => listing.files.map(({ name }) => name)) ?? []);
  return steps.some(
    ({ kind, image, outcome }) =>
      kind === 'image-transfer' && outcome !== 'failed' && image !== null && files.has(fileName(image)),
  );
}

const basis = ({ judged, audit, verification }: AlertEvidence): AlertOutcome => ({
  evidenceAt: judged.facts === null ? null : judged.evidenceAt,
  verdict: judged.verdict,
  reason: null,
  audit,
  verification,
  finding: null,
  otherFinding: null,
  ticket: null,
  versionBefore: null,
  versionAfter: null,
});

function versions(
  { members }: JudgedDevice,
  finding: Finding | null,
): Pick<AlertOutcome, 'versionBefore' | 'versionAfter'> {
  if (finding !== null && finding.step !== null)
    return { versionBefore: finding.step.from, versionAfter: finding.step.to };
  const member = members.find(({ id }) => id === finding?.member) ?? members[0];
  const running = member?.facts?.version ?? null;
  if (finding !== null && isWaiting(finding))
    return { versionBefore: running, versionAfter: member?.next?.kind === 'image' ? member.next.version : null };
  return { versionBefore: null, versionAfter: running };
}
