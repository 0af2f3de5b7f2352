import type { Approved, Baseline } from '../core/baseline.ts';
import type { EpochMs } from '../core/brands.ts';
import { reason } from '../core/reason.ts';
import type { VersionScheme } from '../core/version.ts';
import type { BoundMember, Case, Draft, Sight } from './case.ts';
import { order } from './steps.ts';
import { fileName } from './trusted-files.ts';

/** The entry of `approved` that a release falls under now, or null. */
export function approvedEntry(
  baseline: Baseline,
  scheme: VersionScheme,
  version: string,
  now: EpochMs,
  also: readonly string[] = [],
): Approved | null {
  const spellings = [version, ...also].flatMap((text) => {
    const parsed = scheme.parse(text);
    return parsed.ok ? [parsed.value] : [];
  });
  return (
    baseline.approved.find(({ version: exact, train, range, validFrom, validUntil }) => {
      if ((validFrom !== null && now < validFrom) || (validUntil !== null && now >= validUntil)) return false;
      return spellings.some((spelling) => {
        if (exact !== null) {
          const wanted = scheme.parse(exact);
          return wanted.ok && scheme.compare(spelling, wanted.value).order === 'same';
        }
        return range !== null && (train === null || spelling.train === train) && range.includes(spelling);
      });
    }) ?? null
  );
}

/** The entry of `forbidden` that names a release; it wins over `approved`. */
export function forbiddenEntry(
  baseline: Baseline,
  scheme: VersionScheme,
  version: string,
): Baseline['forbidden'][number] | null {
  const parsed = scheme.parse(version);
  if (!parsed.ok) return null;
  return baseline.forbidden.find(({ range }) => range.includes(parsed.value)) ?? null;
}

/** Approved and not forbidden at the evaluation time. */
export function isApproved(c: Case, version: string, also: readonly string[] = []): boolean {
  return (
    c.baseline !== null &&
    forbiddenEntry(c.baseline, c.scheme, version) === null &&
    approvedEntry(c.baseline, c.scheme, version, c.now, also) !== null
  );
}

/** os-below-baseline, os-not-approved, os-forbidden, feature-set-changed, patch-missing, extension-unapproved. */
export function seeApproval(c: Case): Sight {
  const drafts: Draft[] = [];
  const seen: Sight['seen'][number][] = [];
  const missing: Sight['missing'][number][] = [];
  for (const member of c.members) {
    const { id, version } = member.facts;
    if (version === null) {
      const why = c.facts.missing.find(({ fact, member: of }) => fact === 'version' && (of === null || of === id));
      missing.push({ member: id, reason: why?.reason ?? reason('version-unreadable', 'no running version was shown') });
      continue;
    }
    const parsed = c.scheme.parse(version);
    if (!parsed.ok) {
      missing.push({ member: id, reason: reason('version-unreadable', parsed.error.why) });
      continue;
    }
    if (c.baseline === null) continue;
    seen.push(
      ...(['os-below-baseline', 'os-not-approved', 'os-forbidden'] as const).map((type) => ({ type, member: id })),
    );
    const forbidden = forbiddenEntry(c.baseline, c.scheme, version);
    if (forbidden !== null) {
      drafts.push({
        type: 'os-forbidden',
        member: id,
        subject: version,
        expected: `not ${forbidden.range.text}`,
        observed: [version, forbidden.reason, forbidden.advisory].filter((text) => text !== null).join(', '),
        evidence: c.commandsOf('version'),
      });
    }
    const entry = approvedEntry(c.baseline, c.scheme, version, c.now, member.facts.versionAlso);
    if (entry === null) {
      if (forbidden === null) drafts.push(notApproved(c, c.baseline, member, version));
    } else {
      drafts.push(...seeImageAndFeatures(c, entry, member));
      if (entry.featureSet !== null && member.facts.featureSet === null) {
        missing.push({
          member: id,
          reason: reason('unsupported', 'the feature set was not shown, and the baseline names one'),
        });
      } else seen.push({ type: 'feature-set-changed', member: id });
    }
    drafts.push(...seePatches(c, c.baseline, member));
    if (member.facts.patches !== null)
      seen.push({ type: 'patch-missing', member: id }, { type: 'extension-unapproved', member: id });
    else if (c.baseline.patches.required.length > 0) {
      missing.push({
        member: id,
        reason: reason('unsupported', 'the list of active patches was not shown, and the baseline requires some'),
      });
    }
  }
  if (c.baseline === null)
    missing.push({ member: null, reason: reason('no-baseline', 'no baseline matches this device') });
  else if (c.facts.extensions !== null) {
    const allowed = c.baseline.extensions;
    drafts.push(
      ...c.facts.extensions
        .filter((extension) => !allowed.includes(extension))
        .map((extension) => ({
          type: 'extension-unapproved' as const,
          member: null,
          subject: extension,
          expected: allowed.length === 0 ? 'no extensions' : allowed.join(', '),
          observed: extension,
          evidence: c.commandsOf('install'),
        })),
    );
    seen.push({ type: 'extension-unapproved', member: null });
  }
  return { drafts, seen, missing };
}

/** Older than every release and every lower bound that the baseline approves; false where it approves nothing. */
export function isBelowApproved(baseline: Baseline, scheme: VersionScheme, version: string): boolean {
  const bounds = baseline.approved.flatMap(({ version: exact, range }) =>
    exact !== null
      ? [exact]
      : (range?.text ?? '')
          .split(/[\s|]+/)
          .filter((part) => /^(?:>=|=)?\d/.test(part))
          .map((part) => part.replace(/^[>=]+/, '').replace(/\.\*$/, '')),
  );
  return bounds.length > 0 && bounds.every((bound) => order({ scheme }, version, bound).order === 'older');
}

function notApproved(c: Case, baseline: Baseline, member: BoundMember, version: string): Draft {
  return {
    type: isBelowApproved(baseline, c.scheme, version) ? 'os-below-baseline' : 'os-not-approved',
    member: member.facts.id,
    subject: version,
    expected:
      baseline.approved
        .map(
          (entry) =>
            entry.version ?? `${entry.train === null ? '' : `train ${entry.train} `}${entry.range?.text ?? ''}`,
        )
        .join(' or ') || 'nothing is approved',
    observed: version,
    evidence: c.commandsOf('version'),
  };
}

/** Another file, feature set or platform code than the approved ones, where the platform shows its running file. */
function seeImageAndFeatures(c: Case, entry: Approved, member: BoundMember): readonly Draft[] {
  const { id, image, featureSet } = member.facts;
  const drafts: Draft[] = [];
  if (entry.featureSet !== null && featureSet !== null && entry.featureSet.toLowerCase() !== featureSet.toLowerCase()) {
    drafts.push({
      type: 'feature-set-changed',
      member: id,
      subject: featureSet,
      expected: entry.featureSet,
      observed: featureSet,
      evidence: c.commandsOf('version'),
    });
  }
  if (image === null || entry.images.length === 0) return drafts;
  const name = c.scheme.image(image);
  if (name.kind === null || name.kind === 'pointer' || name.kind === 'boot-file') return drafts;
  const listed = entry.images.map(({ file }) => fileName(file));
  if (!listed.includes(fileName(image))) {
    drafts.push({
      type: 'os-not-approved',
      member: id,
      subject: fileName(image),
      expected: listed.join(' or '),
      observed: fileName(image),
      evidence: c.commandsOf('version'),
    });
  }
  return drafts;
}

function seePatches(c: Case, baseline: Baseline, member: BoundMember): readonly Draft[] {
  const patches = member.facts.patches;
  if (patches === null) return [];
  const evidence = c.commandsOf('install');
  const { required, allowed } = baseline.patches;
  return [
    ...required
      .filter((patch) => !patches.some((active) => active.toLowerCase().includes(patch.toLowerCase())))
      .map((patch) => ({
        type: 'patch-missing' as const,
        member: member.facts.id,
        subject: patch,
        expected: patch,
        observed: patches.join(', ') || 'no patches',
        evidence,
      })),
    ...patches
      .filter((patch) => !allowed.some((glob) => glob === '*' || glob === patch) && !required.includes(patch))
      .map((patch) => ({
        type: 'extension-unapproved' as const,
        member: member.facts.id,
        subject: patch,
        expected: allowed.join(', ') || 'no patches',
        observed: patch,
        evidence,
      })),
  ];
}
