import type { FileFacts, InactiveSoftware } from '../core/facts.ts';
import { isApproved } from './approval.ts';
import type { BoundMember, Case, Draft, Sight } from './case.ts';
import { changedSince, contentOf } from './content.ts';
import { findFile } from './listed-files.ts';
import { resolveNext } from './next-boot.ts';
import { isOlder, isSame } from './steps.ts';
import { fileName, normalPath } from './trusted-files.ts';

/** Kinds of files that a device could boot or install as a whole system. */
const bootable = new Set([
  'system',
  'kickstart',
  'bundle',
  'archive',
  'golden',
  'usb',
  'boot',
  'migration',
  'beta',
  'interim',
  'engineering',
  'nightly',
  'service-pack',
]);

/** os-downgrade-staged, image-unknown, image-missing, image-changed, boot-path-changed of the listed files. */
export function seeFiles(c: Case): Sight {
  const drafts: Draft[] = [];
  const seen: Sight['seen'][number][] = [];
  const complete = c.facts.listings.length > 0 && c.facts.listings.every((listing) => listing.complete);
  if (complete) seen.push({ type: 'os-downgrade-staged', member: null }, { type: 'image-unknown', member: null });
  const running = c.members[0]?.facts.version ?? null;
  if (running !== null) {
    for (const listing of c.facts.listings) {
      for (const file of listing.files) {
        const draft = judgeFile(c, file, running);
        if (draft !== null) drafts.push(draft);
      }
    }
    drafts.push(...stagedPackages(c));
  }
  for (const member of c.members) {
    const id = member.facts.id;
    const missing = missingImage(c, member);
    if (missing.draft !== null) drafts.push(missing.draft);
    if (missing.told) seen.push({ type: 'image-missing', member: id });
    const changed = changedImages(c, member);
    drafts.push(...changed.drafts);
    if (changed.told) seen.push({ type: 'image-changed', member: id });
    const path = changedPath(c, member);
    if (path.draft !== null) drafts.push(path.draft);
    if (path.told) seen.push({ type: 'boot-path-changed', member: id });
  }
  return { drafts, seen, missing: [] };
}

const inBootPath = (c: Case, file: FileFacts): boolean =>
  c.members.some(({ facts }) => {
    const paths = [facts.image, facts.boot.next.kind === 'image' ? facts.boot.next.image : null];
    return paths.some(
      (path) => path !== null && (normalPath(path) === normalPath(file.path) || fileName(path) === file.name),
    );
  });

function judgeFile(c: Case, file: FileFacts, running: string): Draft | null {
  const name = c.scheme.image(file.path);
  if (name.kind === null || !bootable.has(name.kind) || inBootPath(c, file)) return null;
  const version = name.version;
  if (version !== null && (isSame(c, version, running) || isApproved(c, version) || ranBefore(c, version))) return null;
  if (c.trusted.of(c.facts.platform, file.name).length > 0 && version === null) return null;
  const evidence = c.commandsOf('dir');
  const fresh = isNew(c, file);
  if (version !== null && isOlder(c, version, running) && fresh) {
    return {
      type: 'os-downgrade-staged',
      member: null,
      subject: file.path,
      expected: `no unapproved image older than ${running}`,
      observed: `${file.path} (${version})${file.date === null ? '' : `, dated ${file.date}`}`,
      evidence,
      step: { from: running, to: version, at: null, between: null },
    };
  }
  if (c.baseline === null || c.trusted.of(c.facts.platform, file.name).length > 0) return null;
  return {
    type: 'image-unknown',
    member: null,
    subject: file.path,
    severity: fresh && c.state.last !== null ? 'medium' : 'low',
    expected: 'images of approved releases',
    observed: version === null ? file.path : `${file.path} (${version})`,
    evidence,
    step: { from: null, to: version, at: null, between: null },
  };
}

/** New since the last observation; without one, dated after the start-up. What was new stays so while it is open. */
function isNew(c: Case, file: FileFacts): boolean {
  const open = c.state.findings.find(
    ({ type, subject, status }) =>
      (type === 'os-downgrade-staged' || type === 'image-unknown') && subject === file.path && status !== 'closed',
  );
  if (open !== undefined) return open.severity === 'medium';
  if (c.state.last !== null && c.state.last.listings.length > 0)
    return findFile(c.state.last, file.path, null).kind !== 'found';
  const start = c.members[0]?.facts.startedAt ?? null;
  return start !== null && file.modifiedAt !== null && file.modifiedAt > start;
}

/** The release before the last upgrade is kept as a fallback by everyone. */
function ranBefore(c: Case, version: string): boolean {
  return c.members.some(({ before }) => before?.ran.some((ran) => isSame(c, ran.version, version)) ?? false);
}

/** Older packages and repository entries that were not there before. */
function stagedPackages(c: Case): readonly Draft[] {
  const last = c.state.last;
  return c.members.flatMap((member) => {
    const running = member.facts.version;
    if (running === null) return [];
    const before = last?.members.find(({ id }) => id === member.facts.id)?.inactive ?? null;
    return member.facts.inactive
      .filter(({ kind }) => kind === 'package' || kind === 'repository')
      .filter((software) => isOlder(c, software.version, running) && !isBaseOfTrain(c, software, running))
      .filter((software) => !isApproved(c, software.version) && !ranBefore(c, software.version))
      .filter((software) => isNewlyStaged(c, member, software, before))
      .map((software) => ({
        type: 'os-downgrade-staged' as const,
        member: null,
        subject: `${software.place} ${software.version}`,
        expected: `no unapproved software older than ${running}`,
        observed: `${software.version} in ${software.place}`,
        evidence: c.commandsOf('install'),
        step: { from: running, to: software.version, at: null, between: null },
      }));
  });
}

function isNewlyStaged(
  c: Case,
  member: BoundMember,
  software: InactiveSoftware,
  before: readonly InactiveSoftware[] | null,
): boolean {
  const subject = `${software.place} ${software.version}`;
  if (
    c.state.findings.some(
      (finding) => finding.type === 'os-downgrade-staged' && finding.subject === subject && finding.status !== 'closed',
    )
  )
    return true;
  if (before !== null)
    return !before.some(({ version, place }) => version === software.version && place === software.place);
  const start = member.facts.startedAt;
  return start !== null && software.addedAt !== null && software.addedAt > start;
}

/** Image stores keep the first release of the running train: its maintenance releases are installed on top of it. */
function isBaseOfTrain(c: Case, software: InactiveSoftware, running: string): boolean {
  if (software.kind !== 'repository') return false;
  const parsed = c.scheme.parse(running);
  const base = c.scheme.parse(software.version);
  return (
    parsed.ok &&
    base.ok &&
    parsed.value.train === base.value.train &&
    base.value.canonical === `${parsed.value.train}.0`
  );
}

function missingImage(c: Case, member: BoundMember): { readonly draft: Draft | null; readonly told: boolean } {
  const { id, image, startedAt } = member.facts;
  if (image === null || /^(?:tftp|ftp|https?|scp|sftp|rcp):/i.test(image)) return { draft: null, told: false };
  const found = findFile(c.facts, image, id);
  if (found.kind === 'unknown') return { draft: null, told: false };
  if (found.kind === 'found') return { draft: null, told: true };
  const last = c.state.lastObservedAt;
  const restarted = last !== null && startedAt !== null && startedAt > last;
  return {
    told: true,
    draft: {
      type: 'image-missing',
      member: id,
      subject: fileName(image),
      severity: restarted ? 'high' : 'medium',
      expected: `${image} on the device`,
      observed: 'not in the complete listing',
      evidence: c.commandsOf('dir'),
      step: { from: member.facts.version, to: null, at: null, between: null },
    },
  };
}

/** Same path, other content in the boot path; not where the new content is trusted. */
function changedImages(c: Case, member: BoundMember): { readonly drafts: readonly Draft[]; readonly told: boolean } {
  if (c.state.lastGood === null || c.orderedAt === null) return { drafts: [], told: false };
  const { boot, image, id } = member.facts;
  const paths = [image, boot.next.kind === 'image' ? boot.next.image : null].filter((path) => path !== null);
  const distinct = paths.filter(
    (path, index) => paths.findIndex((other) => normalPath(other) === normalPath(path)) === index,
  );
  const told = distinct.every((path) => findFile(c.facts, path, id).kind === 'found');
  const drafts = distinct.flatMap((path): readonly Draft[] => {
    const isTrusted = contentOf(c, path, id).digests.some((digest) => digest.good === true && digest.ageMs === 0);
    const change = isTrusted ? null : changedSince(c, path, id);
    if (change === null) return [];
    return [
      {
        type: 'image-changed',
        member: id,
        subject: normalPath(path),
        expected: 'the content of the last accepted state',
        observed: change,
        evidence: [...c.commandsOf('dir'), ...c.commandsOf('hash')],
        step: { from: null, to: c.scheme.image(path).version, at: null, between: null },
      },
    ];
  });
  return { drafts, told };
}

/** Boot choice against the last state that was not in question. */
function changedPath(c: Case, member: BoundMember): { readonly draft: Draft | null; readonly told: boolean } {
  const good = c.state.lastGood?.members.find(({ id }) => id === member.facts.id);
  const { boot, id } = member.facts;
  if (good === undefined || c.orderedAt === null || boot.list === null || good.boot.list === null)
    return { draft: null, told: false };
  const next = resolveNext(c, member);
  const choice = (list: readonly string[], register: string | null): string =>
    `${list.map(normalPath).join(', ') || 'none'}${register === null ? '' : `, register ${register.toLowerCase()}`}`;
  const was = choice(good.boot.list, good.boot.nextConfigRegister ?? good.boot.configRegister);
  const is = choice(boot.list, boot.nextConfigRegister ?? boot.configRegister);
  if (was === is) return { draft: null, told: true };
  const registerKept =
    (good.boot.nextConfigRegister ?? good.boot.configRegister)?.toLowerCase() ===
    (boot.nextConfigRegister ?? boot.configRegister)?.toLowerCase();
  if (next.kind === 'resolved' && registerKept && isApproved(c, next.version)) return { draft: null, told: true };
  return {
    told: true,
    draft: {
      type: 'boot-path-changed',
      member: id,
      subject: '',
      expected: was,
      observed: is,
      evidence: c.commandsOf('boot'),
      step: { from: null, to: next.kind === 'resolved' ? next.version : next.claimed, at: null, between: null },
    },
  };
}
