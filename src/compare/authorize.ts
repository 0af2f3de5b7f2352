import type { ChangeWindow, Target, Waiver } from '../core/baseline.ts';
import type { Authorization, Finding } from '../core/finding.ts';
import { effectOf, type FindingType, poisonousTypes } from '../core/finding-types.ts';
import type { BoundMember, Case } from './case.ts';
import { resolveNext } from './next-boot.ts';
import { isSame } from './steps.ts';
import { fileName } from './trusted-files.ts';

const toleranceMs = 120_000;
const dayMs = 86_400_000;

/** Findings that only restate an authorised step to the same release (VERDICTS 5). */
const restating: ReadonlySet<FindingType> = new Set([
  'os-downgrade-pending',
  'os-below-baseline',
  'os-not-approved',
  'rollback-inverted',
  'config-newer-than-os',
  'boot-path-changed',
  'os-downgrade-staged',
  'image-unknown',
  'reload-unexplained',
  'image-changed',
  'install-uncommitted',
  'image-missing',
  'os-member-mismatch',
  'os-peer-mismatch',
]);
/** They say that members differ, which they do while a step runs. */
const transitional: ReadonlySet<FindingType> = new Set(['os-member-mismatch', 'os-peer-mismatch']);
const steps: ReadonlySet<FindingType> = new Set(['os-downgraded', 'patch-removed', 'os-incomparable-step']);

/** A decision that lets one member step to one release. */
type Cover = { readonly member: string; readonly to: string; readonly by: Authorization };

/** Says of each open finding whether a window, a waiver or a decision after the fact covers exactly it. */
export function authorize(c: Case, findings: readonly Finding[]): readonly Finding[] {
  const open = findings.filter(({ status }) => status !== 'closed');
  const poisoned = open.some(({ type }) => poisonousTypes.has(type));
  const stepped = findings.map((finding) => (steps.has(finding.type) ? authorizeStep(c, finding, poisoned) : finding));
  const covers = [...coversOf(c), ...stepped.flatMap((finding) => coverOf(c, finding))];
  return stepped.map((finding) => {
    if (finding.status === 'closed' || steps.has(finding.type)) return finding;
    const waiver = waiverFor(c, finding, poisoned);
    if (waiver !== null) return { ...finding, authorizedBy: waiver };
    if (poisoned || !restating.has(finding.type)) return { ...finding, authorizedBy: null };
    const cover = covers.find((candidate) => restates(c, finding, candidate));
    return { ...finding, authorizedBy: cover?.by ?? null };
  });
}

function authorizeStep(c: Case, finding: Finding, poisoned: boolean): Finding {
  if (finding.status === 'closed') return finding;
  const kept = finding.authorizedBy;
  // What a window or a person authorised stays so until the version changes; a waiver ends with its date.
  if (kept !== null && kept.kind !== 'waiver' && !poisoned) return finding;
  const waiver = waiverFor(c, finding, poisoned);
  if (waiver !== null) return { ...finding, authorizedBy: waiver };
  const member = c.members.find(({ facts }) => facts.id === finding.member);
  const to = finding.step?.to ?? null;
  if (poisoned || member === undefined || to === null) return { ...finding, authorizedBy: null };
  const fitting = c.windows.filter((window) =>
    leadsTo(c, member, window, to, finding.type === 'patch-removed' ? finding.subject : null),
  );
  const covering = fitting.find((window) => isInWindow(finding, window));
  if (covering !== undefined)
    return { ...finding, authorizedBy: windowAuthorization(covering), labels: without(finding.labels, timeUnknown) };
  const unknown = fitting.length > 0 && finding.step?.at === null;
  return {
    ...finding,
    authorizedBy: null,
    labels: unknown ? [...without(finding.labels, timeUnknown), timeUnknown] : without(finding.labels, timeUnknown),
  };
}

/** Label of a step that a window may cover, but nobody can say when it happened. */
export const timeUnknown = 'step-time-unknown';

const without = (labels: readonly string[], label: string): readonly string[] => labels.filter((one) => one !== label);

/** The restart or activation lies in the window; where its time is unknown, the observations on both sides lie near it. */
function isInWindow(finding: Finding, { from, to }: ChangeWindow): boolean {
  const step = finding.step;
  if (step === null) return false;
  if (step.at !== null) return step.at >= from - toleranceMs && step.at <= to + toleranceMs;
  if (step.between === null) return false;
  const [before, after] = step.between;
  return before !== null && before >= from - dayMs && after <= to + dayMs;
}

/** The window's target, what ran when it began, or a release that the baseline lists for a rollback. */
function leadsTo(c: Case, member: BoundMember, window: ChangeWindow, to: string, patch: string | null): boolean {
  if (patch !== null && window.target.patch !== null) return window.target.patch === patch;
  if (fitsTarget(c, window.target, to, member.facts.image)) return true;
  const ranThen = member.before?.ran.findLast(({ from }) => from <= window.from)?.version ?? null;
  if (ranThen !== null && isSame(c, ranThen, to)) return true;
  return c.baseline?.rollback.some((version) => isSame(c, version, to)) ?? false;
}

function fitsTarget(c: Case, target: Target, to: string, image: string | null): boolean {
  if (target.version !== null) return isSame(c, target.version, to);
  if (target.image === null) return false;
  const named = c.scheme.image(target.image).version;
  return (named !== null && isSame(c, named, to)) || (image !== null && fileName(image) === fileName(target.image));
}

const windowAuthorization = (window: ChangeWindow): Authorization => ({
  kind: 'window',
  name: window.name,
  ticket: window.ticket,
  by: window.approvedBy,
});

/** Windows that cover the release that runs since a start-up in them, or the one that would boot next while they last. */
function coversOf(c: Case): readonly Cover[] {
  return c.members.flatMap((member) => {
    const { id, version, startedAt } = member.facts;
    const next = resolveNext(c, member);
    const claimed = next.kind === 'resolved' ? next.version : next.claimed;
    const covers: Cover[] = [];
    for (const window of c.windows) {
      const by = windowAuthorization(window);
      const started =
        startedAt !== null && startedAt >= window.from - toleranceMs && startedAt <= window.to + toleranceMs;
      if (version !== null && started && leadsTo(c, member, window, version, null))
        covers.push({ member: id, to: version, by });
      if (claimed !== null && c.now <= window.to && leadsTo(c, member, window, claimed, null))
        covers.push({ member: id, to: claimed, by });
    }
    for (const waiver of c.waivers) {
      if (!waiver.covers.includes('os-downgraded') || waiver.target === null || waiver.until <= c.now) continue;
      for (const to of [version, claimed]) {
        if (to !== null && fitsTarget(c, waiver.target, to, member.facts.image))
          covers.push({ member: id, to, by: waiverAuthorization(waiver) });
      }
    }
    return covers;
  });
}

/** An authorised step still covers what restates it, as long as its release runs. */
function coverOf(c: Case, finding: Finding): readonly Cover[] {
  const { step, member, authorizedBy, status } = finding;
  if (status === 'closed' || authorizedBy === null || step?.to == null || member === null) return [];
  const running = c.members.find(({ facts }) => facts.id === member)?.facts.version ?? null;
  return running !== null && isSame(c, running, step.to) ? [{ member, to: step.to, by: authorizedBy }] : [];
}

function restates(c: Case, finding: Finding, cover: Cover): boolean {
  if (transitional.has(finding.type)) return true;
  if (finding.member !== null && finding.member !== cover.member) return false;
  const running = c.members.find(({ facts }) => facts.id === cover.member)?.facts.version ?? null;
  switch (finding.type) {
    case 'os-below-baseline':
    case 'os-not-approved':
    case 'install-uncommitted':
      return running !== null && isSame(c, running, cover.to);
    case 'image-missing':
      return finding.step?.from != null && !isSame(c, finding.step.from, cover.to);
    default:
      return finding.step?.to != null && isSame(c, finding.step.to, cover.to);
  }
}

const waiverAuthorization = (waiver: Waiver): Authorization => ({
  kind: 'waiver',
  name: waiver.name,
  ticket: waiver.ticket,
  by: waiver.approvedBy,
});

/** A waiver never covers tampering or a forbidden release unless it names the device and the digest. */
function waiverFor(c: Case, finding: Finding, poisoned: boolean): Authorization | null {
  const grave = poisoned || finding.type === 'os-forbidden' || effectOf(finding.type, finding.severity) === 'tampered';
  const member = c.members.find(({ facts }) => facts.id === finding.member) ?? c.members[0];
  const waiver = c.waivers.find((candidate) => {
    if (candidate.until <= c.now || !candidate.covers.includes(finding.type)) return false;
    if (
      grave &&
      !(candidate.digest !== null && namesDevice(c, candidate) && finding.observed.includes(candidate.digest))
    )
      return false;
    if (candidate.target === null) return true;
    const to = finding.step?.to ?? member?.facts.version ?? null;
    return to !== null && fitsTarget(c, candidate.target, to, member?.facts.image ?? null);
  });
  return waiver === undefined ? null : waiverAuthorization(waiver);
}

const namesDevice = (c: Case, { select }: Waiver): boolean => select.device?.includes(c.device.name) ?? false;
