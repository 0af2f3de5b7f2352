import { type EpochMs, isoTime } from '../core/brands.ts';
import type { MemberFacts, NextBoot } from '../core/facts.ts';
import type { Finding } from '../core/finding.ts';
import { effectOf, findingTypes, tactics } from '../core/finding-types.ts';
import type { JudgedDevice, JudgedMember } from '../core/judgement.ts';
import { reasonText } from '../core/reason.ts';
import { verdicts } from '../core/verdict.ts';

/** One run over a selection of devices. */
export type AuditRun = {
  readonly id: string;
  readonly trigger: 'manual' | 'schedule' | 'alert' | 'api';
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs | null;
  readonly selected: number;
};

/** The object of `pawl/audit/v1`; `more` adds to the object of each device. */
export function auditJson(
  run: AuditRun,
  judgements: readonly JudgedDevice[],
  more: (judgement: JudgedDevice) => object = () => ({}),
): object {
  const unverified = judgements.filter(isUnverified).length;
  return {
    schema: 'pawl/audit/v1',
    audit: {
      id: run.id,
      trigger: run.trigger,
      startedAt: isoTime(run.startedAt),
      finishedAt: isoOrNull(run.finishedAt),
      devices: {
        selected: run.selected,
        verified: judgements.length - unverified,
        unverified: unverified + run.selected - judgements.length,
      },
      verdicts: countVerdicts(judgements),
    },
    devices: judgements.map((judgement) => ({ ...deviceJson(judgement), ...more(judgement) })),
  };
}

/** Something could not be verified, whatever else was found. */
export const isUnverified = ({ verdict, reason }: JudgedDevice): boolean => verdict === 'unverified' || reason !== null;

export function countVerdicts(judgements: readonly JudgedDevice[]): Readonly<Record<string, number>> {
  const counts = verdicts.map(
    (verdict) => [verdict, judgements.filter((one) => one.verdict === verdict).length] as const,
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

const isoOrNull = (at: EpochMs | null): string | null => (at === null ? null : isoTime(at));

/** One device of the audit JSON. */
export function deviceJson(judgement: JudgedDevice): object {
  const { facts, members } = judgement;
  const main = members[0] ?? null;
  return {
    device: judgement.device,
    platform: judgement.platform,
    verdict: judgement.verdict,
    reason: judgement.reason === null ? null : reasonText(judgement.reason),
    assurance: judgement.assurance,
    digestAge: judgement.digestAgeMs === null ? null : durationText(judgement.digestAgeMs),
    history: judgement.historySince === null ? 'none' : `since ${isoTime(judgement.historySince)}`,
    evidenceAt: isoOrNull(judgement.evidenceAt),
    running:
      main?.facts == null
        ? null
        : { ...runningJson(main.facts), serials: members.flatMap((member) => member.facts?.serial ?? []) },
    boot: main?.facts == null ? null : bootJson(main.facts),
    reference:
      main?.reference == null
        ? null
        : { version: main.reference.version, observedAt: isoTime(main.reference.observedAt) },
    members: members.map(memberJson),
    baseline: judgement.baseline,
    images: judgement.images.map(({ path, member, sizeBytes, version, digests }) => ({
      path,
      member,
      size: sizeBytes,
      version,
      digests: Object.fromEntries(
        digests.map(({ algorithm, value, computedBy, knownGood, source }) => [
          algorithm,
          { value, computedBy, knownGood, source },
        ]),
      ),
    })),
    notes: facts?.notes ?? [],
    findings: judgement.findings.map(findingJson),
  };
}

function runningJson(facts: MemberFacts): object {
  return {
    version: facts.version,
    patches: facts.patches,
    image: facts.image,
    featureSet: facts.featureSet,
    mode: facts.mode,
    model: facts.model,
    startedAt: isoOrNull(facts.startedAt),
    reloadReason: facts.reloadReason,
  };
}

function bootJson({ boot }: MemberFacts): object {
  return {
    next: nextJson(boot.next),
    list: boot.list,
    configRegister: boot.configRegister,
    nextConfigRegister: boot.nextConfigRegister,
    source: boot.source,
  };
}

function nextJson(next: NextBoot): object {
  switch (next.kind) {
    case 'image':
      return { image: next.image, version: next.version };
    case 'network':
      return { image: next.url, version: null };
    case 'loader':
      return { image: null, version: null, why: next.why };
    case 'unresolved':
      return { image: null, version: null, why: reasonText(next.reason) };
  }
}

function memberJson({ id, facts, verdict, missing }: JudgedMember): object {
  return {
    id,
    role: facts?.role ?? null,
    serial: facts?.serial ?? null,
    model: facts?.model ?? null,
    running: facts === null ? null : runningJson(facts),
    boot: facts === null ? null : bootJson(facts),
    verdict,
    missing: missing.map(reasonText),
  };
}

/** A finding as every command and the HTTP interface print it. */
export function findingJson(finding: Finding): object {
  const { title, techniques, advice } = findingTypes[finding.type];
  return {
    id: finding.id,
    type: finding.type,
    severity: finding.severity,
    effect: effectOf(finding.type, finding.severity),
    title,
    expected: finding.expected,
    observed: finding.observed,
    member: finding.member,
    techniques,
    tactics: tactics(finding.type),
    status: finding.status,
    labels: finding.labels,
    authorizedBy: finding.authorizedBy,
    closedBecause: finding.closedBecause,
    closedNote: finding.closedNote,
    firstSeen: isoTime(finding.firstSeen),
    lastSeen: isoTime(finding.lastSeen),
    closedAt: isoOrNull(finding.closedAt),
    evidence: finding.evidence,
    advice,
  };
}

/** ISO 8601 duration, at most two units: `PT2H`, `P3DT4H`, `PT90S` is `PT1M30S`. */
export function durationText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (days > 0) return `P${days}D${hours > 0 ? `T${hours}H` : ''}`;
  if (hours > 0) return `PT${hours}H${minutes > 0 ? `${minutes}M` : ''}`;
  return minutes > 0 ? `PT${minutes}M${seconds % 60 > 0 ? `${seconds % 60}S` : ''}` : `PT${seconds % 60}S`;
}
