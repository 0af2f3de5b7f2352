import type { EpochMs } from '../core/brands.ts';
import type { DeviceFacts, Listing, MemberFacts, Telling } from '../core/facts.ts';
import type { Finding } from '../core/finding.ts';
import type { FindingType } from '../core/finding-types.ts';
import type { DeviceState, MemberState, Reference, SeenDigest } from '../core/history.ts';
import type { BoundMember, Case } from './case.ts';
import { unseenMembers } from './identity.ts';
import { findFile } from './listed-files.ts';
import { goodOffer } from './ssh-offer.ts';
import { isSame, order } from './steps.ts';
import { normalPath } from './trusted-files.ts';

/** While one of these is open, the last accepted state is kept as it was (VERDICTS 4.5). */
const questions: ReadonlySet<FindingType> = new Set([
  'boot-path-changed',
  'image-changed',
  'image-unknown',
  'feature-set-changed',
  'bootloader-changed',
]);

/** What is remembered after this observation. Evidence without an order changes the findings only. */
export function nextState(c: Case, findings: readonly Finding[]): DeviceState {
  const at = c.orderedAt;
  if (at === null) return { ...c.state, findings };
  const last = mergeFacts(c.state.last, c.facts);
  const inQuestion = findings.some(
    ({ type, status, severity, authorizedBy }) =>
      status !== 'closed' && questions.has(type) && severity !== 'low' && authorizedBy === null,
  );
  const seen = c.members.map((member) => memberAfter(c, member, findings, at));
  return {
    ...c.state,
    firstObservedAt: c.state.firstObservedAt ?? at,
    lastObservedAt: at,
    members: [...seen, ...keptMembers(c, seen)],
    last,
    lastGood: inQuestion && c.state.lastGood !== null ? c.state.lastGood : last,
    lastOffer: c.observation.ssh ?? c.state.lastOffer,
    goodOffer: offerAfter(c, findings),
    findings,
    digests: digestsAfter(c, findings, at),
  };
}

/** The offer that later ones are held against; a weaker one takes its place by a decision only. */
function offerAfter(c: Case, findings: readonly Finding[]): DeviceState['lastOffer'] {
  const good = goodOffer(c.state);
  const weakened = findings.some(
    ({ type, status, authorizedBy }) => type === 'ssh-crypto-weakened' && status !== 'closed' && authorizedBy === null,
  );
  const { ssh } = c.observation;
  return weakened || ssh === null || ssh.kex.length === 0 ? good : ssh;
}

/** Members that were not shown stay; one whose place another serial number took is marked. */
function keptMembers(c: Case, seen: readonly MemberState[]): readonly MemberState[] {
  const bound = new Set(c.members.map(({ before }) => before));
  const unseen = new Set(unseenMembers(c));
  return c.state.members
    .filter((member) => !bound.has(member))
    .map((member) => {
      if (member.replacedBy !== null || unseen.has(member)) return member;
      const successor = seen.find(({ id }) => id === member.id);
      return { ...member, replacedBy: successor?.serial ?? 'unknown' };
    });
}

function memberAfter(c: Case, { facts, before }: BoundMember, findings: readonly Finding[], at: EpochMs): MemberState {
  const kept = {
    id: facts.id,
    serial: facts.serial ?? before?.serial ?? null,
    model: facts.model ?? before?.model ?? null,
    platform: c.facts.platform,
    replacedBy: null,
  };
  const version = facts.version;
  if (version === null || !c.scheme.parse(version).ok) {
    return {
      ...kept,
      reference: before?.reference ?? null,
      running: before?.running ?? null,
      startedAt: before?.startedAt ?? null,
      ran: before?.ran ?? [],
    };
  }
  const stayed = before?.running != null && isSame(c, before.running.version, version);
  const last = c.state.lastObservedAt;
  const since = stayed && before?.running != null ? before.running.since : changeTime(facts, last, at);
  const ran = stayed
    ? (before?.ran ?? []).map((entry, index, all) => (index === all.length - 1 ? { ...entry, to: at } : entry))
    : [...(before?.ran ?? []), { version, from: since, to: at }];
  return {
    ...kept,
    reference: referenceAfter(c, facts, before, findings, at),
    running: {
      version,
      patches: facts.patches ?? (stayed ? (before?.running?.patches ?? null) : null),
      since,
      seenAt: at,
    },
    startedAt: facts.startedAt ?? before?.startedAt ?? null,
    ran: ran.slice(-50),
  };
}

const changeTime = (facts: MemberFacts, last: EpochMs | null, at: EpochMs): EpochMs =>
  facts.startedAt !== null && (last === null || facts.startedAt >= last) && facts.startedAt <= at
    ? facts.startedAt
    : at;

/** An observation can raise the reference; only a decision lowers it (VERDICTS 2). */
function referenceAfter(
  c: Case,
  facts: MemberFacts,
  before: MemberState | null,
  findings: readonly Finding[],
  at: EpochMs,
): Reference | null {
  const version = facts.version ?? '';
  const here: Reference = { version, patches: facts.patches ?? [], observedAt: at };
  const reference = before?.reference ?? null;
  if (reference === null) return here;
  const decided = findings.some(
    ({ type, member, status, step, authorizedBy }) =>
      (type === 'os-downgraded' || type === 'patch-removed' || type === 'os-incomparable-step') &&
      member === facts.id &&
      status !== 'closed' &&
      authorizedBy !== null &&
      authorizedBy.kind !== 'waiver' &&
      step?.to != null &&
      isSame(c, step.to, version),
  );
  if (decided) return { ...here, patches: facts.patches ?? reference.patches };
  switch (order(c, version, reference.version).order) {
    case 'newer':
      return here;
    case 'same':
      return { ...reference, patches: [...new Set([...reference.patches, ...(facts.patches ?? [])])] };
    case 'older':
    case 'incomparable':
      return reference;
  }
}

/** A fact that was not read this time keeps its last known value: a failed reading is no change (cases S29). */
export function mergeFacts(before: DeviceFacts | null, now: DeviceFacts): DeviceFacts {
  if (before === null) return now;
  const members = now.members.map((member) => {
    const was = before.members.find(({ id }) => id === member.id);
    if (was === undefined) return member;
    return {
      ...member,
      version: member.version ?? was.version,
      patches: member.patches ?? was.patches,
      featureSet: member.featureSet ?? was.featureSet,
      image: member.image ?? was.image,
      startedAt: member.startedAt ?? was.startedAt,
      boot: member.boot.list === null ? was.boot : member.boot,
    };
  });
  const isRelisted = (old: Listing): boolean =>
    now.listings.some(
      (listing) =>
        listing.complete &&
        listing.member === old.member &&
        normalPath(listing.filesystem) === normalPath(old.filesystem),
    );
  return {
    ...now,
    members,
    listings: [...now.listings, ...before.listings.filter((old) => !isRelisted(old) && !now.listings.includes(old))],
    bootloader: now.bootloader.length > 0 ? now.bootloader : before.bootloader,
    trust: now.trust.length > 0 ? now.trust : before.trust,
    tellings: keptTellings(before.tellings ?? [], now.tellings ?? []),
  };
}

/** What the last audit told and this one did not, of the facts that are compared over time. */
function keptTellings(before: readonly Telling[], now: readonly Telling[]): readonly Telling[] {
  const isTold = ({ fact, member }: Telling): boolean => now.some((one) => one.fact === fact && one.member === member);
  return [...now, ...before.filter((one) => one.fact === 'built' && !isTold(one))];
}

/** Five a file, for the packages of all members of the largest stacks. */
const mostDigests = 1500;

/** Keeps one digest a path, member, algorithm and origin; not of a file whose content is in question. */
function digestsAfter(c: Case, findings: readonly Finding[], at: EpochMs): readonly SeenDigest[] {
  const questioned = new Set(
    findings
      .filter(
        ({ type, status, authorizedBy }) => type === 'image-changed' && status !== 'closed' && authorizedBy === null,
      )
      .map(({ subject }) => subject),
  );
  const fresh = c.facts.images.flatMap((image): readonly SeenDigest[] => {
    if (questioned.has(normalPath(image.path))) return [];
    const found = findFile(c.facts, image.path, image.member);
    const date = found.kind === 'found' ? found.file.date : null;
    const ran = c.members.find(({ facts }) => facts.id === image.member) ?? c.members[0];
    return image.digests.map(({ algorithm, value, computedBy }) => ({
      path: image.path,
      member: image.member,
      sizeBytes: image.sizeBytes,
      date,
      algorithm,
      value,
      computedBy,
      version: ran?.facts.version ?? null,
      at,
    }));
  });
  const key = ({ path, member, algorithm, computedBy }: SeenDigest): string =>
    [normalPath(path), member ?? '', algorithm, computedBy].join('\n');
  const replaced = new Set(fresh.map(key));
  return [...c.state.digests.filter((seen) => !replaced.has(key(seen))), ...fresh].slice(-mostDigests);
}
