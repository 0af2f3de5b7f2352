import type { InactiveSoftware, NextBoot } from '../../core/facts.ts';
import { type Reason, reason } from '../../core/reason.ts';
import { type Fields, textField } from '../shared/read-kit.ts';

/** States of `debug swm status` that are understood; `REVERTABLE` is the way back, `READY` and `EMPTY` idle ones. */
const known = /^(?:RUNNING(?:-ACTIVE)?|ACTIVE|PENDING(?:-[A-Z]+)?|REVERTABLE|READY|EMPTY|INSTALLED|INACTIVE|NONE)$/;

export type SwmEvidence = {
  readonly partitions: readonly Fields[];
  readonly gap: Reason | null;
  /** Release of `show system info`. */
  readonly running: string | null;
};

/**
 * The partition that the next restart activates (platforms.md 9.3): a pending one; else the one called active; else
 * the running one. Two pending ones, a state that is not known, or a running partition with another release than
 * `show system info` tells leave it unresolved.
 */
export function nextBoot({ partitions, gap, running }: SwmEvidence): NextBoot {
  const roots = partitions.filter((entry) => textField(entry, 'id')?.startsWith('sysroot'));
  if (roots.length === 0) return unresolved(gap, 'the table of partitions was not shown');
  const odd = roots.find((root) => !known.test(stateOf(root)));
  if (odd !== undefined)
    return unresolved(null, `partition ${textField(odd, 'id')} is in the unknown state ${stateOf(odd)}`);
  const runs = roots.filter((root) => stateOf(root).startsWith('RUNNING'));
  const pending = roots.filter((root) => stateOf(root).startsWith('PENDING'));
  const active = roots.filter((root) => stateOf(root) === 'ACTIVE');
  if (runs.length > 1 || pending.length > 1 || active.length > 1)
    return unresolved(null, 'two partitions claim the same role');
  const [runner] = runs.length === 1 ? runs : active;
  const told = runner === undefined ? null : textField(runner, 'version');
  if (told !== null && running !== null && told !== running)
    return unresolved(null, `the running partition holds ${told}, but the device says that it runs ${running}`);
  const next = pending[0] ?? active[0] ?? runs[0];
  if (next === undefined) return unresolved(null, 'no partition is running, active or pending');
  if (gap !== null && pending.length === 0) return unresolved(gap, 'the table of partitions was cut');
  const version = textField(next, 'version');
  const partition = textField(next, 'id') ?? 'sysroot';
  if (version === null) return unresolved(null, `partition ${partition} boots next and names no release`);
  return {
    kind: 'image',
    image: partition,
    version,
    versionFrom: 'partition',
    exists: true,
    fallbacks: [],
    implicit: false,
  };
}

function stateOf(partition: Fields): string {
  return textField(partition, 'state') ?? '';
}

function unresolved(gap: Reason | null, why: string): NextBoot {
  return { kind: 'unresolved', reason: gap ?? reason('boot-unresolved', why) };
}

/** Root partitions that neither run nor boot next, and releases that were downloaded or uploaded to the device. */
export function inactiveSoftware(evidence: SwmEvidence, repository: readonly Fields[]): readonly InactiveSoftware[] {
  const next = nextBoot(evidence);
  const boots = next.kind === 'image' ? next.image : null;
  const slots = evidence.partitions.flatMap((entry): readonly InactiveSoftware[] => {
    const version = textField(entry, 'version');
    const id = textField(entry, 'id') ?? '';
    const state = stateOf(entry);
    if (version === null || !id.startsWith('sysroot') || id === boots || /^(?:RUNNING|ACTIVE|PENDING)/.test(state))
      return [];
    return [{ version, kind: 'slot', place: `${id} (${state})`, addedAt: null }];
  });
  const kept = repository.flatMap((entry): readonly InactiveSoftware[] => {
    const version = textField(entry, 'version');
    const here = entry['downloaded'] === true || entry['uploaded'] === true;
    if (version === null || !here || version === evidence.running) return [];
    return [{ version, kind: 'repository', place: 'software repository', addedAt: null }];
  });
  return [...slots, ...kept];
}
