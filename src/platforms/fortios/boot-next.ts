import type { InactiveSoftware, NextBoot } from '../../core/facts.ts';
import { type Reason, reason } from '../../core/reason.ts';
import { type Fields, textField } from '../shared/read-kit.ts';
import { firmwareLabel, orderOf, type Running, softwareOf } from './builds.ts';

export type FlashEvidence = {
  readonly running: Running;
  readonly runningGap: Reason | null;
  /** Virtual machines have one image. */
  readonly virtual: boolean;
  readonly partitions: readonly Fields[];
  readonly gap: Reason | null;
};

/**
 * The image that boots next (platforms.md 10.3). Whether `Active` marks the default or the running partition is not
 * certain, so the build decides: that of `get system status` on the active row means no switch is pending; another one
 * is what the next start brings.
 */
export function nextBoot(evidence: FlashEvidence): NextBoot {
  const { running, virtual, partitions, gap } = evidence;
  if (running.release === null || running.build === null)
    return unresolved(evidence.runningGap, 'the running build is not known');
  if (virtual) return image('the only image of a virtual machine', running.release);
  const active = partitions.filter((partition) => partition['active'] === true);
  const [row] = active;
  if (row === undefined) return unresolved(gap, 'the table of partitions shows no active one');
  if (active.length > 1) return unresolved(null, 'the table of partitions shows two active ones');
  const name = textField(row, 'image') ?? '';
  const label = firmwareLabel(name);
  if (label === null) return unresolved(null, `the build of the active partition cannot be read from "${name}"`);
  if (label.build === running.build) return image(name, running.release);
  const order = orderOf(label, running);
  return { ...image(name, softwareOf(label, running)), ...(order === undefined ? {} : { order }) };
}

function image(name: string, version: string): NextBoot & { readonly kind: 'image' } {
  return {
    kind: 'image',
    image: name,
    version,
    versionFrom: 'partition',
    exists: true,
    fallbacks: [],
    implicit: false,
  };
}

function unresolved(gap: Reason | null, why: string): NextBoot {
  return { kind: 'unresolved', reason: gap ?? reason('boot-unresolved', why) };
}

/** The firmware partition that does not boot next; where a switch is pending, the one that does not run either. */
export function inactiveSoftware({ partitions, running }: FlashEvidence): readonly InactiveSoftware[] {
  return partitions.flatMap((partition): readonly InactiveSoftware[] => {
    const name = textField(partition, 'image') ?? '';
    const label = firmwareLabel(name);
    if (label === null || partition['active'] === true) return [];
    const pending = partitions.some(
      (other) => other['active'] === true && firmwareLabel(textField(other, 'image') ?? '')?.build !== running.build,
    );
    if (pending && label.build === running.build) return [];
    const order = orderOf(label, running);
    const place = `partition ${textField(partition, 'id') ?? '?'} (${name})`;
    return [
      {
        version: softwareOf(label, running),
        kind: 'slot',
        place,
        addedAt: null,
        ...(order === undefined ? {} : { order }),
      },
    ];
  });
}
