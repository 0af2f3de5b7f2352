import type { Claim } from '../../core/cross-check.ts';
import type { MemberFacts } from '../../core/facts.ts';
import { type TwinFacts, twinFacts } from '../../core/twin-facts.ts';
import type { Case, Draft, Sight } from '../case.ts';
import { cannotTell, claimsOf, type Look } from './check.ts';

/** X14: the code of the running system lies in memory that cannot be written. */
export function codeIsReadOnly(c: Case): Look {
  const regions = c.facts.codeRegions ?? [];
  if (regions.length === 0) return cannotTell;
  const writable = regions.filter((region) => region.writable);
  const drafts = writable.map(
    ({ name, command, line }): Draft => ({
      type: 'runtime-text-writable',
      member: null,
      subject: name,
      expected: `region ${name} read-only`,
      observed: line.slice(0, 200),
      evidence: [command],
    }),
  );
  return {
    outcome: writable.length === 0 ? 'agree' : 'disagree',
    claims: writable.flatMap(({ name, command, line }) => [
      { from: 'a running system as it was started', says: `${name} is read-only`, excerpt: null },
      { from: command, says: `${name} is writable`, excerpt: line },
    ]),
    drafts,
    seen: [{ type: 'runtime-text-writable', member: null }],
  };
}

/**
 * X13: other devices of the model that run the release have the same digests. A difference from at least two that agree
 * with each other opens a finding; it shows that one was changed, not which one is genuine, so it is no `tampered`.
 */
export function asTwins(c: Case, sight: Sight): Look {
  const drafts: Draft[] = [];
  const seen: Sight['seen'][number][] = [];
  const images = sight.drafts.filter(
    ({ type, expected }) => type === 'image-hash-mismatch' && / other devices have\b/.test(expected),
  );
  for (const { facts } of c.members) {
    const twins = c.twinsOf?.(facts) ?? [];
    if (twins.length < 2) continue;
    const { outliers, alike } = packagesAgainst(facts, twins);
    seen.push(...alike.map((subject) => ({ type: 'package-set-mismatch' as const, member: facts.id, subject })));
    for (const { subject, observed, expected } of outliers) {
      drafts.push({
        type: 'package-set-mismatch',
        member: facts.id,
        subject,
        severity: 'high',
        expected,
        observed,
        evidence: c.commandsOf('install'),
      });
    }
  }
  const text = c.facts.runtimeText ?? null;
  const [active] = c.members;
  if (text !== null && active !== undefined) {
    const others = (c.twinsOf?.(active.facts) ?? [])
      .filter(({ image }) => image === active.facts.image)
      .flatMap(({ runtimeText }) => (runtimeText?.algorithm === text.algorithm ? [runtimeText.value] : []));
    const agreed = unanimous(others);
    if (agreed !== null) seen.push({ type: 'runtime-text-outlier', member: active.facts.id });
    if (agreed !== null && agreed !== text.value) {
      drafts.push({
        type: 'runtime-text-outlier',
        member: active.facts.id,
        subject: '',
        ...(c.facts.knownImplant == null ? {} : { severity: 'critical' as const }),
        expected: `${text.algorithm} ${agreed}, as ${others.length} other devices with this image have`,
        observed: `${text.algorithm} ${text.value}`,
        evidence: c.commandsOf('hash'),
      });
    }
  }
  const claims: readonly Claim[] = [...images, ...drafts].flatMap((draft) => claimsOf(c, draft));
  if (claims.length > 0) return { outcome: 'disagree', claims, drafts, seen };
  const compared = c.members.some(({ facts }) => (c.twinsOf?.(facts) ?? []).length >= 2 && hasDigests(c, facts));
  return compared ? { outcome: 'agree', seen } : cannotTell;
}

const hasDigests = (c: Case, facts: MemberFacts): boolean =>
  facts.softwareHash !== null ||
  facts.packages.some(({ digest }) => digest !== null) ||
  c.facts.images.some(({ digests }) => digests.length > 0) ||
  c.facts.runtimeText != null;

/** The value that at least two have and nobody contradicts; null where there is none. */
function unanimous(values: readonly string[]): string | null {
  const [first] = values;
  return first !== undefined && values.length >= 2 && values.every((value) => value === first) ? first : null;
}

type Outlier = { readonly subject: string; readonly expected: string; readonly observed: string };

/** Optional packages differ for good reasons; so only packages of one name are compared, and sets of the same names. */
function packagesAgainst(
  facts: MemberFacts,
  twins: readonly TwinFacts[],
): { readonly outliers: readonly Outlier[]; readonly alike: readonly string[] } {
  const outliers: Outlier[] = [];
  const alike: string[] = [];
  for (const { name, digest } of facts.packages) {
    if (digest === null) continue;
    const others = twins.flatMap(({ packages }) =>
      packages.flatMap((one) => (one.name === name && one.algorithm === digest.algorithm ? [one.value] : [])),
    );
    const agreed = unanimous(others);
    if (agreed === digest.value) alike.push(name);
    if (agreed === null || agreed === digest.value) continue;
    outliers.push({
      subject: name,
      expected: `${digest.algorithm} ${agreed}, as ${others.length} other devices have for this package`,
      observed: `${digest.algorithm} ${digest.value}`,
    });
  }
  const own = twinFacts(facts, null);
  const hashes = twins.flatMap((twin) =>
    twin.softwareHash !== null && twin.set === own?.set ? [twin.softwareHash] : [],
  );
  const agreed = unanimous(hashes);
  if (facts.softwareHash !== null && agreed !== null && agreed !== facts.softwareHash) {
    outliers.push({
      subject: 'software hash',
      expected: `${agreed}, as ${hashes.length} other devices have for this set of packages`,
      observed: facts.softwareHash,
    });
  }
  if (agreed !== null && agreed === facts.softwareHash) alike.push('software hash');
  return { outliers, alike };
}
