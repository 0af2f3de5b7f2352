import type { TrustedFile } from '../core/baseline.ts';
import type { JudgedImage } from '../core/judgement.ts';
import { type Reason, reason } from '../core/reason.ts';
import type { BoundMember, Case, Draft, Sight } from './case.ts';
import { type Content, contentOf } from './content.ts';
import { findFile } from './listed-files.ts';
import { isSame } from './steps.ts';
import { fileName, knownGood, normalPath } from './trusted-files.ts';

/** The files that must be right for a member: what runs and what boots next. Pointers name packages instead. */
export function bootPathFiles(c: Case, member: BoundMember): readonly string[] {
  const { image, boot } = member.facts;
  const paths = [image, boot.next.kind === 'image' ? boot.next.image : null];
  return paths
    .filter((path): path is string => path !== null && isFile(c, path))
    .filter((path, index, all) => all.findIndex((other) => normalPath(other) === normalPath(path)) === index);
}

function isFile(c: Case, path: string): boolean {
  const { kind } = c.scheme.image(path);
  return kind !== null && kind !== 'pointer' && kind !== 'boot-file';
}

/** image-hash-mismatch, image-size-mismatch, image-signature-invalid, package-set-mismatch, image-withdrawn, …-unavailable. */
export function seeDigests(c: Case): Sight {
  const drafts: Draft[] = [];
  const seen: Sight['seen'][number][] = [];
  const missing: Sight['missing'][number][] = [];
  for (const member of c.members) {
    const id = member.facts.id;
    const files = bootPathFiles(c, member);
    const contents = files.map((path) => ({ path, content: contentOf(c, path, id) }));
    for (const { path, content } of contents) drafts.push(...judgeContent(c, member, path, content, true));
    for (const image of c.facts.images) {
      if (image.member !== null && image.member !== id) continue;
      if (files.some((path) => normalPath(path) === normalPath(image.path))) continue;
      if (member === c.members[0] || image.member === id) {
        drafts.push(...judgeContent(c, member, image.path, contentOf(c, image.path, id), false));
      }
    }
    drafts.push(...judgePackages(c, member));
    const fresh =
      contents.length > 0 &&
      contents.every(({ content }) => content.digests.some(({ good, ageMs }) => good !== null && ageMs === 0));
    if (fresh)
      seen.push(
        { type: 'image-hash-mismatch', member: id },
        { type: 'image-size-mismatch', member: id },
        // Of the running release against the name of its file the digest says nothing: a cross-check closes that.
        ...files.map((path) => ({ type: 'image-name-mismatch' as const, member: id, subject: fileName(path) })),
      );
    // Which file it is decides; that a list took it back is our own knowledge.
    if (contents.length > 0) seen.push({ type: 'image-withdrawn', member: id });
    if (contents.length > 0 && contents.every(({ content }) => content.signed))
      seen.push({ type: 'image-signature-invalid', member: id });
    const packages = member.facts.packages;
    if (
      packages.length > 0 &&
      packages.every(
        ({ name, digest }) => digest !== null && knownGood(c.trusted.of(c.facts.platform, name), digest).good !== null,
      )
    ) {
      seen.push({ type: 'package-set-mismatch', member: id });
    }
    const wanted = digestRequirement(c, member, contents);
    missing.push(...wanted.reasons.map((why) => ({ member: id, reason: why })));
    if (wanted.unavailable !== null) {
      drafts.push({
        type: 'image-hash-unavailable',
        member: id,
        subject: '',
        expected: 'a digest that can be compared',
        observed: wanted.unavailable,
        evidence: [],
      });
    } else seen.push({ type: 'image-hash-unavailable', member: id });
  }
  for (const { path, member, adapted } of c.facts.images) {
    // A file that still is the published one was not rewritten, whatever the device does with others.
    if (
      adapted === null ||
      contentOf(c, path, member ?? c.members[0]?.facts.id ?? '').digests.some(({ good }) => good === true)
    )
      continue;
    missing.push({ member, reason: reason('image-adapted', `${path}: ${adapted}`) });
  }
  return { drafts, seen, missing };
}

function judgeContent(c: Case, member: BoundMember, path: string, content: Content, inPath: boolean): readonly Draft[] {
  const id = member.facts.id;
  const trusted = c.trusted.of(c.facts.platform, path);
  const image = c.facts.images.find((entry) => normalPath(entry.path) === normalPath(path));
  const found = findFile(c.facts, path, id);
  const listedSize = image?.sizeBytes ?? (found.kind === 'found' ? found.file.sizeBytes : null);
  const evidence = [...c.commandsOf('hash'), ...c.commandsOf('dir')];
  const drafts: Draft[] = [];
  if (image?.adapted != null) return drafts;
  const growing = image?.sizeAfterBytes != null && image.sizeBytes !== null && image.sizeAfterBytes !== image.sizeBytes;
  const size = sizeAgainst(trusted, listedSize);
  const bad = content.digests.find(({ good }) => good === false);
  if (bad !== undefined && !growing) {
    if (size !== null && size.listed < size.published && !ranFrom(c, member, path)) {
      drafts.push(sizeDraft(id, path, size, evidence, 'incomplete file'));
    } else {
      drafts.push({
        type: 'image-hash-mismatch',
        member: id,
        subject: fileName(path),
        severity: inPath ? 'critical' : 'high',
        expected: `${bad.algorithm} ${bad.expected ?? ''} (${bad.source ?? 'trusted value'})`,
        observed: `${bad.algorithm} ${bad.value} (computed by ${bad.computedBy === 'device' ? 'the device' : 'pawl'})${inPath ? '' : '; not in the boot path'}`,
        evidence,
      });
    }
  } else if (bad === undefined && size !== null && size.listed !== size.published && content.digests.length === 0) {
    drafts.push(sizeDraft(id, path, size, evidence, 'other size'));
  }
  if (bad === undefined) drafts.push(...otherThanTwins(c, id, path, content, evidence));
  drafts.push(...otherRelease(c, id, path, content, evidence));
  // Of a file that is not whole the signature cannot be right: its size has to be the same in two listings.
  const stable = image != null && image.sizeBytes !== null && image.sizeAfterBytes === image.sizeBytes;
  const whole = stable && (size === null || size.listed >= size.published);
  if (whole && (image?.signature === 'failed' || image?.signature === 'mismatch')) {
    drafts.push({
      type: 'image-signature-invalid',
      member: id,
      subject: fileName(path),
      severity: inPath ? 'critical' : 'high',
      expected: 'a signature that the device accepts',
      observed: `${image.signature} (told by the device)`,
      evidence,
    });
  }
  if (trusted.some(({ withdrawn }) => withdrawn)) {
    drafts.push({
      type: 'image-withdrawn',
      member: id,
      subject: fileName(path),
      expected: 'an image that the vendor offers',
      observed: 'withdrawn',
      evidence,
    });
  }
  return drafts;
}

/**
 * No trusted value, but at least two other devices agree on the content of a file of this name, and this one has
 * another: one of them was changed. It proves a difference, not which is genuine, so it is no `tampered`.
 */
function otherThanTwins(
  c: Case,
  member: string,
  path: string,
  content: Content,
  evidence: readonly string[],
): readonly Draft[] {
  const twins = c.twins(path);
  for (const { algorithm, value, good, ageMs } of content.digests) {
    if (good !== null || ageMs > 0) continue;
    const values = twins.filter((twin) => twin.algorithm === algorithm).map((twin) => twin.value);
    const first = values[0];
    if (first === undefined || values.length < 2 || values.some((other) => other !== first) || first === value)
      continue;
    return [
      {
        type: 'image-hash-mismatch',
        member,
        subject: fileName(path),
        severity: 'high',
        expected: `${algorithm} ${first}, as ${values.length} other devices have for this file name`,
        observed: `${algorithm} ${value}`,
        evidence,
      },
    ];
  }
  return [];
}

/** The content is published under another name, of another release: a genuine image that calls itself something else. */
function otherRelease(
  c: Case,
  member: string,
  path: string,
  content: Content,
  evidence: readonly string[],
): readonly Draft[] {
  const claimed = c.scheme.image(path).version;
  if (claimed === null) return [];
  for (const { value } of content.digests) {
    for (const { file } of c.trusted.withDigest(c.facts.platform, value)) {
      const published = c.scheme.image(file).version;
      if (published === null || isSame(c, claimed, published)) continue;
      return [
        {
          type: 'image-name-mismatch',
          member,
          subject: fileName(path),
          expected: `${claimed}, as the name says`,
          observed: `the content of ${file} (${published})`,
          evidence,
          step: { from: null, to: published, at: null, between: null },
        },
      ];
    }
  }
  return [];
}

type Sizes = { readonly listed: number; readonly published: number };

/** Null where one of the two is not known, or the listed one is among the published. */
function sizeAgainst(trusted: readonly TrustedFile[], listed: number | null): Sizes | null {
  const published = trusted.flatMap(({ sizeBytes }) => (sizeBytes === null ? [] : [sizeBytes]));
  const first = published[0];
  if (listed === null || first === undefined || published.includes(listed)) return null;
  return { listed, published: first };
}

function sizeDraft(member: string, path: string, size: Sizes, evidence: readonly string[], word: string): Draft {
  return {
    type: 'image-size-mismatch',
    member,
    subject: fileName(path),
    expected: `${size.published} bytes`,
    observed: `${size.listed} bytes (${word})`,
    evidence,
  };
}

/** The running system was started from this file as it is: a cut file could not have booted. */
function ranFrom(c: Case, member: BoundMember, path: string): boolean {
  const { image, startedAt } = member.facts;
  if (image === null || normalPath(image) !== normalPath(path) || startedAt === null) return false;
  const found = findFile(c.facts, path, member.facts.id);
  return found.kind === 'found' && found.file.modifiedAt !== null && found.file.modifiedAt < startedAt;
}

function judgePackages(c: Case, member: BoundMember): readonly Draft[] {
  return member.facts.packages.flatMap(({ name, digest }): readonly Draft[] => {
    if (digest === null) return [];
    const { good, expected, source } = knownGood(c.trusted.of(c.facts.platform, name), digest);
    if (good !== false) return [];
    return [
      {
        type: 'package-set-mismatch',
        member: member.facts.id,
        subject: name,
        expected: `${digest.algorithm} ${expected ?? ''} (${source ?? 'trusted value'})`,
        observed: `${digest.algorithm} ${digest.value} (told by the device)`,
        evidence: c.commandsOf('install'),
      },
    ];
  });
}

type Requirement = { readonly reasons: readonly Reason[]; readonly unavailable: string | null };

/** What `require` of the baseline still lacks (VERDICTS 4.2), and whether a digest can be had at all. */
function digestRequirement(
  c: Case,
  member: BoundMember,
  contents: readonly { readonly path: string; readonly content: Content }[],
): Requirement {
  const require = c.baseline?.require ?? { digest: 'where-possible' as const, maxAgeMs: 7 * 86_400_000 };
  const reasons: Reason[] = [];
  const unavailable: string[] = [];
  const lack = (path: string, why: string, possible: boolean): void => {
    if (require.digest === 'always' || (require.digest === 'where-possible' && possible))
      reasons.push(reason('digest-missing', `${path}: ${why}`));
    else unavailable.push(`${path}: ${why}`);
  };
  for (const { path, content } of contents) {
    const trusted = c.trusted
      .of(c.facts.platform, path)
      .flatMap(({ digests }) => digests.map(({ algorithm }) => algorithm));
    const possible = c.hashes.some((algorithm) => trusted.includes(algorithm));
    const compared = content.digests.filter(({ good }) => good !== null);
    if (compared.length === 0) {
      const why = c.facts.missing.find(({ fact }) => fact === 'digest')?.reason.message;
      if (trusted.length === 0) lack(path, 'no trusted value to compare with', false);
      else if (!possible)
        lack(
          path,
          c.hashes.length === 0
            ? 'files cannot be hashed on this platform'
            : `only ${trusted.join(', ')} is trusted, which the device cannot compute`,
          false,
        );
      else lack(path, why ?? 'not hashed in this audit', true);
    } else if (compared.every(({ ageMs }) => ageMs > require.maxAgeMs) && require.digest !== 'never') {
      reasons.push(
        reason(
          'digest-too-old',
          `${path}: the last digest is older than ${Math.round(require.maxAgeMs / 86_400_000)} days`,
        ),
      );
    }
  }
  for (const { name, digest } of member.facts.packages) {
    const trusted = c.trusted.of(c.facts.platform, name);
    if (trusted.length === 0) continue;
    if (digest === null || knownGood(trusted, digest).good === null)
      lack(name, 'the package was not hashed', c.hashes.length > 0);
  }
  if (
    contents.length === 0 &&
    member.facts.packages.every(({ name }) => c.trusted.of(c.facts.platform, name).length === 0)
  ) {
    lack('image', c.facts.notCheckable[0] ?? 'the running system is no file that can be hashed here', false);
  }
  return { reasons, unavailable: unavailable.length === 0 ? null : unavailable.join('; ') };
}

/** The `images` of the result: what was hashed, where, and what it was compared with. */
export function judgedImages(c: Case): readonly JudgedImage[] {
  return c.members.flatMap((member) =>
    bootPathFiles(c, member).map((path) => {
      const found = findFile(c.facts, path, member.facts.id);
      return {
        path,
        member: c.members.length > 1 ? member.facts.id : null,
        sizeBytes: found.kind === 'found' ? found.file.sizeBytes : null,
        version: c.scheme.image(path).version,
        digests: contentOf(c, path, member.facts.id).digests.map(({ algorithm, value, computedBy, good, source }) => ({
          algorithm,
          value,
          computedBy,
          knownGood: good,
          source,
        })),
      };
    }),
  );
}
