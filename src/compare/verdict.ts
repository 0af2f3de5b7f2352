import type { Finding } from '../core/finding.ts';
import { type Effect, effectOf, type FindingType, poisonousTypes } from '../core/finding-types.ts';
import { type Reason, type ReasonCode, reason } from '../core/reason.ts';
import { atLeast } from '../core/severity.ts';
import type { Assurance, Verdict } from '../core/verdict.ts';
import { isApproved } from './approval.ts';
import { timeUnknown } from './authorize.ts';
import type { BoundMember, Case, Sight } from './case.ts';
import { contentOf } from './content.ts';
import { bootPathFiles } from './digests.ts';
import { resolveNext } from './next-boot.ts';

export type Decided = { readonly verdict: Verdict; readonly reason: Reason | null };

/** The verdict of the findings and of what is missing; `member` narrows it to one member's own. */
export function decide(c: Case, sight: Sight, findings: readonly Finding[], member: BoundMember | null): Decided {
  const concerns = (of: string | null): boolean => member === null || of === null || of === member.facts.id;
  // What is wrong with the device as a whole (members that differ) is not the fault of each member.
  const open = findings.filter((one) => one.status !== 'closed' && (member === null || one.member === member.facts.id));
  const counting = open.filter(({ authorizedBy }) => authorizedBy === null);
  const effects = new Set<Effect>(counting.map(effectOfFinding));
  const missing = missingReason(c, sight, counting, concerns);
  for (const verdict of ['tampered', 'downgraded', 'downgrade-pending', 'noncompliant'] as const) {
    if (effects.has(verdict)) return { verdict, reason: missing };
  }
  if (missing !== null) return { verdict: 'unverified', reason: missing };
  const grave = counting.find(({ severity }) => atLeast(severity, 'medium'));
  if (grave !== undefined) return { verdict: 'noncompliant', reason: null };
  if (open.some(({ authorizedBy }) => authorizedBy !== null)) return { verdict: 'authorized', reason: null };
  const proof = completeEvidence(c, member);
  if (proof.complete) return { verdict: 'compliant', reason: null };
  return { verdict: 'unverified', reason: proof.lacks };
}

/** A step that a window covers, but for its unknown time, is undecided. */
export function effectOfFinding({ type, severity, labels }: Finding): Effect {
  return labels.includes(timeUnknown) ? 'unverified' : effectOf(type, severity);
}

type Proof = { readonly complete: true } | { readonly complete: false; readonly lacks: Reason };

/**
 * The only way to `compliant` (VERDICTS 4.2): running version and resolved next boot of every member seen in this
 * observation and approved. Digests and patches are judged by their own looks, whose gaps are in `missing` already.
 */
function completeEvidence(c: Case, only: BoundMember | null): Proof {
  const lacks = (code: ReasonCode, message: string): Proof => ({ complete: false, lacks: reason(code, message) });
  if (c.observation.failure !== null) return { complete: false, lacks: c.observation.failure };
  if (c.baseline === null) return lacks('no-baseline', 'no baseline matches this device');
  const members = only === null ? c.members : [only];
  if (members.length === 0) return lacks('member-missing', 'no member was shown');
  for (const member of members) {
    const { id, version, versionAlso } = member.facts;
    if (version === null) return lacks('version-unreadable', `no running version of ${id}`);
    if (!isApproved(c, version, versionAlso))
      return lacks('incomparable', `${version} of ${id} is not known to be approved`);
    const next = resolveNext(c, member);
    if (next.kind === 'unresolved') return { complete: false, lacks: next.reason };
    if (!isApproved(c, next.version))
      return lacks('boot-unresolved', `${next.version}, which boots next, is not known to be approved`);
  }
  return { complete: true };
}

const codeOf: Readonly<Partial<Record<FindingType, ReasonCode>>> = {
  'identity-ambiguous': 'identity-ambiguous',
  'member-missing': 'member-missing',
  'os-incomparable-step': 'incomparable',
  'hostkey-changed': 'host-key',
};

/** What could not be decided: the end of the session first, then what the findings leave open, then missing facts. */
function missingReason(
  c: Case,
  sight: Sight,
  counting: readonly Finding[],
  concerns: (of: string | null) => boolean,
): Reason | null {
  if (c.observation.failure !== null) return c.observation.failure;
  const poison = counting.find(({ type }) => poisonousTypes.has(type));
  if (poison !== undefined)
    return reason('device-not-trustworthy', `${poison.type}: what the device says about itself refutes nothing`);
  const contradiction = sight.missing.find(({ reason: why }) => why.code === 'device-not-trustworthy');
  if (contradiction !== undefined) return contradiction.reason;
  const finding = counting.find((one) => effectOfFinding(one) === 'unverified');
  if (finding !== undefined) {
    if (finding.labels.includes(timeUnknown)) {
      return reason(
        'step-time-unknown',
        `a window covers the step to ${finding.step?.to ?? 'this release'}, but not when it happened`,
      );
    }
    return reason(
      codeOf[finding.type] ?? 'device-not-trustworthy',
      `${finding.type}: expected ${finding.expected}, observed ${finding.observed}`,
    );
  }
  const missing = sight.missing.filter(({ member }) => concerns(member)).map(({ reason: why }) => why);
  // That the file was rewritten is why nothing else could be told of it.
  return missing.find(({ code }) => code === 'image-adapted') ?? missing[0] ?? null;
}

export type Assured = { readonly assurance: Assurance; readonly digestAgeMs: number | null };

/** The weakest of what stands behind the files of the boot path (VERDICTS 4.3). */
export function assure(c: Case): Assured {
  const assured = withoutMeasurement(c);
  // A record that holds without published values shows which device it is, not what it booted.
  return c.measurement?.kind === 'holds' && c.measurement.published ? { ...assured, assurance: 'measured' } : assured;
}

function withoutMeasurement(c: Case): Assured {
  const files = c.members.flatMap((member) =>
    bootPathFiles(c, member).map((path) => contentOf(c, path, member.facts.id)),
  );
  const signed = files.length > 0 && files.every((content) => content.signed);
  if (c.observation.source === 'capture' || files.length === 0)
    return { assurance: signed ? 'signature' : 'version', digestAgeMs: null };
  const good = files.map(({ digests }) => digests.filter((digest) => digest.good === true));
  if (good.some((digests) => digests.length === 0))
    return { assurance: signed ? 'signature' : 'version', digestAgeMs: null };
  const digestAgeMs = Math.max(...good.map((digests) => Math.min(...digests.map(({ ageMs }) => ageMs))));
  // Our own arithmetic is worth more than the device's word on a signature, which is worth as much as its digest.
  const offbox = good.every((digests) => digests.some(({ computedBy }) => computedBy === 'offbox'));
  if (offbox) return { assurance: 'offbox-digest', digestAgeMs };
  return { assurance: signed ? 'signature' : 'device-digest', digestAgeMs };
}
