import type { NextBoot } from '../core/facts.ts';
import { type Reason, reason } from '../core/reason.ts';
import { isApproved } from './approval.ts';
import type { BoundMember, Case, Draft, Sight } from './case.ts';
import { changedSince, contentOf } from './content.ts';
import { findFile } from './listed-files.ts';
import { once } from './once.ts';
import { isOlder, isSame, order } from './steps.ts';
import { fileName, normalPath } from './trusted-files.ts';

/** What boots next, and whether that may be believed. */
export type ResolvedNext =
  | { readonly kind: 'resolved'; readonly image: string; readonly version: string }
  | { readonly kind: 'unresolved'; readonly reason: Reason; readonly claimed: string | null };

type ImageBoot = Extract<NextBoot, { kind: 'image' }>;

/** Judges the platform's resolution by VERDICTS 3: a file name alone is not always evidence of the version. */
export const resolveNext = once((member: BoundMember) => member, resolve);

function resolve(c: Case, member: BoundMember): ResolvedNext {
  const { next } = member.facts.boot;
  switch (next.kind) {
    case 'unresolved':
      return { kind: 'unresolved', reason: next.reason, claimed: null };
    case 'network':
      return unresolved(`the next boot is from the network (${next.url})`, null);
    case 'loader':
      return unresolved(`the device stops in its loader (${next.why})`, null);
    case 'image':
      return resolveImage(c, member, next);
  }
}

const unresolved = (message: string, claimed: string | null): ResolvedNext => ({
  kind: 'unresolved',
  reason: reason('boot-unresolved', message),
  claimed,
});

function resolveImage(c: Case, member: BoundMember, next: ImageBoot): ResolvedNext {
  const { image, version } = next;
  if (version === null) return unresolved(`the version of ${image} is not known`, null);
  if (!c.scheme.parse(version).ok)
    return unresolved(
      `"${version}" of ${image} is no release of this platform`,
      next.order === undefined ? null : version,
    );
  if (next.exists === false) return unresolved(`${image} does not exist`, version);
  if (next.versionFrom === 'name' || next.versionFrom === 'running') {
    const doubt = doubtInName(c, member, next);
    if (doubt !== null && !provenContent(c, member, image)) {
      return unresolved(`${doubt}, and no digest, signature or reading of the file shows what it is`, version);
    }
  }
  const older = next.fallbacks.find((fallback) => fallback.version !== null && isOlder(c, fallback.version, version));
  if (older !== undefined && !isIntact(c, member, image)) {
    return unresolved(
      `a damaged ${image} would boot ${older.image} (${older.version}), and its size or digest was not compared`,
      version,
    );
  }
  return { kind: 'resolved', image, version };
}

/** Why the name of the file is no evidence of what is in it; null where it is. */
function doubtInName(c: Case, member: BoundMember, { image }: ImageBoot): string | null {
  const id = member.facts.id;
  const found = findFile(c.facts, image, id);
  const start = member.facts.startedAt;
  const isRunningFile = member.facts.image !== null && sameFile(member.facts.image, image);
  const change = changedSince(c, image, id);
  if (change !== null) return `${image} changed since the last observation (${change})`;
  if (
    found.kind === 'found' &&
    found.file.modifiedAt !== null &&
    start !== null &&
    found.file.modifiedAt > start + 60_000
  ) {
    return `${image} was written after the start-up`;
  }
  if (isRunningFile) return null;
  const everHashed = c.state.digests.some(({ path }) => sameFile(path, image));
  return everHashed ? null : `${image} is not the file that runs and was never hashed`;
}

const sameFile = (a: string, b: string): boolean => normalPath(a) === normalPath(b) || fileName(a) === fileName(b);

/** A digest that is trusted for this very file, or a signature that the device found good. */
function provenContent(c: Case, member: BoundMember, image: string): boolean {
  const { digests, signed } = contentOf(c, image, member.facts.id);
  return signed || digests.some(({ good }) => good === true);
}

/** Size or digest as published, or the file that this system was started from and that was not touched since. */
function isIntact(c: Case, member: BoundMember, image: string): boolean {
  if (provenContent(c, member, image)) return true;
  const found = findFile(c.facts, image, member.facts.id);
  if (found.kind !== 'found') return false;
  const sizes = c.trusted
    .of(c.facts.platform, image)
    .flatMap(({ sizeBytes }) => (sizeBytes === null ? [] : [sizeBytes]));
  if (sizes.length > 0) return found.file.sizeBytes !== null && sizes.includes(found.file.sizeBytes);
  const start = member.facts.startedAt;
  return (
    member.facts.image !== null &&
    sameFile(member.facts.image, image) &&
    start !== null &&
    found.file.modifiedAt !== null &&
    found.file.modifiedAt < start
  );
}

/** Everything about the next boot: pending downgrade, missing file, network, register, implicit, unsaved, uncommitted. */
export function seeNextBoot(c: Case): Sight {
  const drafts: Draft[] = [];
  const seen: Sight['seen'][number][] = [];
  const missing: Sight['missing'][number][] = [];
  for (const member of c.members) {
    const { id, boot, version } = member.facts;
    const evidence = c.commandsOf('boot');
    const next = resolveNext(c, member);
    const claimed = next.kind === 'resolved' ? next.version : next.claimed;
    const told = boot.next.kind === 'image' ? (boot.next.order ?? null) : null;
    if (next.kind === 'unresolved') missing.push({ member: id, reason: next.reason });
    if (claimed !== null && version !== null) {
      const compared = order(c, claimed, version);
      const { order: is, why } = told === null ? compared : { order: told, why: 'told by the build number' };
      if (is === 'older') {
        drafts.push({
          type: 'os-downgrade-pending',
          member: id,
          subject: claimed,
          severity: c.facts.scheduledReload?.kind === 'scheduled' ? 'critical' : 'high',
          expected: `${version} or newer at the next boot`,
          observed: `${claimed}${boot.next.kind === 'image' ? ` from ${boot.next.image}` : ''} (${why})`,
          evidence,
          step: { from: version, to: claimed, at: null, between: null },
        });
      } else if (next.kind === 'resolved') {
        seen.push({ type: 'os-downgrade-pending', member: id });
        if (is === 'incomparable')
          missing.push({
            member: id,
            reason: reason('incomparable', `next boot ${claimed} against ${version}: ${why}`),
          });
      }
    }
    drafts.push(...nextNotApproved(c, member, next, evidence), ...bootChoice(c, member, evidence));
    if (next.kind === 'resolved') seen.push({ type: 'boot-file-missing', member: id });
    if (boot.next.kind === 'image' || boot.next.kind === 'loader') {
      seen.push({ type: 'boot-from-network', member: id }, { type: 'boot-implicit', member: id });
      if (boot.configRegister !== null || boot.manual !== null) seen.push({ type: 'boot-register-unsafe', member: id });
    }
    if (boot.unsaved !== null) seen.push({ type: 'boot-path-unsaved', member: id });
    if (boot.commit !== null) seen.push({ type: 'install-uncommitted', member: id });
  }
  return { drafts, seen, missing };
}

function nextNotApproved(
  c: Case,
  member: BoundMember,
  next: ResolvedNext,
  evidence: readonly string[],
): readonly Draft[] {
  const { id, version } = member.facts;
  if (next.kind === 'unresolved' || c.baseline === null || version === null) return [];
  if (isSame(c, next.version, version) || isOlder(c, next.version, version) || isApproved(c, next.version)) return [];
  return [
    {
      type: 'os-not-approved',
      member: id,
      subject: `next boot ${next.version}`,
      expected: 'an approved release at the next boot',
      observed: `${next.version} from ${next.image}`,
      evidence,
    },
  ];
}

function bootChoice(c: Case, member: BoundMember, evidence: readonly string[]): readonly Draft[] {
  const { id, boot, image } = member.facts;
  const drafts: Draft[] = [];
  const put = (draft: Omit<Draft, 'member' | 'evidence'>): void => {
    drafts.push({ ...draft, member: id, evidence });
  };
  if (boot.next.kind === 'image' && boot.next.exists === false) {
    put({
      type: 'boot-file-missing',
      subject: fileName(boot.next.image),
      expected: `${boot.next.image} on the device`,
      observed: 'not in the complete listing',
    });
  }
  for (const entry of missingEntries(c, member)) {
    put({
      type: 'boot-file-missing',
      subject: fileName(entry),
      expected: `${entry} on the device`,
      observed: 'named first, and not in the complete listing',
    });
  }
  const networkOrigin = /^(?:tftp|ftp|https?|scp|sftp|rcp|mop):/i;
  if (boot.next.kind === 'network' && c.baseline?.boot.network !== 'allow') {
    put({ type: 'boot-from-network', subject: 'next', expected: 'a local image', observed: boot.next.url });
  } else if (image !== null && networkOrigin.test(image) && c.baseline?.boot.network !== 'allow') {
    put({ type: 'boot-from-network', subject: 'running', expected: 'started from a local image', observed: image });
  }
  const register = unsafeRegister(c, member);
  if (register !== null) put(register);
  if (boot.next.kind === 'image' && boot.next.implicit) {
    put({
      type: 'boot-implicit',
      subject: '',
      expected: 'a boot statement',
      observed: `none; ${boot.next.image} is the first image found`,
    });
  }
  if (boot.unsaved === true) {
    put({
      type: 'boot-path-unsaved',
      subject: '',
      expected: 'the saved boot choice',
      observed: 'the running one differs',
    });
  }
  if (boot.commit === 'uncommitted') {
    put({
      type: 'install-uncommitted',
      subject: '',
      expected: 'committed software',
      observed:
        boot.autoAbort === null ? 'activated, not committed' : `activated, not committed; auto-abort ${boot.autoAbort}`,
    });
  }
  return drafts;
}

/** Entries before the one that boots next which the complete listing does not have: the loader passes over them. */
function missingEntries(c: Case, { facts: { id, boot } }: BoundMember): readonly string[] {
  const { next, list } = boot;
  if (next.kind !== 'image' || list === null) return [];
  const chosen = list.findIndex((entry) => normalPath(entry) === normalPath(next.image));
  const before = chosen === -1 ? (next.implicit ? list : []) : list.slice(0, chosen);
  return before.filter((entry) => findFile(c.facts, entry, id).kind === 'absent');
}

/** Bit 6 ignores the configuration, field 0 stops in the loader (platforms.md 4.3). */
function unsafeRegister(c: Case, member: BoundMember): Omit<Draft, 'member' | 'evidence'> | null {
  const { boot } = member.facts;
  const text = boot.nextConfigRegister ?? boot.configRegister;
  const wanted = c.baseline?.boot.configRegister ?? null;
  if (boot.manual === true) {
    return {
      type: 'boot-register-unsafe',
      subject: 'manual',
      expected: 'boots by itself',
      observed: 'manual boot: stops in the loader',
    };
  }
  if (boot.next.kind === 'loader' && text === null) {
    return { type: 'boot-register-unsafe', subject: 'loader', expected: 'boots by itself', observed: boot.next.why };
  }
  if (text === null) return null;
  const value = Number.parseInt(text, 16);
  if (Number.isNaN(value) || (wanted !== null && Number.parseInt(wanted, 16) === value)) return null;
  const why = [
    ...((value & 0x40) !== 0 ? ['ignores the startup configuration'] : []),
    ...((value & 0xf) === 0 ? ['stops in the loader'] : []),
  ];
  if (why.length === 0) return null;
  return {
    type: 'boot-register-unsafe',
    subject: text.toLowerCase(),
    expected: wanted ?? 'a register that boots by itself with the configuration',
    observed: `${text}: ${why.join(', ')}`,
  };
}
