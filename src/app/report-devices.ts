import type { Waiver } from '../core/baseline.ts';
import { isoTime } from '../core/brands.ts';
import type { NextBoot } from '../core/facts.ts';
import type { Finding } from '../core/finding.ts';
import type { FindingType } from '../core/finding-types.ts';
import type { Device } from '../core/inventory.ts';
import type { JudgedMember } from '../core/judgement.ts';
import { reasonText } from '../core/reason.ts';
import { severities } from '../core/severity.ts';
import type { ReportDevice, ReportException, ReportMember } from '../report/compliance-model.ts';
import type { ReportedJudgement, VerdictRow } from '../report-ports.ts';

/** A device of the inventory, with the last judgement of the period and the one that came before the period. */
export type DeviceAnswer = {
  readonly device: Device;
  readonly excluded: string | null;
  /** Null: no evidence in the period. */
  readonly judgement: ReportedJudgement | null;
  readonly evidenceAt: VerdictRow['at'] | null;
  readonly earlier: VerdictRow | null;
  readonly audits: number;
};

/** Findings that say the running release is not an approved one. A step back to an approved one is told by the verdict. */
const aboutRelease: ReadonlySet<FindingType> = new Set([
  'os-not-approved',
  'os-below-baseline',
  'os-forbidden',
  'patch-missing',
]);

/** The row of a device. Without evidence in the period nothing is claimed about it, whatever was known before. */
export function reportDevice(answer: DeviceAnswer, waivers: ReadonlyMap<string, Waiver>): ReportDevice {
  const { device, judgement, excluded, audits } = answer;
  const bare = {
    device: device.name,
    platform: judgement?.platform ?? device.platform,
    site: device.site,
    excluded: excluded !== null,
    audits,
  };
  if (judgement === null || excluded !== null)
    return {
      ...bare,
      verdict: 'unverified',
      reason: excluded ?? withoutEvidence(answer.earlier),
      assurance: null,
      digestAgeMs: null,
      historySince: null,
      members: [],
      digests: [],
      baseline: null,
      release: 'not known',
      exceptions: [],
      openFindings: 0,
      worstSeverity: null,
      evidence: null,
    };
  const open = judgement.findings.filter(({ authorizedBy }) => authorizedBy === null);
  const { observation } = judgement;
  return {
    ...bare,
    verdict: judgement.verdict,
    reason: judgement.reason === null ? null : reasonText(judgement.reason),
    assurance: judgement.assurance,
    digestAgeMs: judgement.digestAgeMs,
    historySince: judgement.historySince,
    members: judgement.members.map(reportMember),
    digests: judgement.images.flatMap(({ path, digests }) => digests.map((digest) => ({ path, ...digest }))),
    baseline: judgement.baseline,
    release: releaseOf(judgement),
    exceptions: exceptionsOf(judgement.findings, waivers),
    openFindings: open.length,
    worstSeverity: severities.find((severity) => open.some((finding) => finding.severity === severity)) ?? null,
    evidence:
      answer.evidenceAt === null
        ? null
        : {
            at: answer.evidenceAt,
            audit: judgement.audit,
            link: observation.seq,
            sha256: observation.sha256,
            source: observation.source,
          },
  };
}

const withoutEvidence = (earlier: VerdictRow | null): string =>
  earlier === null
    ? 'never audited by the end of the period'
    : `no evidence in the period; the last before it, of ${isoTime(earlier.at)}, was ${earlier.verdict}`;

function releaseOf({ findings, baseline, members }: ReportedJudgement): ReportDevice['release'] {
  if (baseline === null || members.length === 0 || members.some(({ facts }) => facts?.version == null))
    return 'not known';
  return findings.some(({ type }) => aboutRelease.has(type)) ? 'not approved' : 'approved';
}

function reportMember({ id, facts, reference, verdict, next }: JudgedMember): ReportMember {
  return {
    id,
    role: facts?.role ?? null,
    model: facts?.model ?? null,
    serial: facts?.serial ?? null,
    version: facts?.version ?? null,
    patches: facts?.patches ?? null,
    image: facts?.image ?? null,
    nextBoot: nextBootText(next),
    startedAt: facts?.startedAt ?? null,
    reference: reference?.version ?? null,
    verdict,
  };
}

function nextBootText(next: NextBoot | null): string {
  switch (next?.kind) {
    case undefined:
      return 'not shown';
    case 'image':
      return next.version === null ? next.image : `${next.version} (${next.image})`;
    case 'network':
      return `network ${next.url}`;
    case 'loader':
      return `loader: ${next.why}`;
    case 'unresolved':
      return `unresolved: ${next.reason.message}`;
  }
}

function exceptionsOf(findings: readonly Finding[], waivers: ReadonlyMap<string, Waiver>): readonly ReportException[] {
  return findings.flatMap(({ id, authorizedBy }) => {
    if (authorizedBy === null) return [];
    const waiver = authorizedBy.kind === 'waiver' ? waivers.get(authorizedBy.name) : undefined;
    return [{ ...authorizedBy, finding: id, until: waiver?.until ?? null, reason: waiver?.reason ?? null }];
  });
}
