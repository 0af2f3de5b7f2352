import type { Claim } from '../../core/cross-check.ts';
import type { Case, Draft } from '../case.ts';
import { findFile } from '../listed-files.ts';
import { order } from '../steps.ts';
import { fileName } from '../trusted-files.ts';
import { cannotTell, excerptOf, type Look } from './check.ts';

/** X01: the running release against the name of the file that it was started from. */
export function nameAndBanner(c: Case): Look {
  const drafts: Draft[] = [];
  const agreed: string[] = [];
  const told: Claim[] = [];
  let strong = false;
  for (const { facts } of c.members) {
    const { image, version, id } = facts;
    if (image === null || version === null) continue;
    const named = c.scheme.image(image);
    if (named.version === null || named.kind === 'pointer' || named.kind === 'package') continue;
    const is = [version, ...facts.versionAlso].map((one) => order(c, named.version ?? '', one).order);
    if (is.includes('same')) agreed.push(id);
    else if (is.includes('older') || is.includes('newer')) {
      const [command = 'show version'] = c.commandsOf('version');
      const digest = c.facts.images.find(({ path }) => fileName(path) === fileName(image));
      strong ||= digest?.digests.some(({ value }) => isPublishedAs(c, value, named.version ?? '')) === true;
      drafts.push({
        type: 'image-name-mismatch',
        member: id,
        subject: `running ${fileName(image)}`,
        expected: `${version}, as the device says that it runs`,
        observed: `${image} (${named.version} by its name)`,
        evidence: c.commandsOf('version'),
        step: { from: null, to: version, at: null, between: null },
      });
      told.push(
        { from: command, says: version, excerpt: excerptOf(c.observation, command, version) },
        { from: 'file name', says: named.version, excerpt: excerptOf(c.observation, command, image) },
      );
    }
  }
  const seen = agreed.flatMap((member) =>
    c.state.findings
      .filter(
        ({ type, subject, member: of }) => type === 'image-name-mismatch' && of === member && /^running /.test(subject),
      )
      .map(({ subject }) => ({ type: 'image-name-mismatch' as const, member, subject })),
  );
  if (drafts.length > 0) return { outcome: 'disagree', weight: strong ? 'strong' : 'weak', claims: told, drafts, seen };
  return agreed.length > 0 ? { outcome: 'agree', seen } : cannotTell;
}

/** The content is the published one of the release in the name, so that the banner is what is wrong. */
const isPublishedAs = (c: Case, digest: string, version: string): boolean =>
  c.trusted.withDigest(c.facts.platform, digest).some(({ file }) => {
    const published = c.scheme.image(file).version;
    return published !== null && order(c, published, version).order === 'same';
  });

/** X02: the file of the running image lies where the device says, of the published size. */
export function runningFile(c: Case): Look {
  const told = c.members.flatMap(({ facts: { image, id } }) =>
    image === null ? [] : [{ image, found: findFile(c.facts, image, id) }],
  );
  const gone = told.filter(({ found }) => found.kind === 'absent');
  const [command = 'dir'] = c.commandsOf('dir');
  if (gone.length > 0)
    return {
      outcome: 'disagree',
      claims: gone.flatMap(({ image }) => [
        { from: c.commandsOf('version')[0] ?? 'show version', says: image, excerpt: null },
        { from: command, says: 'not in the complete listing', excerpt: null },
      ]),
    };
  return told.some(({ found }) => found.kind === 'found') ? { outcome: 'agree' } : cannotTell;
}

/** X03: what runs is what boots next. */
export function runningAndNext(c: Case): Look {
  const known = c.members.flatMap(({ facts: { version, boot, id } }) =>
    version === null || boot.next.kind !== 'image' || boot.next.version === null
      ? []
      : [{ id, version, next: boot.next.version, image: boot.next.image, source: boot.source ?? 'boot choice' }],
  );
  if (known.length === 0) return cannotTell;
  const apart = known.filter(({ version, next }) => order(c, next, version).order !== 'same');
  if (apart.length === 0) return { outcome: 'agree' };
  const [version = 'show version'] = c.commandsOf('version');
  return {
    outcome: 'disagree',
    claims: apart.flatMap((one) => [
      { from: version, says: one.version, excerpt: excerptOf(c.observation, version, one.version) },
      { from: one.source, says: one.next, excerpt: excerptOf(c.observation, one.source, fileName(one.image)) },
    ]),
  };
}

/** X06: nothing that the device remembers, or keeps beside the running release, is newer than it. */
export function memoryAndRunning(c: Case): Look {
  const kept = c.members.flatMap(({ facts: { version, memory, inactive } }) =>
    version === null
      ? []
      : [
          ...memory.map(({ ranBefore, from }) => ({ version, other: ranBefore, from, order: undefined })),
          ...inactive
            .filter(({ kind }) => kind === 'slot' || kind === 'rollback-point')
            .map((one) => ({ version, other: one.version, from: one.place, order: one.order })),
        ],
  );
  if (kept.length === 0) return cannotTell;
  const newer = kept.filter(({ version, other, order: told }) => (told ?? order(c, other, version).order) === 'newer');
  return newer.length === 0
    ? { outcome: 'agree' }
    : {
        outcome: 'disagree',
        claims: newer.flatMap(({ version, other, from }) => [
          { from: c.commandsOf('version')[0] ?? 'show version', says: version, excerpt: null },
          { from, says: other, excerpt: null },
        ]),
      };
}
