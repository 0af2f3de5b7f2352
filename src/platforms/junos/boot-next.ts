import type { InactiveSoftware, NextBoot } from '../../core/facts.ts';
import { type Reason, reason } from '../../core/reason.ts';
import { dayTime, printedTime } from '../shared/printed-time.ts';
import { type Fields, numberField, textField } from '../shared/read-kit.ts';
import type { PendingMethod } from './family.ts';
import { releaseOfSnapshot } from './read-snapshot.ts';
import { sameRelease } from './release-name.ts';

/** What one member told about its installed software; a `gap` says why a part is not known. */
export type BootEvidence = {
  readonly model: string | null;
  readonly method: PendingMethod;
  /** Running release, and why it is not known. */
  readonly running: string | null;
  readonly runningGap: Reason | null;
  /** Release of the pending line of `show version`. */
  readonly pending: string | null;
  /** Printed start of the member, in the zone of the install log. */
  readonly bootedAt: string | null;
  readonly roots: { readonly snapshots: readonly Fields[]; readonly gap: Reason | null };
  /** Operations of the install log, oldest first; null: the log does not speak for this member. */
  readonly log: {
    readonly operations: readonly Fields[] | null;
    readonly cleared: boolean;
    readonly gap: Reason | null;
  };
  readonly list: { readonly packages: readonly Fields[]; readonly gap: Reason | null };
};

/**
 * The release that the member boots next: a pending line wins on every model; then the model's own method decides
 * (platforms.md 8.3). A model without a known method is unresolved: that nothing is shown as pending proves nothing there.
 */
export function nextBoot(evidence: BootEvidence): NextBoot {
  const { pending, method } = evidence;
  if (pending !== null) return installed(evidence, pending);
  switch (method) {
    case 'version':
      return running(evidence);
    case 'dual-root': {
      const primary = primaryRelease(evidence);
      return primary === null ? running(evidence) : installed(evidence, primary);
    }
    case 'primary-root': {
      const primary = primaryRelease(evidence);
      if (primary !== null) return installed(evidence, primary);
      return unresolved(evidence.roots.gap, 'the snapshot output names no release on the primary root');
    }
    case 'install-log':
      return staged(evidence);
    case 'list':
      return listed(evidence);
    case 'unknown':
      return unresolved(
        evidence.model === null ? evidence.runningGap : null,
        `it is not known how a ${evidence.model ?? 'Junos device without a model'} shows a pending installation`,
      );
  }
}

function primaryRelease({ roots }: BootEvidence): string | null {
  const primary = roots.snapshots.find((snapshot) => snapshot['role'] === 'primary');
  return primary === undefined ? null : releaseOfSnapshot(primary);
}

/**
 * Host-based systems stage the new host and guest together and activate them at the next start. The last run of the
 * install tool counts; one that ended before the last start has been used up already.
 */
function staged(evidence: BootEvidence): NextBoot {
  const { operations, gap } = evidence.log;
  if (operations === null || gap !== null) return unresolved(gap, 'the install log of this member was not shown');
  const last = operations.at(-1);
  if (last === undefined && evidence.log.cleared) return unresolved(null, 'the install log was cleared');
  if (last === undefined || last['package'] === undefined || (numberField(last, 'result') ?? 0) !== 0)
    return running(evidence);
  const at = printedTime(textField(last, 'at') ?? '')?.localMs;
  const booted = printedTime(evidence.bootedAt ?? '')?.localMs;
  if (at !== undefined && booted !== undefined && at < booted) return running(evidence);
  const release = textField(last, 'staged');
  if (release === null)
    return unresolved(null, `the release of the staged ${textField(last, 'package')} cannot be read`);
  return installed(evidence, release);
}

function listed(evidence: BootEvidence): NextBoot {
  const { packages, gap } = evidence.list;
  if (packages.length === 0) return unresolved(gap, 'the list of installed releases was not shown');
  const next = packages.find((entry) => (textField(entry, 'state') ?? '').includes('next'));
  if (next === undefined) return running(evidence);
  const release = textField(next, 'version');
  if (release === null) return unresolved(null, `the release of ${textField(next, 'name')} cannot be read`);
  return installed(evidence, release);
}

function unresolved(gap: Reason | null, why: string): NextBoot {
  return { kind: 'unresolved', reason: gap ?? reason('boot-unresolved', why) };
}

function running({ running: release, runningGap }: BootEvidence): NextBoot {
  if (release === null) return unresolved(runningGap, 'the running release is not known');
  return image(release);
}

function installed(evidence: BootEvidence, release: string): NextBoot {
  const same = evidence.running !== null && sameRelease(evidence.running, release);
  return same ? running(evidence) : image(release);
}

/** The device's own record of what is installed; Junos boots a set of packages, not a file. */
function image(release: string): NextBoot {
  return {
    kind: 'image',
    image: `junos ${release}`,
    version: release,
    versionFrom: 'install-state',
    exists: true,
    fallbacks: [],
    implicit: false,
  };
}

/** Software of the member that neither runs nor boots next: other root, recovery snapshot, other installed releases. */
export function inactiveSoftware(evidence: BootEvidence): readonly InactiveSoftware[] {
  const next = nextBoot(evidence);
  const boots = next.kind === 'image' ? next.version : null;
  const differs = (release: string): boolean =>
    !(boots !== null && sameRelease(boots, release)) &&
    !(evidence.running !== null && sameRelease(evidence.running, release));
  const roots = evidence.roots.snapshots.flatMap((snapshot): readonly InactiveSoftware[] => {
    const version = releaseOfSnapshot(snapshot);
    const role = textField(snapshot, 'role');
    if (version === null || (role !== 'recovery' && role !== 'backup' && !differs(version))) return [];
    const place = `${role ?? 'snapshot'} ${textField(snapshot, 'device') ?? textField(snapshot, 'name') ?? ''}`.trim();
    const kind = snapshot['name'] === undefined ? 'slot' : 'rollback-point';
    return [{ version, kind, place, addedAt: dayTime(textField(snapshot, 'created') ?? '') }];
  });
  const others = evidence.list.packages.flatMap((entry): readonly InactiveSoftware[] => {
    const version = textField(entry, 'version');
    const state = textField(entry, 'state') ?? '';
    if (version === null || state.includes('running') || state.includes('next')) return [];
    const kind = state.includes('rollback') ? 'slot' : 'package';
    return [
      {
        version,
        kind,
        place: textField(entry, 'name') ?? version,
        addedAt: dayTime(textField(entry, 'created') ?? ''),
      },
    ];
  });
  return [...roots, ...others];
}
