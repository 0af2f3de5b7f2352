import type { AlertStep, ChainId } from '../core/alert.ts';
import { isChange, standingSteps } from './alert-score.ts';
import { takesAway } from './covered.ts';
import { isUndone } from './labels.ts';

/**
 * Which of the known chains the steps of a device make, in the order of their ids. Several can hold at once: a cancelled
 * schedule within a full chain is C4 and C6. None where single steps do not make one.
 */
export function alertChains(steps: readonly AlertStep[]): readonly ChainId[] {
  const standing = standingSteps(steps).filter(({ outcome }) => outcome !== 'failed');
  const chains: ChainId[] = [];
  if (hasFullChain(standing)) chains.push('C1');
  else if (restartsAfter(standing, (step) => step.kind === 'boot-change' || isInstalled(step))) chains.push('C2');
  if (isSilentStepBack(standing)) chains.push('C3');
  if (!isUndone(steps) && isPending(standing)) chains.push('C4');
  if (isEvasive(standing)) chains.push('C5');
  if (steps.some(({ kind }) => kind === 'reload-cancelled') && standing.some(isChange)) chains.push('C6');
  return chains;
}

const isRestart = ({ kind }: AlertStep): boolean => kind === 'reload-requested' || kind === 'restarted';
const isBoot = (step: AlertStep): boolean => step.kind === 'boot-change' && !takesAway(step);
const isInstalled = (step: AlertStep): boolean =>
  (step.kind === 'install-op' || step.kind === 'software-change') && !takesAway(step);

/** An image brought, the same file named to boot (where both tell it), a restart asked for or seen; in this order. */
function hasFullChain(steps: readonly AlertStep[]): boolean {
  return steps.some((brought, at) => {
    if (brought.kind !== 'image-transfer' || takesAway(brought)) return false;
    const boots = (step: AlertStep): boolean =>
      isBoot(step) && (brought.image === null || step.image === null || step.image === brought.image);
    return restartsAfter(steps.slice(at + 1), boots);
  });
}

function restartsAfter(steps: readonly AlertStep[], wanted: (step: AlertStep) => boolean): boolean {
  const at = steps.findIndex(wanted);
  return at !== -1 && steps.slice(at + 1).some(isRestart);
}

/** Runs an older release, and no line before told of a change. */
function isSilentStepBack(steps: readonly AlertStep[]): boolean {
  const at = steps.findIndex(({ kind, direction }) => kind === 'restarted' && direction === 'older');
  return at !== -1 && !steps.slice(0, at).some(isChange);
}

/** What boots next was changed, and no restart has come since. A schedule still to come leaves it so. */
function isPending(steps: readonly AlertStep[]): boolean {
  const at = steps.findLastIndex((step) => step.kind === 'boot-change' || isInstalled(step));
  return at !== -1 && !steps.slice(at + 1).some(isRestart);
}

/** A log target taken away beside other steps, or counters and a clock that show an untold restart. */
function isEvasive(steps: readonly AlertStep[]): boolean {
  if (steps.some(({ signs = [] }) => signs.length > 0)) return true;
  return (
    steps.some(({ kind }) => kind === 'logging-disabled') && steps.some((step) => isChange(step) || isRestart(step))
  );
}
